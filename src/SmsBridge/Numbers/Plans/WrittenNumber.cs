using System.Globalization;

namespace SmsBridge.Numbers.Plans;

/// <summary>What stands between two groups of digits, or before the first.</summary>
[Flags]
internal enum Marks
{
    None = 0,
    Blank = 1,
    Dash = 2,
    Dot = 4,
    Slash = 8,
    Open = 16,
    Close = 32,
    Plus = 64,
}

/// <summary>A run of digits and what stands before it.</summary>
/// <param name="Start">Of its first digit, counted over the digits alone.</param>
internal readonly record struct DigitGroup(int Start, int Length, Marks Before)
{
    public int End => Start + Length;
}

/// <summary>
/// A text as groups of ASCII digits and the marks between them: nothing is dropped, because where a mark stands decides whether what follows
/// belongs to the number (<see cref="NumberShape"/>).
/// </summary>
internal sealed class WrittenNumber
{
    /// <summary>Nobody writes more; the digits of three numbers, one by one, are fewer.</summary>
    private const int MostGroups = 50;

    private const string Dashes = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d~";
    private const string Blanks = "_\u00b7\u2022"; // signs that are written for a blank

    private WrittenNumber(string digits, DigitGroup[] groups) => (Digits, Groups) = (digits, groups);

    public string Digits { get; }

    public DigitGroup[] Groups { get; }

    /// <summary>Null: a sign that no number has, a plus too many, or no digit.</summary>
    public static WrittenNumber? Read(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[NumberParser.LongestText];
        Span<DigitGroup> groups = stackalloc DigitGroup[MostGroups];
        var (length, count, script, before, isInGroup) = (0, 0, 0, Marks.None, false);
        foreach (var c in text)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var value)
            {
                // A number is written in one script; a digit of another one is an addition, or a trick.
                if ((length > 0 && c - value != script) || (!isInGroup && count == MostGroups))
                {
                    return null;
                }

                if (!isInGroup)
                {
                    groups[count++] = new DigitGroup(length, 0, before);
                }

                (script, before, isInGroup) = (c - value, Marks.None, true);
                digits[length++] = (char)('0' + value);
                groups[count - 1] = groups[count - 1] with { Length = length - groups[count - 1].Start };
                continue;
            }

            var mark = MarkOf(c);
            if (mark == Marks.None || (mark == Marks.Plus && before.HasFlag(Marks.Plus)))
            {
                return null;
            }

            (before, isInGroup) = (before | mark, false);
        }

        return length == 0 || before.HasFlag(Marks.Plus) ? null : new WrittenNumber(digits[..length].ToString(), groups[..count].ToArray());
    }

    public bool HasPlus(int group) => Groups[group].Before.HasFlag(Marks.Plus);

    /// <summary>The digits of some groups.</summary>
    public string Span(int first, int count) =>
        first == 0 && count == Groups.Length ? Digits : Digits[Groups[first].Start..Groups[first + count - 1].End];

    private static Marks MarkOf(char c) => c switch
    {
        '+' or '\uff0b' => Marks.Plus,
        '.' or '\uff0e' or '\u066b' => Marks.Dot,
        '/' or '\uff0f' => Marks.Slash,
        '(' or '[' or '\uff08' => Marks.Open,
        ')' or ']' or '\uff09' => Marks.Close,
        _ when Dashes.Contains(c, StringComparison.Ordinal) => Marks.Dash,
        _ when char.IsWhiteSpace(c) || Blanks.Contains(c, StringComparison.Ordinal) => Marks.Blank,

        // Numbers pasted from a phone's contacts come with direction marks, which nobody sees or can delete. They part digits as a blank does.
        _ when char.GetUnicodeCategory(c) == UnicodeCategory.Format => Marks.Blank,
        _ => Marks.None,
    };
}
