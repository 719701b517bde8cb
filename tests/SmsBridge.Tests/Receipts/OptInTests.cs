using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.OptOutList;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Receipts;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>A client who opted out wants SMS again, and no START of theirs arrives.</summary>
public class OptInTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private OptOutVerbs Verbs => app.Services.GetRequiredService<OptOutVerbs>();

    [Fact]
    public async Task It_is_lifted_for_this_tenant_alone_and_on_the_audit_without_the_number()
    {
        var (tenant, other) = (await RelayDriver.RegisterAsync(app), await RelayDriver.RegisterAsync(app));
        await StopAsync(tenant);
        await StopAsync(other);

        var outcome = await Verbs.LiftAsync(Caller.CommandLine, tenant.Core.Id, Some.Mobile, "asked for it at the counter", "KE");

        outcome.ShouldBeOfType<Outcome.Done>();
        await tenant.SmsAsync(Some.Mobile, "Hello");
        await other.SmsAsync(Some.Mobile, "Hello");
        await app.DrainAsync();
        tenant.Message().Status.ShouldBe(MessageStatus.Sent);
        other.Message().Reason.ShouldBe(Reasons.OptedOut);
        var audit = (await app.QueryAsync<(string Reason, string Before)>("SELECT reason, before FROM audit WHERE action = 'opt_out_lift'")).ShouldHaveSingleItem();
        audit.Reason.ShouldBe("asked for it at the counter");
        audit.Before.ShouldNotContain(Some.Mobile);
        (await Verbs.LiftAsync(Caller.CommandLine, tenant.Core.Id, Some.Mobile, "again", "KE")).ShouldBeOfType<Outcome.Unchanged>();
    }

    [Theory]
    [InlineData("twelve", "asked", "number")]
    [InlineData(Some.Mobile, " ", "reason")]
    public async Task What_is_missing_is_named(string number, string reason, string field)
    {
        var tenant = await RelayDriver.RegisterAsync(app);

        (await Verbs.LiftAsync(Caller.CommandLine, tenant.Core.Id, number, reason, "KE")).ShouldBeOfType<Outcome.Refused>().Field.ShouldBe(field);
    }

    [Fact]
    public async Task Who_opts_out_again_is_the_newest_of_the_list()
    {
        var tenant = await RelayDriver.RegisterAsync(app);
        var id = await NumberOfAsync(tenant);
        var (optOuts, first, other) = (app.Services.GetRequiredService<OptOuts>(), Msisdn.FromE164("+254712000001"), Msisdn.FromE164("+254712000002"));
        await optOuts.TakeReplyAsync(id, Some.Sender, first, $"first-{id}", stop: true);
        await optOuts.TakeReplyAsync(id, Some.Sender, other, $"other-{id}", stop: true);
        await optOuts.LiftAllAsync(id, first);

        await optOuts.TakeReplyAsync(id, Some.Sender, first, $"again-{id}", stop: true);

        var listed = await app.Services.GetRequiredService<OptOutQueries>().ListAsync(id, before: null, TestContext.Current.CancellationToken);
        listed.Select(row => row.Number).ShouldBe([first.Value, other.Value]);
        listed.ShouldAllBe(row => row.LiftedAt == null);
    }

    private async Task<long> NumberOfAsync(RelayDriver tenant) =>
        (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { tenant.Core.Id })).ShouldHaveSingleItem();

    private async Task StopAsync(RelayDriver tenant)
    {
        var id = await NumberOfAsync(tenant);
        await app.Services.GetRequiredService<OptOuts>().TakeReplyAsync(id, Some.Sender, Msisdn.FromE164(Some.Mobile), $"reply-{id}", stop: true);
    }
}
