using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Holding.Digests;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>A tenant whose clients' receipts of a day are told as one SMS, two hours from now.</summary>
internal sealed class DigestStage(TestTenant tenant)
{
    public const long OtherClient = 8;
    public const long OtherLoan = 32;

    public static readonly TimeSpan UntilThen = TimeSpan.FromHours(2);

    public TestTenant Tenant => tenant;

    public SmsBridgeApp App => tenant.App;

    public DigestVerbs Verbs => App.Services.GetRequiredService<DigestVerbs>();

    public Tenant Registered => App.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!;

    public IEnumerable<string> Bodies => App.Gateway.Sent.Select(static sms => sms.Body);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<DigestStage> SetUpAsync(SmsBridgeApp app, TimeSpan? until = null)
    {
        var stage = new DigestStage(await app.NewTenantAsync());
        stage.Tenant.Books.AddClient(OtherClient, "Peter Otieno", "0712 345 679");
        stage.Tenant.Books.AddLoan(OtherLoan, OtherClient, 5_000m);
        await stage.SetAsync(until ?? UntilThen);
        return stage;
    }

    public async Task<string> SetAsync(TimeSpan until) =>
        (await Verbs.SetAsync(Caller.CommandLine, tenant.Id, new DigestRequest(true, TimeIn(until), "UTC"), Cancellation)).ShouldBeOfType<Outcome.Done>().Words;

    public string TimeIn(TimeSpan until) => (App.Clock.GetUtcNow() + until).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Pays so often, a unit more each time, and has each looked at.</summary>
    public async Task<List<long>> RepayAsync(int count, decimal first = 100m)
    {
        var ids = new List<long>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await tenant.RepayAsync(first + number));
            await App.DrainAsync();
        }

        return ids;
    }

    public async Task<long> RepayOtherAsync(decimal amount)
    {
        var transaction = tenant.Books.AddRepayment(OtherLoan, amount, new DateOnly(2026, 11, 21));
        using var answer = await tenant.Hooks().PostRepaymentAsync(OtherClient, OtherLoan, transaction, amount, Cancellation);
        await App.DrainAsync();
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    /// <summary>Of a loan that the core fails at from then on, as it does at one whose books are broken.</summary>
    public async Task<long> RepayBrokenAsync()
    {
        const long Broken = 33;
        tenant.Books.AddLoan(Broken, TestTenant.Client, 5_000m);
        var transaction = tenant.Books.AddRepayment(Broken, 50m, new DateOnly(2026, 11, 21));
        using var answer = await tenant.Hooks().PostRepaymentAsync(TestTenant.Client, Broken, transaction, 50m, Cancellation);
        await App.DrainAsync();
        App.Core.Faults.Add(new SmsBridge.Simulator.Core.CoreFault($"/loans/{Broken}") { Status = 500 });
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    /// <summary>Goes on to the time of the digest, and past all that waits for a moment then.</summary>
    public async Task TellAsync(TimeSpan? until = null)
    {
        await App.DrainAfterAsync(until ?? UntilThen);
        for (var again = 0; again < 4; again++)
        {
            await App.DrainAfterAsync(TimeSpan.FromSeconds(6));
        }

        await App.DrainAfterAsync(TimeSpan.FromMinutes(6));
    }

    /// <summary>Past all who went behind one another: who comes first among those that are claimed together is chance.</summary>
    public async Task SettleAsync()
    {
        for (var again = 0; again < 4; again++)
        {
            await App.DrainAfterAsync(TimeSpan.FromMinutes(6));
        }
    }

    public async Task<(MessageStatus Status, string? Reason)> StandingAsync(long eventId)
    {
        var (status, reason) = (await App.QueryAsync<(long, string?)>("SELECT status, reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        return ((MessageStatus)status, reason);
    }

    public Task<List<string>> TimelineAsync(long eventId) =>
        App.QueryAsync<string>("SELECT COALESCE(detail, '') FROM status_change WHERE event_id = @eventId ORDER BY id", new { eventId });

    public async Task<Told> ToldAsync(long eventId)
    {
        var resource = (await App.QueryAsync<long>("SELECT resource_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        return await App.Services.GetRequiredService<SentReceipts>().WasSentAsync(Registered.Id, EventType.LoanRepayment, resource, Cancellation);
    }

    public async Task ReverseAsync(long eventId) =>
        tenant.Books.Reverse(TestTenant.Loan, (await App.QueryAsync<long>("SELECT resource_id FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem());

    public Task<ResendOutcome> ResendAsync(long eventId, bool again = false) =>
        App.Services.GetRequiredService<MessageResend>().ResendAsync(Registered.Id, [eventId], new ResendRules(Again: again), Sources.Operator, static (_, _) => { });

    /// <summary>The provider refuses the next SMS for good.</summary>
    public void Refuse() => App.Gateway.Next(new SendResult.Rejected(FailureClass.Permanent, "21211", "Not a number."));
}
