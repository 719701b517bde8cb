namespace SmsBridge.Privacy.Retention;

/// <summary>
/// How many events go in one transaction, and how long others have the writer to themselves after it: measured, as a batch costs ten times as much on one machine as on another. A hook that comes
/// meanwhile waits for a batch at the longest.
/// </summary>
internal sealed class RetentionPace
{
    private const int First = 4;

    /// <summary>It grows by little, and shrinks at once.</summary>
    private const double MostGrowth = 1.5;

    /// <summary>More saves nothing.</summary>
    private const int Most = 250;

    /// <summary>Half of what a batch may take at the longest (20 ms), since not all events have the same to take out.</summary>
    internal static readonly TimeSpan Aim = TimeSpan.FromMilliseconds(8);

    /// <summary>Of the time a batch took: a fifth of the writer's time goes into this, at the most.</summary>
    private const int Rest = 4;

    public int Size { get; private set; } = First;

    /// <param name="took">In the writer.</param>
    /// <returns>How long to leave the writer to others.</returns>
    public TimeSpan Took(TimeSpan took, int events)
    {
        if (events >= Size || took > Aim)
        {
            var fits = took > TimeSpan.Zero ? Size * (Aim / took) : Most;
            Size = Math.Clamp((int)Math.Min(fits, Math.Ceiling(Size * MostGrowth)), 1, Most);
        }

        return took * Rest;
    }
}
