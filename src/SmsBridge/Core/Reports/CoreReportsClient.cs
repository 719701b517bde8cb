using System.Text;

namespace SmsBridge.Core.Reports;

/// <summary>
/// Runs a report of a tenant's core (fineract-audits-and-reports.md 2), by the same way as <see cref="CoreClient"/>. The credential's user needs <c>READ_</c> and the report's name, or
/// <c>REPORTING_SUPER_USER</c>.
/// </summary>
internal sealed class CoreReportsClient(CoreExchange exchange, TimeProvider time, ILogger<CoreReportsClient> logger)
{
    private const string Prefix = "R_";

    /// <param name="parameters">With or without <c>R_</c> before their names.</param>
    public async Task<CoreResult<CoreReport>> RunAsync(
        CoreAccess access, string report, IReadOnlyDictionary<string, string> parameters, CoreBounds bounds, CancellationToken cancellationToken)
    {
        // The object form: the array form is no valid JSON where a name holds a backslash.
        var url = new StringBuilder($"runreports/{Uri.EscapeDataString(report)}?genericResultSet=true");
        foreach (var (name, value) in parameters)
        {
            url.Append('&').Append(Uri.EscapeDataString(name.StartsWith(Prefix, StringComparison.Ordinal) ? name : Prefix + name)).Append('=').Append(Uri.EscapeDataString(value));
        }

        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, CoreCall.Get(url.ToString()) with { Bounds = bounds }, cancellationToken);
        var result = answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found
            ? ReportReader.Read(found.Value)
            : CorePermissions.Named(answer.Result.Failed<CoreReport>(), answer.Code, "runreports");
        return logger.Outcome(access, "report", time.GetElapsedTime(started), result);
    }
}
