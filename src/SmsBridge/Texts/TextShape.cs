using System.Text;

namespace SmsBridge.Texts;

/// <summary>A text with a mark in place of each value: its fixed words stand as they will be sent.</summary>
/// <param name="Text">Each mark is one character.</param>
/// <param name="Names">The variables, by their marks.</param>
internal sealed record TextShape(string Text, IReadOnlyList<string> Names)
{
    // Of the private use area, which no writing uses.
    private const char First = '\uE000';
    private const char Last = '\uF8FF';

    /// <summary>The variables that it asks for in conditions and that have no value in this form.</summary>
    public IReadOnlyList<string> Lacking { get; init; } = [];

    public static bool IsMark(char character) => character is >= First and <= Last;

    public static string MarkOf(int place) => ((char)(First + place)).ToString();

    public string NameOf(char mark) => Names[mark - First];

    /// <summary>A piece of it as it was written: <c>Dear {{name}}</c>.</summary>
    public string Words(string piece) => Fill(piece, static name => $"{{{{{name}}}}}");

    public string Fill(string piece, Func<string, string> value)
    {
        var filled = new StringBuilder(piece.Length);
        foreach (var character in piece)
        {
            filled.Append(IsMark(character) && character - First < Names.Count ? value(NameOf(character)) : character.ToString());
        }

        return filled.ToString();
    }
}
