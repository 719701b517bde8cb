using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.Relay;

/// <summary>What a client is told of an event: the words, or why there are none.</summary>
internal readonly record struct Written(string? Body, NextStep? Objection);

/// <summary>Writes what is published when it is sent, whenever the hook came.</summary>
internal sealed class EventTexts(TextDirectory texts, SentReceipts receipts, ITenantClock clock, IOptions<HoldingOptions> holding, TimeProvider time)
{
    private static readonly TimeSpan WaitForReceipt = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ZoneSlack = TimeSpan.FromDays(1);

    /// <summary>Null: switched off.</summary>
    public TextInForce? Of(ClaimedMessage claimed) => texts.InForce(claimed.TenantId, claimed.TypeId);

    /// <summary>
    /// The same, once it is certain: an event that another node has just switched on, or made, is read before its first message is closed for it. So is the rule by which another node made the message
    /// of a group's member.
    /// </summary>
    public async ValueTask<TextInForce?> OfAsync(ClaimedMessage claimed, CancellationToken cancellationToken)
    {
        if (Of(claimed) is { } known && (known.Rules.TellsMembers || claimed is not ClaimedMessage.ToLookUp { MemberOf: not null }))
        {
            return known;
        }

        await texts.RefreshAsync(cancellationToken);
        return Of(claimed);
    }

    /// <summary>
    /// Waits, without asking the core, until its clients may be written to; null: they may be now. Hours that another node or the command line has just changed
    /// are read before anything waits for the old ones.
    /// </summary>
    public async ValueTask<NextStep.Retry?> QuietAsync(ClaimedMessage claimed, TextInForce text, CancellationToken cancellationToken)
    {
        if (Quiet(text) is not { } wait)
        {
            return null;
        }

        await texts.RefreshAsync(cancellationToken);
        return Of(claimed) is { } now ? Quiet(now) : wait;
    }

    private NextStep.Retry? Quiet(TextInForce text) =>
        text.Quiet?.WaitUntil(time.GetUtcNow()) is { } until
            ? new NextStep.Retry(until, Reasons.QuietHours, QuietWords(text.Kind.Class, text.Quiet))
            : null;

    public static string QuietWords(EventClass kind, QuietHours quiet) =>
        $"Quiet hours of {kind.ToString().ToLowerInvariant()} texts: {quiet.Words} ({quiet.Zone.Id})."
        + (quiet.IsZoneKnown ? "" : " This machine does not know that time zone, so nothing is sent: install its time zone data (tzdata), or set another zone.");

    public async Task<Written> WriteAsync(ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, CancellationToken cancellationToken)
    {
        var never = claimed.MemberOf is null ? WhyNobody(claimed, text, facts) : null; // a member's is a part of what was judged, once for all
        if ((never ?? WhyNotClient(text, facts.Client)) is { } held)
        {
            return new Written(null, held);
        }

        if (text.Kind.ReceiptOf is { } receipt
            && WhyNotTakenBack(await receipts.WasSentAsync(claimed.TenantId, receipt, claimed.Subject.ResourceId ?? 0, cancellationToken, claimed.Member)) is { } untold)
        {
            return new Written(null, untold);
        }

        if (text.Kind.LookUp == LookUp.Row)
        {
            return new Written(claimed.Words ?? "", null);
        }

        var model = TextModels.Of(facts, text.Format, text.Template.Own);
        if (text.Template.MissingValue(model) is { } missing)
        {
            return Never(Reasons.MissingValue, $"{{{{{missing}}}}} has no value in the {(facts.Hook is not null && EnvelopeNames.IsOfHook(missing) ? "hook" : "core")}.{TableValues.WhyNone(missing, text.Template.Own, facts.Rows)}");
        }

        var body = text.Template.Render(model);
        if (SegmentCount.Of(body).Segments is var parts and > TextCheck.MostParts) // or it would be cut off in the middle
        {
            return Never(Reasons.TextTooLong, FormattableString.Invariant($"With this client's values it takes {parts} parts; at most {TextCheck.MostParts} are sent."));
        }

        return text.Registered?.WhyNot(text.Template, model, body) is { } other ? Never(Reasons.NotAsRegistered, other) : new Written(body, null);
    }

    /// <summary>What speaks against telling it to anybody, whoever is told; null: nothing does.</summary>
    public NextStep.DeadLetter? WhyNobody(ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts) =>
        (text.Rules.WhyNot(facts.Money?.Amount) ?? text.Rules.WhyNotProduct(facts.Product)) is { } rule ? new(Reasons.HeldByRule, rule)
        : WhyTooOld(claimed, text.Kind, facts.DayOf(text.Kind)) is { } age ? new(Reasons.BookedBack, age)
        : null;

    /// <summary>Judged in the transaction that stores the intent. What a person sends anew is told all the same.</summary>
    /// <returns>Null: as many as come about.</returns>
    public async ValueTask<DayLimit?> LimitOfAsync(ClaimedMessage claimed, TextInForce text, CancellationToken cancellationToken)
    {
        if (text.Rules.AtMost is not { } most || claimed.IsResent)
        {
            return null;
        }

        var zone = await clock.ZoneOfAsync(claimed.TenantId, cancellationToken) ?? TimeZoneInfo.Utc;
        var day = ZoneDay.Of(time.GetUtcNow(), zone);
        return new DayLimit(
            most, ZoneDay.StartOf(day, zone).ToUnixTimeMilliseconds(),
            FormattableString.Invariant($"Rule atMost: {most} SMS of {text.Kind.Name} are the most for a client in a day, and the number had had them on {day:yyyy-MM-dd} ({zone.Id})."));
    }

    private static NextStep.DeadLetter? WhyNotClient(TextInForce text, ClientFacts client) =>
        text.Rules.WhyNotClient(new CoreName(client.OfficeId, client.OfficeName), new CoreName(client.TypeId, client.TypeName)) is { } rule ? new(Reasons.HeldByRule, rule) : null;

    /// <summary>By the day the core has for it, which is in a zone that is not known here. What is undone may be as old as it likes, and so may what a person sends anew.</summary>
    private string? WhyTooOld(ClaimedMessage.ToLookUp claimed, EventKind kind, DateOnly? date)
    {
        var oldest = holding.Value.OldestAct;
        return oldest > TimeSpan.Zero && !kind.IsUndoing && date is { } day && !claimed.IsResent
            && StoredTime.At(claimed.QueuedAt) - new DateTimeOffset(day, TimeOnly.MaxValue, TimeSpan.Zero) > oldest + ZoneSlack
                ? FormattableString.Invariant($"It is dated {day:yyyy-MM-dd}, and Holding:OldestAct is {oldest.TotalDays:0.##} days.")
                : null;
    }

    /// <summary>Null: the client was told, so that it can be taken back.</summary>
    private NextStep? WhyNotTakenBack(Told told) => told switch
    {
        Told.Yes => null,
        Told.NotYetKnown => new NextStep.Retry(time.GetUtcNow() + WaitForReceipt, Reasons.ReceiptNotSent, "Its receipt is just being sent, or it is not known whether it was; this waits for that."),
        Told.NeverKnown => new NextStep.DeadLetter(Reasons.ReceiptNotSent, "Whether its receipt was sent could not be found out."),
        _ => new NextStep.DeadLetter(Reasons.ReceiptNotSent, null),
    };

    private static Written Never(string reason, string? detail) => new(null, new NextStep.DeadLetter(reason, detail));
}
