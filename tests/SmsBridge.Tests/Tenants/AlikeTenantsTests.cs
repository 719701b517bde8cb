using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>
/// Many a core's database compares names without regard to case: under another spelling somebody would get what is asked for a known tenant only
/// with more than a login.
/// </summary>
public sealed class AlikeTenantsTests : IAsyncLifetime
{
    private const string OtherAccount = "AC000000000000000000000000000000ff";

    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("bank", "BANK")]
    [InlineData("bank", "Bank")]
    [InlineData("BANK", "bank")]
    public async Task Another_spelling_of_a_known_tenant_waits_for_an_operator(string known, string spelling)
    {
        var life = Life.Unborn(_app, known);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var alike = Life.Unborn(_app, spelling);
        alike.Books.AddUser(new StandInUser("teller", "t") { Permissions = ["READ_CLIENT", "READ_OFFICE"] });

        var answer = await alike.SendRegistrationAsync(("mifosToken", Base64("teller:t")), ("smsProviderAccountId", OtherAccount));

        answer.Status.ShouldBe(HttpStatusCode.Conflict, answer.Body);
        answer.Text("reason").ShouldBe("pending");
        Find(spelling).ShouldBeNull();
        (await ListAsync()).ShouldHaveSingleItem().Identifier.ShouldBe(spelling);
    }

    [Fact]
    public async Task With_an_operators_yes_it_is_a_tenant_of_its_own()
    {
        (await Life.Unborn(_app, "bank").RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var alike = Life.Unborn(_app, "Bank");
        await alike.SendRegistrationAsync();

        var decided = await _app.Services.GetRequiredService<RegistrationVerbs>().DecideAsync(
            Caller.CommandLine, (await ListAsync())[0].Id, approve: true, TestContext.Current.CancellationToken);

        decided.ShouldBeOfType<RegistrationDecided>();
        (await alike.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        Find("Bank").ShouldNotBeNull().Id.ShouldNotBe(Find("bank")!.Id);
    }

    [Fact]
    public async Task It_is_not_taken_on_trust_either()
    {
        (await Life.Unborn(_app, "bank").RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        var alike = Life.Unborn(_app, "Bank");
        _app.Gateway.NextCheck = new SmsBridge.Gateways.AccountCheck.Unavailable("away");

        (await alike.SendRegistrationAsync()).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);

        Find("Bank").ShouldBeNull();
    }

    /// <summary>Else the account an operator expects would be expected of one spelling alone.</summary>
    [Theory]
    [InlineData("SmsProviderAccountId", Some.AccountSid)]
    [InlineData("Username", "svc")]
    public async Task What_the_operator_set_of_a_tenant_is_not_passed_by_under_another_spelling(string setting, string value)
    {
        _app.Settings[$"Core:Tenants:bank:{setting}"] = value;
        if (setting == "Username")
        {
            _app.Settings["Core:Tenants:bank:Password"] = "s";
        }

        var alike = Life.Unborn(_app, "Bank");

        var answer = await alike.SendRegistrationAsync(("smsProviderAccountId", OtherAccount));

        answer.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, answer.Body);
        answer.Field.ShouldBe("tenantId");
        answer.Detail.ShouldNotBeNull().ShouldNotContain("bank", Case.Sensitive, "it is not told to strangers");
        Find("Bank").ShouldBeNull();
    }

    [Fact]
    public async Task Spellings_of_tenant_and_user_take_no_places_of_their_own_on_the_list()
    {
        var life = Life.Unborn(_app, "bank");
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var (spelling, user) in new[] { ("Bank", "teller"), ("BANK", "teller"), ("BANK", "Teller"), ("bAnk", "TELLER") })
        {
            var alike = Life.Unborn(_app, spelling);
            alike.Books.AddUser(new StandInUser(user, "t"));
            (await alike.SendRegistrationAsync(("mifosToken", Base64($"{user}:t")))).Text("reason").ShouldBe("pending");
        }

        (await ListAsync()).ShouldHaveSingleItem().Identifier.ShouldBe("bAnk");
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text));

    private Tenant? Find(string name) => _app.Services.GetRequiredService<TenantDirectory>().Find(name);

    private Task<IReadOnlyList<PendingRegistration>> ListAsync() =>
        _app.Services.GetRequiredService<PendingRegistrations>().ListAsync(TestContext.Current.CancellationToken);
}
