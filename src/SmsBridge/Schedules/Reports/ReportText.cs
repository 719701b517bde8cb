using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Core.Reports;
using SmsBridge.Texts;

namespace SmsBridge.Schedules.Reports;

/// <summary>
/// A text with a report's columns as variables: {{firstname}}, and no conditions. What a row has no value for is not told, as a blank could turn its meaning around. Pure.
/// </summary>
internal static partial class ReportText
{
    public const int Longest = 1_000;

    /// <summary>Of a value: a longer one is no name, amount or date.</summary>
    public const int LongestValue = 160;

    private const string Hidden = "•••";
    private const decimal LeastHidden = 100_000; // a number of an account, and no amount, which has decimals

    public static IReadOnlyList<string> ColumnsOf(string text) => [.. Variable().Matches(text).Select(NameOf).Distinct(StringComparer.Ordinal)];

    /// <returns>What is wrong with it, in a sentence; null: nothing.</returns>
    public static string? Fault(string text) =>
        string.IsNullOrWhiteSpace(text) ? "The text is empty."
        : text.Length > Longest ? string.Create(CultureInfo.InvariantCulture, $"The text has {text.Length} characters; at most {Longest} are kept.")
        : text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')) ? "The text holds signs that no telephone shows."
        : Variable().Replace(text, "").AsSpan().IndexOfAny('{', '}') >= 0 || Variable().Matches(text).Any(match => NameOf(match).Length == 0 || match.Value.AsSpan().IndexOfAny('#', '/') >= 0)
            ? "A variable is a column's name as in {{firstname}}. There are no conditions here."
        : null;

    /// <param name="isMasked">So much of names and numbers that a sentence can be judged.</param>
    /// <param name="problem">Why there is none, in words; null: there is one.</param>
    /// <returns>Null: it can not be told of this row.</returns>
    public static string? Render(string text, CoreReport report, IReadOnlyList<ReportCell> row, TextFormat format, bool isMasked, out string? problem)
    {
        string? why = null;
        var body = Variable().Replace(text, match =>
        {
            var (name, place) = (NameOf(match), report.PlaceOf(NameOf(match)));
            var shown = place < 0 || row[place].IsEmpty ? "" : TemplateText.Clean(Shown(row[place], format, isMasked)).Trim();
            why ??= shown.Length == 0 ? $"{name} is empty" : shown.Length > LongestValue ? string.Create(CultureInfo.InvariantCulture, $"{name} has more than {LongestValue} characters") : null;
            return shown;
        });
        problem = why;
        return why is null ? TemplateText.Finish(body) : null;
    }

    private static string NameOf(Match variable) => CoreReport.PlainOf(variable.Groups["name"].Value);

    private static string Shown(ReportCell cell, TextFormat format, bool isMasked) =>
        cell.Date is { } day ? format.Date(day)
        : cell.Number is { Scale: > 0 } amount ? format.Number(amount, decimals: 2)
        : cell.Number is { } number ? Whole(number, isMasked)
        : isMasked ? Masked(cell.Text!)
        : cell.Text!;

    private static string Whole(decimal number, bool isMasked)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return isMasked && Math.Abs(number) >= LeastHidden ? Hidden + digits[^3..] : digits;
    }

    /// <summary>"Jane Wanjiru" as "J••• W•••", "0712345678" as "•••678".</summary>
    private static string Masked(string text) =>
        text.Count(char.IsDigit) > 3
            ? $"{Hidden}{text.TrimEnd()[^3..]}"
            : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(static word => $"{First(word)}{Hidden}"));

    private static string First(string word) => char.IsHighSurrogate(word[0]) && word.Length > 1 ? word[..2] : word[..1];

    [GeneratedRegex(@"\{\{(?<name>[^{}]*)\}\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Variable();
}
