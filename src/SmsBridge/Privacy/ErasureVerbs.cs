using System.Globalization;
using SmsBridge.Insight.ClientRecords;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.RemoteBackups;
using SmsBridge.Store;

namespace SmsBridge.Privacy;

/// <summary>Takes a client's data out: who may, and the audit, are here for pages, API and command line alike.</summary>
internal sealed class ErasureVerbs(ClientAccess clients, ClientExports exports, ClientErasure erasure, Database database, Backups backups, RemoteBackupStore remote, AuditLog audit)
{
    private const int LongestReason = 200;

    /// <param name="reason">Why, on the audit; it should not name the client.</param>
    /// <param name="confirmed">False: it is only said what would be done.</param>
    public Task<Outcome> EraseAsync(Caller caller, string tenant, long? client, string? reason, bool confirmed, CancellationToken cancellationToken) =>
        clients.ForAsync(caller, tenant, client, async rows =>
        {
            if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            {
                return new Outcome.Refused($"Say why, in at most {LongestReason} characters: it stays on the audit. Do not name the client in it.", "reason");
            }

            return rows.Events.Count == 0 ? new Outcome.Unchanged(Text($"Nothing is held of client {rows.ClientId} of {rows.Tenant}."))
                : !confirmed ? new ErasureOutcome(await ViewAsync(rows, done: null, cancellationToken))
                : await EraseAsync(caller, rows, reason, cancellationToken);
        }, cancellationToken);

    /// <summary>Writes the whole database file anew, so that no older copy of anything is left in unused parts of it. Writes wait meanwhile.</summary>
    public async Task<Outcome> RewriteAsync(Caller caller)
    {
        if (!caller.MayDo(OperatorRole.Admin) || !caller.Scope.IsAll)
        {
            return new Outcome.NotAllowed();
        }

        if (!await database.RewriteAsync())
        {
            return new Outcome.Unchanged("The database is PostgreSQL's, which reuses the room of old rows after its own VACUUM. To be sure that no old row is left on its disk: VACUUM FULL event, message, notification, known_client, search_word.");
        }

        await audit.RecordAsync(caller.Actor.Did(AuditActions.PrivacyVacuum));
        return new Outcome.Done("The database file is written anew: nothing is left in it of what was deleted or replaced.");
    }

    private async Task<Outcome> EraseAsync(Caller caller, ClientRows rows, string reason, CancellationToken cancellationToken)
    {
        // On the audit before anything is gone: an erasure that is interrupted was one too.
        await audit.RecordAsync(ClientAccess.Did(caller, AuditActions.PrivacyErase, rows, reason, before: Text($"{rows.Events.Count} events"), after: "begun"));
        var erased = await erasure.RunAsync(rows, cancellationToken);
        await audit.RecordAsync(ClientAccess.Did(caller, AuditActions.PrivacyErase, rows, reason, after: Words(erased)));
        var view = await ViewAsync(rows, erased, cancellationToken);
        return new ErasureOutcome(await database.EmptyLogAsync()
            ? view
            : view with { Also = [.. view.Also, "The log of changes beside the database could not be emptied, since somebody reads from it: it is with one of the next writes, or with privacy vacuum."] });
    }

    /// <param name="done">Null: nothing yet.</param>
    private async Task<ErasureView> ViewAsync(ClientRows rows, Erased? done, CancellationToken cancellationToken)
    {
        var also = (await exports.NotSearchedAsync(rows.Tenant, cancellationToken)).ToList();
        also.Add(backups.IsOurs
            ? "Unused parts of the database file may hold older copies of rows until it is written anew: privacy vacuum, best at a quiet hour."
            : "Old versions of rows are in the server's files until its VACUUM, and in its archive and copies as long as those are kept.");
        var result = done ?? new Erased(
            rows.Events.Count(row => row.ErasedAt is null && row.Status != MessageStatus.Sending), rows.Events.Count(row => row.Waits), rows.Events.Count(row => row.Status == MessageStatus.Sending), 0, 0);
        var since = rows.Events.Min(row => row.ReceivedAt);
        return new ErasureView(
            rows.Tenant, rows.ClientId, done is not null, result.Events, result.Cancelled, result.UnderWay, result.NoticesLeft, result.OptOutsKept, rows.Shared.Count,
            [.. await backups.KeptAsync(since, cancellationToken), .. await remote.KeptAsync(since, cancellationToken)], also);
    }

    private static string Words(Erased erased) => Text($"{erased.Events} events erased, {erased.Cancelled} SMS cancelled, {erased.UnderWay} left, {erased.OptOutsKept} opt-outs kept");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
