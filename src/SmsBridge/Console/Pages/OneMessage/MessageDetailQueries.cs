using SmsBridge.Console.Parts;
using SmsBridge.Insight.EventLog;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.TenantTexts;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>Everything about one event and its message, as the page shows it.</summary>
internal sealed class MessageDetailQueries(
    OneMessageQueries messages, TenantStandings standings, PassedReasons passed, TextDirectory texts, IEnumerable<IMessageTimeline> others, SmsCosts costs, TimeProvider time)
{
    /// <returns>Null: there is none of that number, or not for these eyes.</returns>
    public async Task<MessageDetails?> FindAsync(long eventId, IReadOnlyList<ScopedTenant> tenants, bool seesStrays, CancellationToken cancellationToken)
    {
        bool MaySee(long tenantId) => tenants.Any(tenant => tenant.Id == tenantId) || (tenantId == 0 && seesStrays);
        if (await messages.FindAsync(eventId, MaySee, cancellationToken) is not { } record)
        {
            return null;
        }

        var more = new List<TimelineItem>();
        foreach (var other in others)
        {
            more.AddRange(await other.ForAsync(eventId, cancellationToken));
        }

        var tenantId = record.Hook.TenantId;
        var row = record.History.Row;
        var queuedAt = record.History.Hook.Dialect == Dialect.External ? Math.Max(row.QueuedAt, row.ReceivedAt) : row.QueuedAt; // it waited at its broker before, and was not sent
        var hold = await standings.FindAsync(tenantId, row.Status ?? MessageStatus.Queued, StoredTime.At(queuedAt), cancellationToken);
        return new MessageDetails(tenants.FirstOrDefault(tenant => tenant.Id == tenantId)?.Identifier, record, more)
        {
            Hold = hold,
            Unverified = standings.UnverifiedOf(tenantId),
            Now = time.GetUtcNow(),
            IsQuiet = texts.QuietNow(tenantId, new EventType(record.History.Row.Entity, record.History.Row.Action), time.GetUtcNow()),
            Twin = record.History.Row is { Verdict: Verdict.Duplicate, TwinId: { } twin } ? await messages.OwnerAsync(twin, cancellationToken) : null,
            Costs = costs.Of(record.History),
            Passed = await passed.OfAsync(tenantId, record.History.Row, cancellationToken),
        };
    }
}

/// <param name="Tenant">The core's name for it; null: no tenant we know.</param>
/// <param name="More">What other features add to the timeline.</param>
internal sealed record MessageDetails(string? Tenant, MessageRecord Record, IReadOnlyList<TimelineItem> More)
{
    private const int Soon = 1_000;
    private const int Later = 10_000;

    public EventRow Row => Record.History.Row;

    /// <summary>Null: nothing was, and what is not there never was.</summary>
    public TakenOut? TakenOut => Record.History.Hook.TakenOut;

    /// <summary>What the core said of whom it is about; null: it was not asked.</summary>
    public MessageAbout? About { get; } = MessageAbout.Parse(Record.Hook.About);

    /// <summary>What holds up all SMS of its tenant; null: nothing does.</summary>
    public TenantHold? Hold { get; init; }

    public string? Unverified { get; init; }

    public DateTimeOffset Now { get; init; }

    /// <summary>Its clients are not written to now.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>It waits, and will go on waiting for longer than a moment.</summary>
    public bool IsHeld => Hold is not null || (State.Status == MessageStatus.Queued && !Row.IsUnderWay && (IsQuiet || StoredTime.DueAt(Row.DueAt) > Now));

    /// <summary>The call runs: nobody has noticed that it was cut off, or that its answer was lost.</summary>
    public bool IsUnderWay(AttemptRow attempt) => attempt is { Outcome: null, FinishedAt: null } && Row is { Status: MessageStatus.Sending, Reason: not Reasons.OutcomeUnknown };

    /// <summary>What it repeats; null: nothing.</summary>
    public MessageOwner? Twin { get; init; }

    /// <summary>What to say and do where the reason it was given up for is over; null: it is not.</summary>
    public Advice? Passed { get; init; }

    /// <summary>What its SMS cost.</summary>
    public IReadOnlyList<SmsCost> Costs { get; init; } = [];

    /// <summary>What to tell the client and what to do.</summary>
    public Advice Advice => Row.Verdict != Verdict.Accepted
        ? MessageAdvice.ForSetAside(Row.Verdict, Row.Reason, new EventType(Row.Entity, Row.Action), Twin)
        : TakenOut is { IsRecord: true } ? RemovedAdvice
        : TakenOut is not null && State.Status is not (MessageStatus.Queued or MessageStatus.Sending or MessageStatus.Delivered)
            ? Known() with { Do = "Nothing: the client’s data were taken out of the bridge, and this is not sent again." }
        : Hold is { } hold && !Row.IsUnderWay ? new Advice(hold.Tell, hold.Do)
        : Passed ?? Known();

    private static Advice RemovedAdvice { get; } = new(
        "That it is too long ago: what was sent then is not kept.", "Nothing: how long records are kept stands under Privacy on the tenant’s page.");

    private Advice Known()
    {
        var advice = MessageAdvice.For(State.Status, Row.Reason, Row.Provider, Row.ErrorCode, Now - State.SentAt);
        return State.IsOfficerCopy ? advice with { Tell = ClientWords.OfOfficerCopy } : advice;
    }

    /// <summary>Milliseconds after which it is worth looking again; null: nothing more will happen by itself.</summary>
    public int? LookAgainAfter => Row.Verdict != Verdict.Accepted || TakenOut is { IsRecord: true } ? null : State.Status switch
    {
        MessageStatus.Sending => Soon,
        MessageStatus.Queued => Row.IsUnderWay || (Hold is null && Row.Reason is null or Reasons.Resent) ? Soon : Later,
        MessageStatus.Sent => Later,
        _ => null,
    };

    public MessageState State => new(
        Row.Verdict, Row.Status ?? MessageStatus.Queued, Row.Reason, Row.ErrorCode, Row.Entity, Row.Action, StoredTime.At(Row.ReceivedAt),
        StoredTime.At(Row.SentAt), StoredTime.At(Row.FinalAt), StoredTime.DueAt(Row.DueAt))
    {
        IsUnderWay = Row.IsUnderWay, Hold = Hold, Unverified = Unverified, IsOfHour = Row is { Reason: Reasons.Cancelled, Detail: not null }, Provider = Row.Provider, Further = Further(),
        HappenedAt = EventTimes.HappenedAt(Record), IsMadeUp = Record.History.Hook.Dialect == Dialect.Audit, RemovedAt = TakenOut is { IsRecord: true } removed ? removed.At : null,
    };

    /// <summary>Of one whose last SMS came to nothing, and that stands as the one before left it.</summary>
    private string? Further()
    {
        var latest = Record.History.Changes.LastOrDefault(change => change.Source == Sources.Record);
        return latest is not null && latest.Status == Row.Status && Record.History.Changes.Reverse().TakeWhile(change => change != latest).All(change => change.Status == latest.Status)
            ? latest.Detail
            : null;
    }
}
