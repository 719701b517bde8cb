namespace SmsBridge.Texts;

/// <summary>What a variable of a tenant's own holds, for made-up values.</summary>
internal enum OwnValue
{
    Text,
    Whole,
    Amount,
    Date,
    DateTime,
    Truth,
}

/// <summary>A value that the texts of one tenant can name: a column of a data table of its core, or, of an event of its own, a member of the hook.</summary>
/// <param name="Table">As texts spell it.</param>
/// <param name="Column">As texts spell it.</param>
/// <param name="Longest">Characters of its longest value; of texts only.</param>
internal sealed record OwnVariable(string Table, string Column, OwnValue Kind, int Longest)
{
    /// <summary>Of a value: a longer one is told to nobody.</summary>
    public const int LongestValue = 160;

    /// <summary>Between table and column; no variable of an event has it in its name.</summary>
    public const char Dot = '.';

    /// <summary>It stands in the event's hook (<see cref="Envelopes.EnvelopeNames"/>), and is no question to the core.</summary>
    public bool IsOfHook { get; init; }

    /// <summary>As texts spell it: <c>kyc.mothertongue</c>.</summary>
    public string Name { get; } = $"{Table}{Dot}{Column}";

    public string Usual(TextFormat format) =>
        Kind switch
        {
            OwnValue.Whole => "3",
            OwnValue.Amount => format.Number(1_500, decimals: 2),
            OwnValue.Date => format.Date(new DateOnly(2026, 11, 21)),
            OwnValue.DateTime => $"{format.Date(new DateOnly(2026, 11, 21))} 14:30",
            OwnValue.Truth => format.Truth(true),
            _ => "Sample text"[..Math.Min("Sample text".Length, Bounded)],
        };

    public string Costliest(TextFormat format) =>
        Kind switch
        {
            OwnValue.Whole => "123456789",
            OwnValue.Amount => format.Number(123_456_789, decimals: 2),
            OwnValue.Date => format.CostliestDate(2026),
            OwnValue.DateTime => $"{format.CostliestDate(2026)} 14:30",
            OwnValue.Truth => TextFormat.Costlier(format.Truth(true), format.Truth(false)),
            _ => new string('x', Bounded),
        };

    /// <summary>A column that states no length may hold whatever a value may be.</summary>
    private int Bounded => Longest <= 0 ? LongestValue : Math.Min(Longest, LongestValue);
}
