using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Tests.Console;

/// <summary>Signs every request in as the operator its header names: <c>role;tenant,tenant</c>, or <c>role;*</c>. Without the header: nobody.</summary>
internal sealed class TestOperators(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Header = "X-Test-Operator";

    /// <summary>Who everybody is that sends no header; null: nobody.</summary>
    public static string? Everybody { get; set; }

    public static void Register(IServiceCollection services) => services.AddAuthentication()
        .AddScheme<AuthenticationSchemeOptions, TestOperators>(SignedInOperator.Scheme, _ => { });

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var who = Request.Headers[Header].FirstOrDefault() ?? Everybody;
        if (who is null)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var (role, tenants) = (who.Split(';')[0], who.Split(';')[1]);
        var signedIn = new SignedInOperator(
            17, "anna", Enum.Parse<OperatorRole>(role), tenants == "*" ? TenantScope.All : TenantScope.Of(tenants.Split(',')), "stamp", TimeZone: null);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(signedIn.ToPrincipal(), SignedInOperator.Scheme)));
    }
}
