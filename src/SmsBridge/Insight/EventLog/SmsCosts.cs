using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Prices;

namespace SmsBridge.Insight.EventLog;

/// <summary>What one SMS of a message cost. A message that was sent again has several.</summary>
/// <param name="Attempt">Null: it is none of the attempts the bridge knows of.</param>
/// <param name="Price">Null: not known.</param>
/// <param name="IsTold">By the provider; else it is estimated by the installation's own prices.</param>
internal sealed record SmsCost(int? Attempt, string? ProviderId, Price? Price, bool IsTold)
{
    /// <summary>The number was taken out, and with it what said which of the settings' prices fits.</summary>
    public bool IsNumberGone { get; init; }

    public string Words => Price is not { } price
        ? IsNumberGone ? "not known any more: the provider did not tell, and the number, by whose beginning the settings have a price, was taken out"
            : "not known: the provider did not tell, and the settings have no price"
        : IsTold ? $"{price}, told by the provider"
        : IsNumberGone ? $"about {price}, estimated by the settings’ price for any number, as the number was taken out"
        : $"about {price}, estimated by the prices of the settings";
}

/// <summary>From what providers told, and the installation's own prices where they did not, to what an event's SMS cost.</summary>
internal sealed class SmsCosts(PriceTable table)
{
    /// <summary>Of every SMS that a provider took.</summary>
    public IReadOnlyList<SmsCost> Of(EventHistory history)
    {
        var told = history.Prices.ToDictionary(price => price.ProviderId, price => price.Price, StringComparer.Ordinal);
        var taken = history.Attempts.Where(attempt => attempt.Outcome == AttemptOutcome.Accepted).ToList();
        return
        [
            .. taken.Select(attempt => told.TryGetValue(attempt.ProviderId ?? "", out var price)
                ? new SmsCost(attempt.Number, attempt.ProviderId, price, IsTold: true)
                : new SmsCost(attempt.Number, attempt.ProviderId, Estimated(history.Row, attempt), IsTold: false) { IsNumberGone = IsNumberGone(history, attempt) }),
            .. told.Where(price => !taken.Exists(attempt => attempt.ProviderId == price.Key)).Select(price => new SmsCost(null, price.Key, price.Value, IsTold: true)),
        ];
    }

    /// <summary>Where no price goes by the number, it is no matter.</summary>
    private bool IsNumberGone(EventHistory history, AttemptRow attempt) =>
        history is { Row.Recipient: null, Hook.TakenOut: not null } && table.GoesByNumber(attempt.Provider ?? "", attempt.AccountId);

    private Price? Estimated(EventRow row, AttemptRow attempt) =>
        row.Segments is { } parts ? table.PerPart(attempt.Provider ?? "", attempt.AccountId, row.Recipient ?? "")?.Times(parts) : null;
}

/// <summary>What a provider told.</summary>
internal sealed record SmsPriceRow
{
    public string ProviderId { get; init; } = "";

    public long Micros { get; init; }

    public string Currency { get; init; } = "";

    public Price Price => Price.Of(Micros, Currency);
}
