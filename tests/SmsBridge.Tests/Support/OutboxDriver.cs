using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Insight.Statistics;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Telemetry;

namespace SmsBridge.Tests.Support;

/// <summary>Inbox and outbox on a <see cref="TempStore"/>, driven step by step, without a core or a provider.</summary>
/// <param name="spend">Null: no tenant has a cap.</param>
internal sealed class OutboxDriver(TempStore store, ISpendRules? spend = null)
{
    public const string Text = "Thank you.";

    private readonly EventInbox _inbox = new(store.Database, new EventTypeCodes(), store.Numbers);
    private int _rotation;

    public MessageOutbox Outbox { get; } = new(store.Database, new SpendCounts(spend ?? NoCaps.Instance), store.Clock);

    public MessageReceipts Receipts { get; } = new(
        store.Database,
        new DelayedResend(new MessageExpiry(new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["LOAN REPAYMENT"] = TimeSpan.FromHours(24) }), store.Clock),
        new MessageTraces(store.Database), Meter, new PriceMarks(), new SpendCounts(spend ?? NoCaps.Instance), store.Clock);

    /// <summary>Nobody listens to it.</summary>
    private static SendMeter Meter { get; } = new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());

    public EventInbox Inbox => _inbox;

    private DateTimeOffset Now => store.Clock.GetUtcNow();

    public ValueTask<StoredEvent> HookAsync(long tenant, long resource) => _inbox.AppendAsync(new NewEvent
    {
        TenantId = tenant,
        Type = EventType.LoanRepayment,
        Verdict = Verdict.Accepted,
        ReceivedAt = Now.ToUnixTimeMilliseconds(),
        ResourceId = resource,
    });

    public Task<List<ClaimedMessage>> ClaimAsync(int limit = 100, int room = 100, Func<long, int>? roomOf = null, int? rotation = null) =>
        Outbox.ClaimAsync(new ClaimMessages(
            store.Database.NodeId, Now, Now + TimeSpan.FromMinutes(2), limit, rotation ?? _rotation++, roomOf ?? (_ => room)));

    public async Task<ClaimedMessage> ClaimOneAsync() => (await ClaimAsync()).ShouldHaveSingleItem();

    public async Task<bool> IntendAsync(ClaimedMessage leased, string text = Text, string to = Some.Mobile) => await Outbox.StoreIntentAsync(
        leased, new Intent(leased.Attempts + 1, Msisdn.FromE164(to), Some.Sender, "twilio", Some.AccountSid, text, 1), Now + TimeSpan.FromMinutes(2)) == IntentOutcome.Stored;

    /// <summary>A hook, claimed, with its intent stored.</summary>
    public async Task<ClaimedMessage> SendingAsync(long tenant = 1, long resource = 1)
    {
        var stored = await HookAsync(tenant, resource);
        var leased = (await ClaimAsync()).Single(message => message.EventId == stored.Id);
        (await IntendAsync(leased)).ShouldBeTrue();
        return leased;
    }

    /// <summary>As <see cref="SendingAsync"/>, and the provider took it.</summary>
    public async Task<ClaimedMessage> SentAsync(string sid, long resource = 1)
    {
        var leased = await SendingAsync(1, resource);
        (await AcceptedAsync(leased, sid)).ShouldBeTrue();
        return leased;
    }

    public Task<bool> AcceptedAsync(ClaimedMessage leased, string sid, string source = Sources.Relay, int? number = null) =>
        Outbox.RecordAcceptedAsync(leased, number ?? leased.Attempts + 1, new SendResult.Accepted(sid, "queued"), source);

    public Task<bool> EndedAsync(ClaimedMessage leased, AttemptOutcome outcome, NextStep next) =>
        Outbox.RecordAttemptAsync(leased, leased.Attempts + 1, outcome, "code", "detail", next);

    /// <summary>The transaction an event of <see cref="HookAsync"/> is about.</summary>
    public static long ResourceOf(ClaimedMessage claimed) =>
        claimed.ShouldBeOfType<ClaimedMessage.ToLookUp>().Subject.ResourceId!.Value;

    public NextStep Retry(TimeSpan wait) => new NextStep.Retry(Now + wait, Reasons.ProviderBusy, null);

    /// <summary>Asks for it to be sent anew, as support does.</summary>
    public async Task ResendAsync(ClaimedMessage leased)
    {
        using var bell = new SmsBridge.Store.RelayBell();
        var outcome = await new MessageResend(store.Database, bell, store.Clock).ResendAsync(leased.TenantId, [leased.EventId], force: false, Sources.Api);
        outcome.Requeued.ShouldBe([leased.EventId]);
    }

    public MessageState Message(ClaimedMessage leased) => store.One<MessageState>("""
        SELECT status AS Status, attempts AS Attempts, tries AS Tries, provider_id AS ProviderId, provider_status AS ProviderStatus, reason AS Reason,
            error_code AS ErrorCode, due_at AS DueAt, lease_owner AS LeaseOwner, final_at AS FinalAt
        FROM message WHERE event_id = @EventId
        """, new { leased.EventId });

    public AttemptState Attempt(ClaimedMessage leased, int number = 1) => store.One<AttemptState>(
        "SELECT outcome AS Outcome, provider_id AS ProviderId FROM attempt WHERE event_id = @EventId AND number = @number", new { leased.EventId, number });
}

internal sealed record MessageState
{
    public MessageStatus Status { get; init; }

    public int Attempts { get; init; }

    public int Tries { get; init; }

    public string? ProviderId { get; init; }

    public string? ProviderStatus { get; init; }

    public string? Reason { get; init; }

    public string? ErrorCode { get; init; }

    public long? DueAt { get; init; }

    public long? LeaseOwner { get; init; }

    public long? FinalAt { get; init; }

    /// <summary>Attempts that were taken, where a test asks for them.</summary>
    public int Taken { get; init; }
}

internal sealed record AttemptState
{
    public AttemptOutcome? Outcome { get; init; }

    public string? ProviderId { get; init; }
}
