namespace SmsBridge.Messages;

/// <summary>Others' words on one line of ours, in a log, an answer or a terminal: a blank for each control character.</summary>
internal static class OneLineText
{
    public static string Of(string text) => string.Create(text.Length, text, static (line, source) =>
    {
        for (var index = 0; index < line.Length; index++)
        {
            line[index] = char.IsControl(source[index]) ? ' ' : source[index];
        }
    });
}
