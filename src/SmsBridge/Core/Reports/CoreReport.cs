using System.Globalization;

namespace SmsBridge.Core.Reports;

/// <summary>What a report of the core answered.</summary>
/// <param name="Columns">As the core names them: in other letters from database to database (fineract-audits-and-reports.md 2).</param>
internal sealed record CoreReport(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
{
    private Dictionary<string, int>? _places;

    /// <summary>Of a column by its plain name; -1: there is none, or more than one, so that nobody could say which is meant.</summary>
    public int PlaceOf(string plain) =>
        (_places ??= Columns.Select((column, place) => (Plain: PlainOf(column), place)).GroupBy(each => each.Plain, each => each.place, StringComparer.Ordinal)
            .ToDictionary(places => places.Key, places => places.Count() == 1 ? places.First() : -1, StringComparer.Ordinal)).GetValueOrDefault(plain, -1);

    /// <summary>"mobileNo", "mobileno", "MOBILE_NO" and "Mobile No" are one column: what is left are its letters and digits, of any script, in small.</summary>
    public static string PlainOf(string column) => string.Concat(column.Where(IsOfName)).ToLowerInvariant();

    private static bool IsOfName(char character) =>
        char.IsLetterOrDigit(character) || char.IsSurrogate(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}

/// <summary>One value. A core up to 1.8 sends texts for all of them, a newer one numbers and dates as such.</summary>
internal readonly record struct ReportCell(string? Text, decimal? Number = null, DateOnly? Date = null)
{
    public bool IsEmpty => this is { Number: null, Date: null } && string.IsNullOrWhiteSpace(Text);

    /// <summary>A whole number above nothing; null: it is none.</summary>
    public long? Id =>
        Number is { } number ? (number > 0 && number <= long.MaxValue && decimal.Truncate(number) == number ? (long)number : null)
        : long.TryParse(Text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    /// <summary>Also where a core sends it as a text, with or without a time behind it.</summary>
    public DateOnly? Day =>
        Date ?? (Text?.Trim() is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null);
}
