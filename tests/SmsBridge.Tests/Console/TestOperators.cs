using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Tests.Console;

/// <summary>Signs every request in as the operator its header names: <c>Support;tenant-1,tenant-2</c>, or <c>Admin;*</c>. Without the header: nobody.</summary>
internal sealed class TestOperators(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Test-Operator";

    /// <summary>Takes the place of the session's cookie.</summary>
    public static void Register(IServiceCollection services) => services.Configure<AuthenticationOptions>(authentication =>
        authentication.SchemeMap[SignedInOperator.Scheme].HandlerType = typeof(TestOperators));

    /// <summary>One who is in nobody's table.</summary>
    public static SignedInOperator Who(string text) => new(
        text.Sum(character => (long)character), string.Create(CultureInfo.InvariantCulture, $"anna the {text.Split(';')[0]}"), Enum.Parse<OperatorRole>(text.Split(';')[0]),
        text.EndsWith(";*", StringComparison.Ordinal) ? TenantScope.All : TenantScope.Of(text.Split(';')[1].Split(',')), "stamp", TimeZone: null);

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Request.Headers[Header].FirstOrDefault() is not { } who
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(Who(who).ToPrincipal(), SignedInOperator.Scheme)));
}
