using System.Globalization;

namespace SmsBridge.Core.DataTables;

/// <summary>
/// Asks a tenant's core for its data tables (fineract-audits-and-reports.md 3), by the same way as <see cref="CoreClient"/>. The credential's user needs <c>READ_</c> and the
/// table's name.
/// </summary>
internal sealed class CoreTablesClient(CoreExchange exchange, TimeProvider time, ILogger<CoreTablesClient> logger)
{
    /// <summary>All tables with their columns, and every word of every drop-down.</summary>
    private static readonly CoreBounds OfList = new(TimeSpan.FromSeconds(30), 8 * 1024 * 1024);

    /// <summary>Those that the user may read: others are left out of the list.</summary>
    public Task<CoreResult<IReadOnlyList<CoreTable>>> ListAsync(CoreAccess access, CancellationToken cancellationToken) =>
        AskAsync("data tables", access, CoreCall.Get("datatables") with { Bounds = OfList }, DataTableReader.ReadTables, cancellationToken);

    /// <summary>The row of a client or an account. The object form: the array form is no valid JSON where a value holds a backslash.</summary>
    public Task<CoreResult<TableRow>> GetRowAsync(CoreAccess access, DataTable table, long id, CancellationToken cancellationToken) =>
        AskAsync(
            "data table", access, CoreCall.Get(string.Create(CultureInfo.InvariantCulture, $"datatables/{Uri.EscapeDataString(table.CoreName)}/{id}?genericResultSet=true")),
            body => DataTableReader.ReadRow(body, table, id), cancellationToken);

    private async Task<CoreResult<T>> AskAsync<T>(
        string operation, CoreAccess access, CoreCall call, Func<ReadOnlyMemory<byte>, CoreResult<T>> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, call, cancellationToken);
        var result = answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found ? read(found.Value) : CorePermissions.Named(answer.Result.Failed<T>(), answer.Code, call.RelativeUrl);
        return logger.Outcome(access, operation, time.GetElapsedTime(started), result);
    }
}
