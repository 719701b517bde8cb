using System.Text;

namespace SmsBridge.Messages;

/// <summary>A field of a file that people open with a spreadsheet (RFC 4180).</summary>
internal static class CsvField
{
    /// <summary>
    /// A leading =, +, -, @, tab or line break would make it a formula: an apostrophe makes it text. So would one behind a semicolon, a tab or a line break, where a
    /// spreadsheet divides cells there whatever the quotes; quotes before it go with the division. What turns the writing around would do so to the whole row.
    /// </summary>
    public static string Of(string? text)
    {
        var plain = BidiText.Without(text ?? "");
        if (plain.Length == 0)
        {
            return "";
        }

        var safe = new StringBuilder(plain.Length + 2);
        var begins = true; // a cell, here or in a spreadsheet that divides otherwise
        foreach (var sign in plain)
        {
            if ((begins && BeginsFormula(sign)) || (safe.Length == 0 && sign is '\r' or '\n'))
            {
                safe.Append('\'');
            }

            begins = sign is ';' or '\t' or '\r' or '\n' || (begins && sign == '"');
            safe.Append(sign);
        }

        return Quoted(safe.ToString());
    }

    private static bool BeginsFormula(char sign) => sign is '=' or '+' or '-' or '@' or '\t';

    private static string Quoted(string safe) =>
        safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
}
