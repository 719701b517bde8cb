namespace SmsBridge.Store;

/// <summary>Times are stored as UTC unix milliseconds.</summary>
internal static class StoredTime
{
    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? At(long? milliseconds) => milliseconds is { } at ? At(at) : null;

    /// <summary>Of what a message waits for: 0 is no time, it waits for its tenant.</summary>
    public static DateTimeOffset? DueAt(long? milliseconds) => milliseconds is > 0 ? At(milliseconds) : null;
}
