namespace SmsBridge.Store;

/// <summary>Owner of rows that wait for a time of the wall clock, or are believed by it.</summary>
internal interface IFollowsClock
{
    /// <summary>The clock was set back: what bears a time of before is moved along, or it would wait for the difference as well.</summary>
    /// <param name="latest">Unix milliseconds. Later times than this are of the clock as it was.</param>
    /// <param name="by">Milliseconds.</param>
    void SetBack(WriteSession session, long latest, long by);

    /// <summary>The same for what is kept in memory.</summary>
    void SetBack(TimeSpan by)
    {
    }
}
