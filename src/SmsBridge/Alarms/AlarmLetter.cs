using SmsBridge.Messages;

namespace SmsBridge.Alarms;

/// <summary>One thing a letter tells.</summary>
internal sealed record AlarmLine(AlarmNews News, StandingAlarm Alarm);

/// <summary>What goes to one receiver in one message.</summary>
/// <param name="Id">Of the message: who gets it twice can tell.</param>
/// <param name="Lines">Empty: a test.</param>
/// <param name="Console">Where a person looks; null: the bridge does not know its own address.</param>
internal sealed record AlarmLetter(string Id, DateTimeOffset At, IReadOnlyList<AlarmLine> Lines, Uri? Console)
{
    private const int LongestSubject = 120;

    public bool IsTest => Lines.Count == 0;

    public bool IsUrgent => Lines.Any(line => line is { News: not AlarmNews.Cleared, Alarm.IsUrgent: true });

    public string Subject
    {
        get
        {
            var over = Lines.Count(line => line.News == AlarmNews.Cleared);
            var words = IsTest ? "Test: alarms reach you"
                : Lines is [var only] ? $"{Word(only.News)}: {only.Alarm.Words}"
                : over == Lines.Count ? FormattableString.Invariant($"{over} things are over")
                : over == 0 ? FormattableString.Invariant($"{Lines.Count} things need attention")
                : FormattableString.Invariant($"Need attention: {Lines.Count - over}; over: {over}");
            return $"[SmsBridge] {OneLineText.Of(words.Length <= LongestSubject ? words : words[..LongestSubject] + "…")}";
        }
    }

    /// <summary>In plain words, for mail and chat.</summary>
    public string Text => string.Join("\n\n", [
        .. IsTest ? ["This is a test. Somebody asked the bridge for it, and nothing is wrong."] : Lines.OrderBy(line => line.News == AlarmNews.Cleared).Select(Paragraph),
        .. Console is { } console ? [console.AbsoluteUri] : Array.Empty<string>(),
    ]);

    public static string Word(AlarmNews news) => news switch
    {
        AlarmNews.Raised => "Needs attention",
        AlarmNews.Grown => "More of it",
        AlarmNews.Repeated => "Still",
        AlarmNews.Escalated => "Not seen to",
        _ => "Over",
    };

    private static string Paragraph(AlarmLine line) =>
        $"{Word(line.News)}{(line is { News: not AlarmNews.Cleared, Alarm.IsUrgent: true } ? " (urgent)" : "")}: {OneLineText.Of(line.Alarm.Words)}"
        + (line.News == AlarmNews.Cleared || line.Alarm.Remedy is not { } remedy ? "" : $"\n{OneLineText.Of(remedy)}")
        + $"\nSeen since {StoredForm(line.Alarm.Since)}{(line.Alarm.GoneAt is { } gone ? $", until {StoredForm(gone)}" : "")}.";

    private static string StoredForm(DateTimeOffset at) => FormattableString.Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
