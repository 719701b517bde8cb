using System.Globalization;
using SmsBridge.Insight.ClientRecords;
using SmsBridge.Operators;

namespace SmsBridge.Privacy;

/// <summary>What is held of a client.</summary>
internal sealed record ClientExported(string Words, ClientExport Export) : Outcome.Done(Words);

/// <summary>Everything held of a client, for admins to hand to the client.</summary>
internal sealed class ExportVerbs(ClientAccess clients, ClientExports exports, AuditLog audit, TimeProvider time)
{
    public Task<Outcome> ExportAsync(Caller caller, string tenant, long? client, CancellationToken cancellationToken) =>
        clients.ForAsync(caller, tenant, client, async rows =>
        {
            var export = await exports.ReadAsync(rows, time.GetUtcNow(), cancellationToken);
            var words = string.Create(CultureInfo.InvariantCulture, $"{export.Events.Count} events of client {rows.ClientId} of {rows.Tenant}.");
            await audit.RecordAsync(ClientAccess.Did(caller, AuditActions.PrivacyExport, rows, after: words)); // before it is shown
            return new ClientExported(words, export);
        }, cancellationToken);
}
