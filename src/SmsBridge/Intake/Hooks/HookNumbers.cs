using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Ids as cores write them: <c>7</c>, but also <c>7.0</c> and <c>1.2345678E7</c>, because the core reads its own JSON into doubles
/// (fineract-hooks.md 3 and 5.3).
/// </summary>
internal static class HookNumbers
{
    /// <summary>Largest double that stands for one number only: 2^53 is also what 2^53 + 1 becomes, so the core itself has lost the id.</summary>
    private const decimal LargestExactDouble = 9_007_199_254_740_991m;

    /// <summary>As many digits as a decimal keeps: a longer text would be rounded, perhaps to a whole number that it is not.</summary>
    private const int LongestText = 28;

    /// <summary>True for a positive whole number, however it is spelled.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out long id)
    {
        if (Utf8Parser.TryParse(text, out id, out var consumed) && consumed == text.Length && text[0] is not ((byte)'-' or (byte)'+'))
        {
            return id > 0;
        }

        id = 0;
        return text.Length <= LongestText && TryRead(Encoding.ASCII.GetString(text), out id);
    }

    /// <inheritdoc cref="TryRead(ReadOnlySpan{byte}, out long)"/>
    public static bool TryRead(string text, out long id)
    {
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        id = 0;
        if (text.Length > LongestText || !decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var number)
            || number <= 0 || decimal.Truncate(number) != number)
        {
            return false;
        }

        var isPlain = !text.AsSpan().ContainsAny('.', 'e', 'E');
        if (number > (isPlain ? long.MaxValue : LargestExactDouble))
        {
            return false;
        }

        id = (long)number;
        return true;
    }
}
