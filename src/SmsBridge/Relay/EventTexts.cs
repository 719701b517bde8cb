using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>What a client is told of an event: the words, or why there are none.</summary>
internal readonly record struct Written(string? Body, NextStep.DeadLetter? Objection);

/// <summary>Writes what is published when it is sent, whenever the hook came.</summary>
internal sealed class EventTexts(TextDirectory texts, SentReceipts receipts, TimeProvider time)
{
    /// <summary>Null: switched off.</summary>
    public TextInForce? Of(ClaimedMessage claimed) => texts.InForce(claimed.TenantId, claimed.TypeId);

    /// <summary>Waits, without asking the core, until its clients may be written to; null: they may be now.</summary>
    public NextStep.Retry? Quiet(TextInForce text) =>
        text.Quiet?.WaitUntil(time.GetUtcNow()) is { } until
            ? new NextStep.Retry(until, Reasons.QuietHours, QuietWords(text.Kind.Class, text.Quiet))
            : null;

    public static string QuietWords(EventClass kind, QuietHours quiet) => $"Quiet hours of {kind.ToString().ToLowerInvariant()} texts: {quiet.Words} ({quiet.Zone.Id}).";

    public async Task<Written> WriteAsync(ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, CancellationToken cancellationToken)
    {
        if (text.Rules.WhyNot(facts.Money?.Amount) is { } rule)
        {
            return Never(Reasons.HeldByRule, rule);
        }

        if (text.Kind.ReceiptOf is { } receipt && !await receipts.WasSentAsync(claimed.TenantId, receipt, claimed.Subject.ResourceId ?? 0, cancellationToken))
        {
            return Never(Reasons.ReceiptNotSent, null);
        }

        var model = TextModels.Of(facts, texts.FormatDate);
        return text.Template.MissingValue(model) is { } missing
            ? Never(Reasons.MissingValue, $"{{{{{missing}}}}} has no value in the core.")
            : new Written(text.Template.Render(model), null);
    }

    private static Written Never(string reason, string? detail) => new(null, new NextStep.DeadLetter(reason, detail));
}
