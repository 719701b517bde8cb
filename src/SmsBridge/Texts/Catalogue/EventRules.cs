using System.Globalization;

namespace SmsBridge.Texts.Catalogue;

/// <summary>What a tenant wants to hold of an event before it is told. Amounts are in whatever currency the event has.</summary>
internal sealed record EventRules(decimal? AmountFrom, decimal? AmountTo)
{
    public static readonly EventRules None = new(null, null);

    /// <returns>The rule that is against it, in words for the timeline; null: none is.</returns>
    public string? WhyNot(decimal? amount) =>
        amount is not { } known ? null
        : known < AmountFrom ? string.Create(CultureInfo.InvariantCulture, $"Rule amountFrom: {known:0.######} is less than {AmountFrom:0.######}.")
        : known > AmountTo ? string.Create(CultureInfo.InvariantCulture, $"Rule amountTo: {known:0.######} is more than {AmountTo:0.######}.")
        : null;
}
