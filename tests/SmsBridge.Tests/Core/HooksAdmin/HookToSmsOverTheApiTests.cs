using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>The whole way: a hook made through the core's API by the bridge's own client, then things happen, then there is an SMS.</summary>
public class HookToSmsOverTheApiTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("G1")]
    [InlineData("G2")]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task A_hook_made_from_here_brings_an_sms_for_what_happens_in_the_core(string generation)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var tenant = "bank-" + generation;
        using var handler = app.Server.CreateHandler();
        await using var core = await StandInCore.StartAsync(
            new StandInCoreOptions { Generation = Enum.Parse<Generation>(generation), HookHandler = () => handler, Time = app.Clock }, cancellationToken);
        var books = core.AddTenant(tenant, new StandInUser("admin", "secret") { Permissions = ["ALL_FUNCTIONS"] });
        books.AddClient(7, "Jane Wanjiru", "0712 345 678");
        books.AddLoan(31, 7, 10_000m);
        var access = new CoreAccess(tenant, core.Endpoint, new CoreCredential.UserPassword("admin", "secret"));
        var draft = SmsBridgeHookDraft.For("http://localhost", Some.Sender, Some.AccountSid, Some.AuthToken, HooksSetup.BothEvents);
        var before = app.Gateway.Sent.Count;

        var id = (await app.Services.GetRequiredService<CoreHooksClient>().CreateAsync(access, draft, cancellationToken)).ShouldBeOfType<HookResult<long>.Done>().Value;
        var deliveries = await books.RepayAsync(31, 1_500m, new DateOnly(2026, 11, 21), "admin", cancellationToken);
        await app.DrainAsync();

        deliveries.ShouldBe([new HookDelivery(id, HookFate.Answered, 200)]);
        var sms = app.Gateway.Sent.Skip(before).ShouldHaveSingleItem();
        sms.To.Value.ShouldBe(Some.Mobile);
        sms.Body.ShouldBe("Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 000000031 on 21 November 2026.");
    }
}
