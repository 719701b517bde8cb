namespace SmsBridge.Texts;

/// <summary>Made-up values of events, to see what a text reads like and costs before it is sent to anybody.</summary>
internal static class SampleModels
{
    /// <param name="date">How a date is written.</param>
    public static TemplateModel Usual(Func<DateOnly, string> date) => new()
    {
        Name = "Jane Wanjiru", Firstname = "Jane", Lastname = "Wanjiru", Client = "000000007", Office = "Head Office", Amount = "KES 1,500.00", Currency = "KES",
        Date = date(new DateOnly(2026, 11, 21)), Account = "000000031", Product = "Personal Loan", Outstanding = "KES 8,500.00", Overdue = "KES 1,500.00", Receipt = "QK12", Principal = "KES 10,000.00",
        Balance = "KES 4,250.00", Available = "KES 4,000.00", Maturity = date(new DateOnly(2027, 11, 21)), MaturityAmount = "KES 5,000.00", ToAccount = "000000056", ToName = "Ann Otieno",
    };

    /// <summary>As short as such values are, and without any that may be missing.</summary>
    public static TemplateModel Shortest(Func<DateOnly, string> date) => new()
    {
        Name = "Li Wu", Firstname = "Li", Lastname = "Wu", Client = "7", Office = "HQ", Amount = "KES 5", Currency = "KES", Date = date(new DateOnly(2026, 5, 1)), Account = "31", Product = "A",
        Outstanding = "KES 0", Overdue = "KES 0", Principal = "KES 9", Balance = "KES 0", Available = "KES 0", ToAccount = "56", ToName = "Bo",
    };

    /// <summary>As long as the core lets them be in practice.</summary>
    public static TemplateModel Longest(Func<DateOnly, string> date) => new()
    {
        Name = "Maria Francisca Oliveira dos Santos Nascimento", Firstname = "Maria Francisca", Lastname = "Oliveira dos Santos Nascimento", Client = "00000000123456789",
        Office = "Upper Eastern Regional Branch Office", Amount = "TZS 123,456,789.00", Currency = "TZS", Date = date(new DateOnly(2026, 9, 30)), Account = "00000000123456789",
        Product = "Women's Group Agricultural Loan 2026", Outstanding = "TZS 123,456,789.00", Overdue = "TZS 123,456,789.00", Receipt = "QK12345678901234", Principal = "TZS 123,456,789.00", Balance = "TZS 123,456,789.00",
        Available = "TZS 123,456,789.00", Maturity = date(new DateOnly(2027, 9, 30)), MaturityAmount = "TZS 123,456,789.00", ToAccount = "00000000987654321",
        ToName = "Maria Francisca Oliveira dos Santos Nascimento",
    };
}
