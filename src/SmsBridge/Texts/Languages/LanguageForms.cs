using System.Collections.Frozen;
using System.Globalization;

namespace SmsBridge.Texts.Languages;

/// <summary>How a language writes numbers and dates: the program carries no culture of the system.</summary>
/// <param name="Decimal">Sign before the decimals.</param>
/// <param name="Group">Between groups of digits.</param>
/// <param name="LongDate">A .NET format.</param>
/// <param name="Months">Twelve, as they stand in a date.</param>
/// <param name="ShortMonths">The same, short.</param>
internal sealed record LanguageForm(string Decimal, string Group, string LongDate, string[] Months, string[] ShortMonths)
{
    public string Yes { get; init; } = "yes";

    public string No { get; init; } = "no";

    /// <summary>Sizes of groups, from the right; the last repeats.</summary>
    public int[] GroupSizes { get; init; } = [3];

    public CultureInfo ToCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NumberGroupSizes) = (Decimal, Group, GroupSizes);
        culture.DateTimeFormat.MonthNames = culture.DateTimeFormat.MonthGenitiveNames = [.. Months, ""]; // the thirteenth is of other calendars
        culture.DateTimeFormat.AbbreviatedMonthNames = culture.DateTimeFormat.AbbreviatedMonthGenitiveNames = [.. ShortMonths, ""];
        return CultureInfo.ReadOnly(culture);
    }
}

/// <summary>
/// The forms of the languages that the product has texts in, after the Unicode CLDR. Blanks between groups are plain ones: a no-break space would make the whole
/// SMS dearer. Names of days are English in all.
/// </summary>
internal static class LanguageForms
{
    private const string DayMonthYear = "d MMMM yyyy";
    private const string DayOfMonthOfYear = "d 'de' MMMM 'de' yyyy";

    private static readonly LanguageForm English = new(
        ".", ",", DayMonthYear, ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]);

    private static readonly LanguageForm Spanish = new(
        ",", ".", DayOfMonthOfYear, ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"])
    {
        Yes = "sí", No = "no",
    };

    private static readonly LanguageForm SpanishByPoint = Spanish with { Decimal = ".", Group = "," };

    private static readonly FrozenDictionary<string, LanguageForm> Forms = new Dictionary<string, LanguageForm>(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = English,
        ["sw"] = English with
        {
            Months = ["Januari", "Februari", "Machi", "Aprili", "Mei", "Juni", "Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba"],
            ShortMonths = ["Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ago", "Sep", "Okt", "Nov", "Des"],
            Yes = "ndiyo", No = "hapana",
        },
        ["fr"] = new(
            ",", " ", DayMonthYear, ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"],
            ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."])
        {
            Yes = "oui", No = "non",
        },
        ["es"] = Spanish,
        ["pt"] = new(
            ",", ".", DayOfMonthOfYear, ["janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"],
            ["jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."])
        {
            Yes = "sim", No = "não",
        },
        ["hi"] = English with
        {
            Months = ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"],
            ShortMonths = ["जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्टू॰", "नव॰", "दिस॰"],
            Yes = "हाँ", No = "नहीं",
            GroupSizes = [3, 2], // 12,34,567: lakh and crore
        },
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where Spanish writes decimals with a point.</summary>
    private static readonly FrozenSet<string> SpanishWithPoint =
        new[] { "es-419", "es-DO", "es-GT", "es-HN", "es-MX", "es-NI", "es-PA", "es-PE", "es-PR", "es-SV", "es-US" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="language">As <c>sw</c> or <c>pt-BR</c>.</param>
    public static LanguageForm Of(string language) =>
        SpanishWithPoint.Contains(language) ? SpanishByPoint : Forms.GetValueOrDefault(language.Split('-')[0], English);
}
