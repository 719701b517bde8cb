namespace SmsBridge.Messages;

/// <summary>
/// Signs that turn the direction of writing around. They are not seen, and one in a name makes of the amount behind it another amount; what
/// right-to-left scripts need comes from their letters alone.
/// </summary>
internal static class BidiText
{
    /// <summary>Embeddings, overrides and isolates with their ends, and the three marks.</summary>
    public static bool IsControl(char character) =>
        character is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';

    /// <summary>The same text when there are none in it, as nearly always.</summary>
    public static string Without(string text) => text.Any(IsControl) ? string.Concat(text.Where(character => !IsControl(character))) : text;
}
