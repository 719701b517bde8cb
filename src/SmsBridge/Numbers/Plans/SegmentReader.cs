namespace SmsBridge.Numbers.Plans;

/// <summary>
/// Reads the numbers of a text without clear separators. The rule: what stands before a mark is the number, if it is one by itself; what follows
/// is never glued on to make somebody else's. Where it can not be told, there is no number.
/// </summary>
internal sealed class SegmentReader(WrittenNumber written, string? region, NumberRules rules)
{
    private const int MostGroups = 8; // of a number that follows another one

    private const int LongestListing = 2;

    private readonly WrittenNumber _written = written;

    /// <summary>The first number.</summary>
    /// <param name="first">Group to begin with.</param>
    /// <param name="taken">How many groups it has.</param>
    public ParsedNumber ReadFirst(int first, out int taken)
    {
        var (groups, hasPlus) = (_written.Groups, _written.HasPlus(first));
        taken = groups.Length == first + 1 ? 1 : NumberShape.Joined(_written, first, CodeLength(first, hasPlus));
        var whole = ResolveOrConvert(first, taken, hasPlus);
        if (whole.Fault is null)
        {
            return IsAmbiguous(first, taken, hasPlus, whole) ? ParsedNumber.Failed(NumberFault.Ambiguous) : whole;
        }

        // Six digits that are no number, and what looks like a year: the other half of it, as in "071234 1998".
        if (whole.Fault == NumberFault.TooShort && NumberShape.IsYearBehindHalf(_written, first + taken) && Resolve(first, taken + 1, hasPlus) is { IsMobile: true } longer)
        {
            taken++;
            return longer;
        }

        return Shorter(first, ref taken, hasPlus) ?? whole;
    }

    /// <summary>The country code's share of the first group, which may be written without a blank: <c>+254712 345 678</c>.</summary>
    private int CodeLength(int first, bool hasPlus)
    {
        var digits = _written.Span(first, 1);
        if (hasPlus)
        {
            return NumberingPlans.CallingCodeLength(digits);
        }

        var zeros = digits.StartsWith("00", StringComparison.Ordinal) ? 2 : 0;
        return zeros > 0 ? zeros + NumberingPlans.CallingCodeLength(digits[zeros..])
            : region is not null && NumberingPlans.CallingCodeOf(region) is var code && digits.StartsWith(code, StringComparison.Ordinal) ? code.Length
            : 0;
    }

    /// <summary>Whether a beginning is somebody's number too, and the rest more likely an addition than a part of the number.</summary>
    private bool IsAmbiguous(int first, int count, bool hasPlus, ParsedNumber whole)
    {
        var groups = _written.Groups;
        if (first + count < groups.Length
            && (groups[first + count].Before & (Marks.Open | Marks.Close | Marks.Plus)) == Marks.None
            && _written.Digits.Length - groups[first + count].Start >= 3
            && Resolve(first, groups.Length - first, hasPlus).IsMobile)
        {
            return true;
        }

        if (!whole.IsMobile)
        {
            return false;
        }

        var lengths = NumberingPlans.LengthsOf(whole.CallingCode);
        for (var part = count - 1; part >= 1; part--)
        {
            var dropped = groups[first + count - 1].End - groups[first + part].Start;
            var isPossible = lengths.Contains(whole.NationalLength - dropped) || lengths.Contains(groups[first + part - 1].End - groups[first].Start);
            if (isPossible && Resolve(first, part, hasPlus) is { IsMobile: true } shorter
                && !NumberShape.BelongsTogether(_written, first, part, count, lengths.Usual, (whole.NationalLength, shorter.NationalLength)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A beginning that is a number, followed by what people add to one, or by another number.</summary>
    private ParsedNumber? Shorter(int first, ref int taken, bool hasPlus)
    {
        ParsedNumber? found = null;
        var all = taken;
        if (!hasPlus && all > 1 && _written.Groups[first].Length <= LongestListing && Resolve(first + 1, all - 1, hasPlus: false).IsMobile)
        {
            return ParsedNumber.Failed(NumberFault.Ambiguous); // "1. 0712 345 678": the beginning is no part of the number
        }

        for (var part = all - 1; part >= 1; part--)
        {
            if (Resolve(first, part, hasPlus) is { Fault: null } shorter && IsPlausibleRest(first, part))
            {
                if (found is not null)
                {
                    return ParsedNumber.Failed(NumberFault.Ambiguous);
                }

                (found, taken) = (shorter, part);
            }
        }

        return found;
    }

    private bool IsPlausibleRest(int first, int part)
    {
        var next = first + part;
        if (NumberShape.IsAddition(_written, next))
        {
            return true;
        }

        // Another number begins as the first one does.
        var looksAlike = _written.HasPlus(next) || _written.Digits[_written.Groups[next].Start] == _written.Digits[_written.Groups[first].Start];
        for (var (count, hasPlus) = (1, _written.HasPlus(next)); looksAlike && count <= MostGroups && next + count <= _written.Groups.Length; count++)
        {
            if (Resolve(next, count, hasPlus).Fault is null)
            {
                return true;
            }
        }

        return false;
    }

    private ParsedNumber ResolveOrConvert(int first, int count, bool hasPlus)
    {
        var parsed = Resolve(first, count, hasPlus);
        if (parsed.Fault is null || OldForms.Convert(_written.Span(first, count), hasPlus, region) is not { } today)
        {
            return parsed;
        }

        var converted = NumberingPlans.Resolve(today.Digits, hasPlus: true, region, NumberRules.Strict);
        return converted.IsMobile ? converted with { Note = today.Note } : parsed;
    }

    private ParsedNumber Resolve(int first, int count, bool hasPlus)
    {
        var digits = _written.Span(first, count);
        var parsed = NumberingPlans.Resolve(digits, hasPlus, region, rules);
        if (parsed.Fault is null || hasPlus || digits.Length < 3 || !digits.StartsWith("00", StringComparison.Ordinal) || digits[2] == '0')
        {
            return parsed;
        }

        // 00 is the ITU's international prefix and widely written even where another one is dialled (Kenya: 000).
        var international = NumberingPlans.Resolve(digits[2..], hasPlus: true, region, NumberRules.Strict);
        return international.Fault is null ? international : parsed;
    }
}
