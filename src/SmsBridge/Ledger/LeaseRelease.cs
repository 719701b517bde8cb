using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>What a process held that is gone is free: no need to wait its leases out. On a file the instance lock says that no other works here.</summary>
internal sealed class LeaseRelease : IAtOpening
{
    /// <summary>No wait is longer than six hours (see <c>RelayOptions</c>).</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(7);

    /// <summary>But the one before a second SMS, which is a day at most (twilio.md 5).</summary>
    private static readonly TimeSpan LongestResendWait = TimeSpan.FromHours(25);

    /// <inheritdoc/>
    public void Begin(WriteSession session, NodeStart start)
    {
        using var release = session.Prepare(Transitions.Released.Sql, "now", "livingSince");
        release.Bind(1, start.At);
        release.Bind(2, start.LivingSince);
        release.Execute();

        using var hasten = session.Prepare(Transitions.Hastened.Sql, "now", "latest", "latestResend");
        hasten.Bind(1, start.At);
        hasten.Bind(2, start.At + (long)LongestWait.TotalMilliseconds);
        hasten.Bind(3, start.At + (long)LongestResendWait.TotalMilliseconds);
        hasten.Execute();
    }
}
