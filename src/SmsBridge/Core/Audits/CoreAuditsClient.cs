using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Core.Audits;

/// <summary>
/// The audit trail of a tenant's core (fineract-audits-and-reports.md 1), by the same way as <see cref="CoreClient"/>. Asks with the parameters that mean the same in
/// every version, and for no command's own text: filters of time, of status and of loans mean something else or nothing in some, and the text has
/// clients' data. The credential's user needs <c>READ_AUDIT</c>.
/// </summary>
internal sealed class CoreAuditsClient(CoreExchange exchange, TimeProvider time, ILogger<CoreAuditsClient> logger)
{
    /// <summary>What a core gives where no page is asked for. A limit above it would be taken, and make a core walk the longer.</summary>
    public const int PageSize = 200;

    /// <summary>The newest entries of a kind, at most <see cref="PageSize"/>: no core counts anything for that.</summary>
    public Task<CoreResult<AuditPage>> NewestAsync(CoreAccess access, EventType type, CancellationToken cancellationToken) =>
        AskAsync(access, $"audits?{Of(type)}", AuditsReader.ReadPage, cancellationToken);

    /// <summary>Entries of a kind, newest first, without the first <paramref name="offset"/>.</summary>
    public Task<CoreResult<AuditPage>> PageAsync(CoreAccess access, EventType type, int offset, CancellationToken cancellationToken) =>
        AskAsync(
            access, string.Create(CultureInfo.InvariantCulture, $"audits?{Of(type)}&paged=true&offset={offset}&limit={PageSize}&orderBy=id&sortOrder=DESC"),
            AuditsReader.ReadPage, cancellationToken);

    /// <summary>One entry, to see what became of a command that waited. Its time may have lost what the list says of it.</summary>
    public Task<CoreResult<CoreAudit>> FindAsync(CoreAccess access, long auditId, CancellationToken cancellationToken) =>
        AskAsync(access, string.Create(CultureInfo.InvariantCulture, $"audits/{auditId}"), body => AuditsReader.ReadOne(body, auditId), cancellationToken);

    /// <remarks>The server takes the entity for a beginning: LOAN brings LOANCHARGE too, and who asks has to look.</remarks>
    private static string Of(EventType type) => $"actionName={Uri.EscapeDataString(type.Action)}&entityName={Uri.EscapeDataString(type.Entity)}";

    private async Task<CoreResult<T>> AskAsync<T>(CoreAccess access, string relativeUrl, Func<ReadOnlyMemory<byte>, CoreResult<T>> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, CoreCall.Get(relativeUrl), cancellationToken);
        var result = answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found ? read(found.Value) : CorePermissions.Named(answer.Result.Failed<T>(), answer.Code, relativeUrl);
        return logger.Outcome(access, "audit trail", time.GetElapsedTime(started), result);
    }
}
