namespace SmsBridge.Texts;

/// <summary>Made-up values of events, to see what a text reads like and costs before it is sent to anybody.</summary>
internal static class SampleModels
{
    public static TemplateModel Usual(TextFormat format, IReadOnlyList<OwnVariable>? own = null) => new()
    {
        Name = "Jane Wanjiru", Firstname = "Jane", Lastname = "Wanjiru", Client = "000000007", Office = "Head Office", Amount = format.Money(1_500, "KES", 2), Currency = "KES",
        Date = format.Date(new DateOnly(2026, 11, 21)), Account = "000000031", Product = "Personal Loan", Outstanding = format.Money(8_500, "KES", 2), Overdue = format.Money(1_500, "KES", 2), Receipt = "QK12", Principal = format.Money(10_000, "KES", 2),
        Balance = format.Money(4_250, "KES", 2), Available = format.Money(4_000, "KES", 2), Maturity = format.Date(new DateOnly(2027, 11, 21)), MaturityAmount = format.Money(5_000, "KES", 2), ToAccount = "000000056", ToName = "Ann Otieno",
        Own = Of(own, variable => variable.Usual(format)),
    };

    /// <summary>As short as such values are, and without any that may be missing.</summary>
    public static TemplateModel Shortest(TextFormat format, IReadOnlyList<OwnVariable>? own = null) => new()
    {
        Name = "Li Wu", Firstname = "Li", Lastname = "Wu", Client = "7", Office = "HQ", Amount = format.Money(5, "KES", 0), Currency = "KES", Date = format.Date(new DateOnly(2026, 5, 1)), Account = "31", Product = "A",
        Outstanding = format.Money(0, "KES", 0), Overdue = format.Money(0, "KES", 0), Principal = format.Money(9, "KES", 0), Balance = format.Money(0, "KES", 0), Available = format.Money(0, "KES", 0), ToAccount = "56", ToName = "Bo",
        Own = Of(own, variable => variable.Kind == OwnValue.Text ? "A" : variable.Usual(format)),
    };

    /// <summary>As long as the core lets them be in practice.</summary>
    public static TemplateModel Longest(TextFormat format, IReadOnlyList<OwnVariable>? own = null) => new()
    {
        Name = "Maria Francisca Oliveira dos Santos Nascimento", Firstname = "Maria Francisca", Lastname = "Oliveira dos Santos Nascimento", Client = "00000000123456789",
        Office = "Upper Eastern Regional Branch Office", Amount = format.Money(123_456_789, "TZS", 2), Currency = "TZS", Date = format.CostliestDate(2026), Account = "00000000123456789",
        Product = "Women's Group Agricultural Loan 2026", Outstanding = format.Money(123_456_789, "TZS", 2), Overdue = format.Money(123_456_789, "TZS", 2), Receipt = "QK12345678901234", Principal = format.Money(123_456_789, "TZS", 2), Balance = format.Money(123_456_789, "TZS", 2),
        Available = format.Money(123_456_789, "TZS", 2), Maturity = format.CostliestDate(2027), MaturityAmount = format.Money(123_456_789, "TZS", 2), ToAccount = "00000000987654321",
        ToName = "Maria Francisca Oliveira dos Santos Nascimento",
        Own = Of(own, variable => variable.Costliest(format)),
    };

    private static Dictionary<string, string>? Of(IReadOnlyList<OwnVariable>? own, Func<OwnVariable, string> value) =>
        own is null or [] ? null : own.ToDictionary(static variable => variable.Name, value, StringComparer.Ordinal);
}
