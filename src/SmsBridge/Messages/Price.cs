using System.Globalization;

namespace SmsBridge.Messages;

/// <summary>
/// What an SMS costs: millionths of a currency, so that sums are exact, and the currency's code. Prices in different currencies are never added and never
/// converted.
/// </summary>
internal readonly record struct Price
{
    /// <summary>No SMS costs as much, in any currency: what says so is no price.</summary>
    private const decimal Most = 1_000_000;

    private const decimal Million = 1_000_000;

    /// <summary>No SMS has more parts: a text has to say in one byte how many it has (3GPP TS 23.040, 9.2.3.24.1).</summary>
    private const int MostParts = 255;

    private const int CodeLength = 3;

    /// <summary>Millionths that no SMS costs, see <see cref="IsOfOneSms"/>.</summary>
    public const long BeyondOneSms = (long)(Most * Million);

    private Price(long micros, string currency) => (Micros, Currency) = (micros, currency);

    /// <summary>Millionths; never negative.</summary>
    public long Micros { get; }

    /// <summary>Three capital letters.</summary>
    public string Currency { get; }

    public decimal Amount => Micros / Million;

    /// <summary>Not more than an SMS can cost. What somebody tells is asked for it once more where it is stored: a product of two plain numbers need not be plain.</summary>
    public bool IsOfOneSms => Micros is >= 0 and < BeyondOneSms;

    /// <summary>Of what was read before.</summary>
    public static Price Of(long micros, string currency) => new(micros, currency);

    /// <summary>From what others write: digits with a point, and three letters. Null for anything else: a price is not guessed at. Kept to a millionth.</summary>
    public static Price? Read(string? amount, string? currency) =>
        decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? Of(value, currency) : null;

    /// <summary>"USD 0.0075", as <see cref="ToString"/> writes it.</summary>
    public static Price? ReadText(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var currency, var amount] ? Read(amount, currency) : null;

    /// <inheritdoc cref="Read"/>
    public static Price? Of(decimal amount, string? currency) =>
        amount is >= 0 and < Most && currency is { Length: CodeLength } && currency.All(char.IsAsciiLetter)
            ? new Price((long)decimal.Round(amount * Million, MidpointRounding.AwayFromZero), currency.ToUpperInvariant())
            : null;

    /// <summary>So many times; null: more than can be counted.</summary>
    public Price? Times(long times) => times >= 0 && (Micros == 0 || times <= long.MaxValue / Micros) ? new Price(Micros * times, Currency) : null;

    /// <summary>Of an SMS of so many parts at this price each, as a provider tells it. Null: no SMS has so many parts, or costs so much.</summary>
    public Price? OfParts(long parts) => parts is > 0 and <= MostParts && Times(parts) is { IsOfOneSms: true } whole ? whole : null;

    /// <summary>"0.0075", "12.00".</summary>
    public static string AmountText(long micros) => (micros / Million).ToString("0.00####", CultureInfo.InvariantCulture);

    /// <summary>"USD 0.0075".</summary>
    public override string ToString() => $"{Currency} {AmountText(Micros)}";
}
