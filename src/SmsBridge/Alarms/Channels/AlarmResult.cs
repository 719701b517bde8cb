namespace SmsBridge.Alarms.Channels;

/// <summary>How telling went.</summary>
/// <param name="Words">Why it did not; beside a success, who of several was not reached.</param>
internal sealed record AlarmResult(bool IsSent, string? Words)
{
    public static AlarmResult Sent { get; } = new(IsSent: true, Words: null);

    public static AlarmResult Failed(string words) => new(IsSent: false, words);
}
