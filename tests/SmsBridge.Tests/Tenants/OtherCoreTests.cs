using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SmsBridge.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>
/// Cores of several institutions may be allowed. Each is run by people who must not have the others' passwords: whoever names another core for a tenant does not get its
/// credential sent there.
/// </summary>
public sealed class OtherCoreTests : IAsyncLifetime
{
    private const string Other = "http://core.other.example/fineract-provider/api/v1";

    private readonly SmsBridgeApp _app = new();
    private bool _isAsked; // the other core

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Settings["Core:AllowedEndpoints:0"] = _app.Core.Endpoint.AbsoluteUri;
        _app.Settings["Core:AllowedEndpoints:1"] = Other;
        _app.Replacements.Add(services => services.Replace(ServiceDescriptor.Singleton(provider => new CoreDialer(
            provider.GetRequiredService<CoreEndpoints>(), ResolveAsync, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CoreDialer>>()))));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("bWU6bXlzZWxm")] // of the other core, which takes what it likes
    public async Task The_operators_credential_goes_to_no_core_that_a_stranger_names(string? token)
    {
        _app.Settings["Core:Tenants:bank:Username"] = SmsBridgeApp.User;
        _app.Settings["Core:Tenants:bank:Password"] = SmsBridgeApp.Password;
        var life = Life.Unborn(_app, "bank");

        var answer = await life.SendRegistrationAsync(("mifosToken", token), ("endpoint", Other));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Body);
        answer.Field.ShouldBe("endpoint");
        _isAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task Nor_does_the_holder_of_a_key_move_it()
    {
        _app.Settings["Core:Tenants:bank:Username"] = SmsBridgeApp.User;
        _app.Settings["Core:Tenants:bank:Password"] = SmsBridgeApp.Password;
        _app.Settings["Core:DefaultEndpoint"] = _app.Core.Endpoint.AbsoluteUri;
        var life = Life.Unborn(_app, "bank");
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);

        var own = await life.PatchAsync($$"""{"endpoint":"{{Other}}","coreUsername":"me","corePassword":"myself"}""");

        (own.Status, own.Field).ShouldBe((HttpStatusCode.UnprocessableEntity, "endpoint"));
        _isAsked.ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)] // the token of its registration
    [InlineData(true)]  // a service user
    public async Task A_tenants_own_credential_is_given_anew_for_another_core(bool hasServiceUser)
    {
        var life = await Life.BornAsync(_app);
        if (hasServiceUser)
        {
            (await life.PatchAsync($$"""{"coreUsername":"{{SmsBridgeApp.User}}","corePassword":"{{SmsBridgeApp.Password}}"}""")).Status.ShouldBe(HttpStatusCode.OK);
        }

        var moved = await life.PatchAsync($$"""{"endpoint":"{{Other}}"}""");

        (moved.Status, moved.Field).ShouldBe((HttpStatusCode.UnprocessableEntity, "corePassword"));
        _isAsked.ShouldBeFalse();
        (await life.PatchAsync($$"""{"endpoint":"{{Other}}","coreUsername":"me","corePassword":"myself"}""")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable, "asked, with what came");
        _isAsked.ShouldBeTrue();
    }

    [Fact]
    public async Task A_tenant_nobody_has_proved_yet_is_not_moved_with_its_service_user_either()
    {
        var life = Life.Unborn(_app, "bank");
        var added = await _app.Services.GetRequiredService<TenantAdding>().AddAsync(
            new RegistrationRequest
            {
                TenantId = "bank", SmsProvider = "twilio", PhoneNo = Some.Sender, SmsProviderAccountId = Some.AccountSid, SmsProviderToken = Some.AuthToken, Endpoint = _app.Core.BaseUrl,
            },
            new SettingsRequest { CoreUsername = SmsBridgeApp.User, CorePassword = SmsBridgeApp.Password }, prove: false, TestContext.Current.CancellationToken);
        added.ShouldBeOfType<RegistrationResult.Registered>();

        foreach (var token in new[] { null, "bWU6bXlzZWxm" })
        {
            (await life.SendRegistrationAsync(("mifosToken", token), ("endpoint", Other))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        _isAsked.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true, "http://127.0.0.1:1/x", "http://localhost:2/y", "http://[::1]:3")]
    [InlineData(true, "https://core.example/a", "http://CORE.example:8080/b")]
    [InlineData(true)]
    [InlineData(false, "https://core.example", "https://core.other.example")]
    [InlineData(false, "https://core.example", "http://localhost:8080/x")]
    public void One_host_is_one_by_all_its_names(bool isOne, params string[] allowed) =>
        new CoreEndpoints(Microsoft.Extensions.Options.Options.Create(new CoreOptions { AllowedEndpoints = [.. allowed] })).IsOneHost.ShouldBe(isOne);

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        _isAsked |= host == "core.other.example";
        return IPAddress.TryParse(host, out var address) ? Task.FromResult<IPAddress[]>([address]) : throw new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound);
    }
}
