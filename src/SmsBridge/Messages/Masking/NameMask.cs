namespace SmsBridge.Messages.Masking;

/// <summary>A client's name for who may not see whole numbers either: enough to tell two apart, as in <c>A*** O***</c>.</summary>
internal static class NameMask
{
    /// <summary>How much is hidden, whatever its length: the length would tell too.</summary>
    private const string Hidden = "***";

    public static string? Of(string? name) =>
        name is null ? null : string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => FirstOf(word) + Hidden));

    private static string FirstOf(string word) => char.IsHighSurrogate(word[0]) && word.Length > 1 ? word[..2] : word[..1];
}
