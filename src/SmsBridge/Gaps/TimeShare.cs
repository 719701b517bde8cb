namespace SmsBridge.Gaps;

/// <summary>How long something may go on, however slowly a core answers: a timetable's run of one tenant holds up the others.</summary>
/// <param name="most">Null: a person waits for it, and nobody else.</param>
internal sealed class TimeShare(TimeProvider time, TimeSpan? most)
{
    private readonly long _began = time.GetTimestamp();

    public bool IsBounded => most is not null;

    public bool IsOver => most is { } longest && time.GetElapsedTime(_began) >= longest;
}
