namespace SmsBridge.Numbers.Plans;

/// <summary>
/// How people group the digits of one number, and how they add something to it: a count in brackets, a spreadsheet's <c>.0</c>, another last
/// digit after a slash, a date. Looks at the writing alone, not at the plan.
/// </summary>
internal static class NumberShape
{
    private const Marks Kinds = Marks.Dash | Marks.Dot | Marks.Slash;
    private const Marks Brackets = Marks.Open | Marks.Close;

    /// <summary>Most digits before an opening bracket (<c>00254 (0) …</c>), and within.</summary>
    private const int LongestHead = 5;

    /// <summary>After so many digits in one run a subscriber's number has ended, unless half a number follows (<c>081234 56789</c>).</summary>
    private const int LongRun = 6;

    /// <summary>How many groups from <paramref name="first"/> on may be one number.</summary>
    public static int Joined(WrittenNumber written, int first, int callingCodeLength)
    {
        var (groups, previous, count) = (written.Groups, Marks.None, 1);
        while (first + count < groups.Length && Joins(written, first, first + count, previous, callingCodeLength))
        {
            var mark = groups[first + count].Before;
            var isHead = (mark & Brackets) != Marks.None || (count == 1 && written.HasPlus(first));
            previous = isHead ? Marks.None : BodyKindOf(mark);
            count++;
        }

        return count;
    }

    /// <summary>Whether a rest is what people add to a number: up to three digits, a year, a date.</summary>
    public static bool IsAddition(WrittenNumber written, int first)
    {
        var rest = written.Groups.AsSpan(first);
        return written.Digits.Length - rest[0].Start <= 3
            || (rest.Length == 1 && IsYear(written.Span(first, 1)))
            || IsDate(written, first);
    }

    /// <summary>Whether the last group is written like a year, after half a number, so that <see cref="Joined"/> left it.</summary>
    public static bool IsYearBehindHalf(WrittenNumber written, int next) =>
        next == written.Groups.Length - 1 && written.Groups[next - 1].Length >= LongRun && (written.Groups[next].Before & (Brackets | Marks.Plus | Marks.Slash | Marks.Dot)) == Marks.None
        && IsYear(written.Span(next, 1));

    /// <summary><c>12.03.2024</c>, <c>2024-03-12</c>, <c>1/3/24</c>.</summary>
    public static bool IsDate(WrittenNumber written, int first) =>
        written.Groups.Length - first == 3
        && (written.Groups[first].Length, written.Groups[first + 1].Length, written.Groups[first + 2].Length) is (<= 2, <= 2, 2 or 4) or (4, <= 2, <= 2);

    /// <summary>
    /// Whether groups after a part that is a mobile number by itself belong to it all the same, the whole being one too. They do when the whole
    /// is nearer to what numbers there look like, and the last groups go on as those before them.
    /// </summary>
    /// <param name="part">Groups of the part.</param>
    /// <param name="usual">Digits of a usual mobile number there.</param>
    /// <param name="lengths">Digits of the whole and of the part, as numbers of the plan.</param>
    public static bool BelongsTogether(WrittenNumber written, int first, int part, int whole, int usual, (int Whole, int Part) lengths)
    {
        var groups = written.Groups.AsSpan(first, whole);
        var (previous, tail) = (groups[part - 1].Length, groups[^1].End - groups[part].Start);
        if (lengths.Part == usual || previous >= LongRun)
        {
            return false; // what a number looks like, and then something
        }

        var goesOn = previous == groups[part].Length && previous >= 2;
        return lengths.Whole == usual
            ? tail >= 3 || goesOn || (previous <= 3 && (tail == 2 || HasPair(groups[..part])) && IsUniform(groups))
            : Math.Abs(lengths.Whole - usual) <= Math.Abs(lengths.Part - usual) && (tail >= 3 || goesOn);
    }

    private static bool Joins(WrittenNumber written, int first, int next, Marks previousKind, int callingCodeLength)
    {
        var groups = written.Groups;
        var (mark, length, isLast) = (groups[next].Before, groups[next].Length, next == groups.Length - 1);
        if (mark.HasFlag(Marks.Plus) || !IsOneKind(mark))
        {
            return false;
        }

        if ((mark & Brackets) != Marks.None)
        {
            return JoinsBracket(written, first, next, mark);
        }

        var run = groups[next - 1].Length - (next - 1 == first ? callingCodeLength : 0);
        var tail = written.Digits.Length - groups[next].Start;
        if (run >= LongRun)
        {
            var mayGoOn = KindOf(mark) is Marks.None or Marks.Dash ? length >= 3 : mark.HasFlag(Marks.Dot) && length >= 5;
            return run == LongRun && mayGoOn && !(isLast && IsYear(written.Span(next, 1)));
        }

        if (mark.HasFlag(Marks.Slash) && tail < 3)
        {
            return false; // another last digit, or two
        }

        var goesOn = previousKind == Marks.None || previousKind == BodyKindOf(mark);
        return (isLast, length) switch
        {
            (false, _) or (true, >= 3) => true,
            (true, 2) => run <= 4 && (goesOn || run == 2),
            (true, _) => run <= 3 && goesOn,
        };
    }

    /// <summary>Brackets are around the country code, the trunk prefix or the area code; elsewhere they hold something else.</summary>
    private static bool JoinsBracket(WrittenNumber written, int first, int next, Marks mark)
    {
        var groups = written.Groups;
        if (!mark.HasFlag(Marks.Open))
        {
            var open = next - 1;
            while (open > first && !groups[open].Before.HasFlag(Marks.Open))
            {
                open--;
            }

            var content = groups[next - 1].End - groups[open].Start;
            var isListed = content == 1 && open == first && written.Digits[groups[next].Start] == '0'; // "(2) 0712 …" is the second of a list
            return content <= LongestHead && !isListed && written.Digits.Length - groups[next].Start >= 2;
        }

        var close = next + 1;
        while (close < groups.Length && !groups[close].Before.HasFlag(Marks.Close))
        {
            close++;
        }

        return groups[next - 1].End - groups[first].Start <= LongestHead
            && close < groups.Length && groups[close - 1].End - groups[next].Start <= LongestHead;
    }

    private static Marks KindOf(Marks mark) => mark & Kinds;

    private static Marks BodyKindOf(Marks mark) => KindOf(mark) is var kind and not Marks.None ? kind : Marks.Blank;

    private static bool IsOneKind(Marks mark) => KindOf(mark) is Marks.None or Marks.Dash or Marks.Dot or Marks.Slash;

    private static bool IsYear(string digits) =>
        digits.Length == 4 && (digits.StartsWith("19", StringComparison.Ordinal) || digits.StartsWith("20", StringComparison.Ordinal));

    private static bool HasPair(ReadOnlySpan<DigitGroup> groups)
    {
        foreach (var group in groups[1..])
        {
            if (group.Length == 2)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The same mark before each of the last groups.</summary>
    private static bool IsUniform(ReadOnlySpan<DigitGroup> groups) => groups.Length < 3 || KindOf(groups[^1].Before) == KindOf(groups[^2].Before);
}
