using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// What was reported as not delivered before its call was answered, where its tenant wanted it to go on by the next route: it stands open on the record, from the transaction that stores the report
/// until that step is taken or found not to follow. So what a kill left behind is told from what was settled by its place on the record, and by no clock.
/// </summary>
internal static class OpenFailovers
{
    /// <summary>What stands on the record before the provider's id of the call.</summary>
    public const string Opened = "Reported before the call was answered. Whether it goes on by another route is decided once it is: ";

    /// <inheritdoc cref="Opened"/>
    public const string Closed = "It goes on by no other route: ";

    /// <summary>Of an attempt. With <see cref="Opened"/>, <see cref="Closed"/> and <see cref="Sources.Relay"/> as its parameters.</summary>
    public const string IsOpen = """
        EXISTS (
            SELECT 1 FROM status_change WHERE status_change.event_id = attempt.event_id AND status_change.source = @Relay AND status_change.detail = @Opened || attempt.provider_id)
        AND NOT EXISTS (
            SELECT 1 FROM status_change WHERE status_change.event_id = attempt.event_id AND status_change.source = @Relay AND status_change.detail = @Closed || attempt.provider_id)
        """;

    public static void Open(WriteSession session, Receipt failure, long at) =>
        StatusChanges.NoteOnce(session, failure.MessageId, at, Sources.Relay, Opened + failure.ProviderId);

    public static void Close(WriteSession session, Receipt failure, long at) =>
        StatusChanges.NoteOnce(session, failure.MessageId, at, Sources.Relay, Closed + failure.ProviderId);
}
