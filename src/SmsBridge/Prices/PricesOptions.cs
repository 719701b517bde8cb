using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Prices;

/// <summary>What SMS cost: asked for at providers that say so later, and estimated where nobody says.</summary>
internal sealed class PricesOptions : IValidatableObject
{
    public const string Section = "Prices";

    /// <summary>
    /// True: Twilio is asked for the prices of what was sent, which it knows some time later; one call for up to 200 SMS of an account. False: nothing is asked.
    /// What comes with answers, reports and polls is kept in any case.
    /// </summary>
    public bool Ask { get; set; } = true;

    /// <summary>How long after SMS were sent their prices are asked for. 10 min to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "1.00:00:00")]
    public TimeSpan AskAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When those still without one are asked for once more, likewise since they were sent; after that no more. 1 to 14 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "14.00:00:00")]
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>Tenants whose SMS no prices are asked for.</summary>
    /// <value>identifiers of tenants, separated by commas</value>
    public string NotFor { get; set; } = "";

    /// <summary>What a part costs where the provider does not say: your contract's prices. Costs made with them are called estimated.</summary>
    public List<PartPriceOptions> PerPart { get; set; } = [];

    /// <summary>The tenants of <see cref="NotFor"/>.</summary>
    public IReadOnlyList<string> NotAsked => NotFor.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (var number = 0; number < PerPart.Count; number++)
        {
            if (PerPart[number].Problem is { } problem)
            {
                yield return new ValidationResult($"{Section}:{nameof(PerPart)}:{number}: {problem}", [nameof(PerPart)]);
            }
        }

        var twice = PerPart.GroupBy(row => (row.Provider.ToUpperInvariant(), row.Account, row.Prefix)).FirstOrDefault(alike => alike.Skip(1).Any());
        if (twice is not null)
        {
            yield return new ValidationResult($"{Section}:{nameof(PerPart)}: {twice.First().Provider} has two prices for the same account and prefix '{twice.Key.Prefix}'.", [nameof(PerPart)]);
        }
    }
}

/// <summary>One price of a contract.</summary>
internal sealed class PartPriceOptions
{
    /// <summary>The provider, as registrations name it.</summary>
    public string Provider { get; set; } = "";

    /// <summary>One account of it, by its account id; empty: all that have no price of their own.</summary>
    public string Account { get; set; } = "";

    /// <summary>How numbers begin, country code first: a country, or a network's prefix. The longest that fits counts; empty: any number.</summary>
    /// <value>such as <c>+254</c> or <c>+25471</c></value>
    public string Prefix { get; set; } = "";

    /// <summary>What one part costs, with up to six digits behind the point.</summary>
    public decimal Price { get; set; }

    /// <summary>In which currency.</summary>
    /// <value>its three letters, such as <c>USD</c></value>
    public string Currency { get; set; } = "";

    /// <summary>Null: it can be worked with.</summary>
    internal string? Problem =>
        Provider.Length == 0 ? "Provider must name one, such as twilio."
        : Prefix.Length > 0 && (Prefix[0] != '+' || Prefix.Length is < 2 or > 16 || !Prefix.AsSpan(1).ContainsOnlyDigits()) ? "Prefix must be how numbers begin, such as +254, or empty for all."
        : Messages.Price.Of(Price, Currency) is null ? "Price must be zero or more, and Currency three letters such as USD."
        : decimal.Round(Price, 6) != Price ? "Price must have at most six digits behind the point."
        : null;
}

file static class Digits
{
    public static bool ContainsOnlyDigits(this ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
