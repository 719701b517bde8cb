using System.Globalization;

namespace SmsBridge.Messages.Numbering;

/// <summary>The characters of a written number: digits of any script, one leading plus, and what people put between them.</summary>
internal static class NumberText
{
    private const string Separators = " \u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d./()[]~";
    private const char FullWidthPlus = '\uff0b';

    /// <summary>Steps 2 and 3 of e164.md section 3.</summary>
    /// <param name="digits">Room for as many characters as <paramref name="text"/> has; receives ASCII digits.</param>
    /// <returns>What is wrong with the text, or null.</returns>
    public static NumberFault? TryRead(ReadOnlySpan<char> text, Span<char> digits, out int length, out bool hasPlus)
    {
        (length, hasPlus) = (0, false);
        foreach (var c in text)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(c) is >= 0 and var value)
            {
                digits[length++] = (char)('0' + value);
            }
            else if (c is '+' or FullWidthPlus)
            {
                if (hasPlus || length > 0)
                {
                    return NumberFault.NotANumber;
                }

                hasPlus = true;
            }
            else if (!Separators.Contains(c, StringComparison.Ordinal))
            {
                return NumberFault.NotANumber;
            }
        }

        return length switch
        {
            0 => NumberFault.NotANumber,
            1 => NumberFault.TooShort,
            _ => null,
        };
    }
}
