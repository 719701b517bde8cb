using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;
using SmsBridge.Operators.Sessions;
using SmsBridge.Store;

namespace SmsBridge.Console.Api;

/// <summary>A long list for a spreadsheet.</summary>
/// <param name="Name">The file's, before the time.</param>
/// <param name="Header">With its line's end, as each line.</param>
/// <param name="First">Read already, so that where it can not be read the answer says so.</param>
/// <param name="Older">The page below a row.</param>
internal sealed record CsvFile<T>(string Name, string Header, (IReadOnlyList<T> Rows, long? Older) First, Func<long, Task<(IReadOnlyList<T> Rows, long? Older)>> Older, Func<T, string> Line)
{
    /// <summary>A last line, with its end; null: none.</summary>
    public string? Foot { get; init; }
}

/// <summary>
/// Exports, page by page as they are read, so that a million rows need no memory. Before each page it is asked again whether the session is good, which it is not with other rights or tenants:
/// an export ends with what allowed it. It ends too where it takes too long. Then the connection is broken off, and nobody takes the file for whole.
/// </summary>
internal sealed class CsvExports(OpenSessions sessions, Database database, AuditLog audit, IOptions<OperatorOptions> options, TimeProvider time, ILogger<CsvExports> logger)
{
    /// <inheritdoc cref="ExportAudit"/>
    public ExportAudit AuditOf(HttpContext context, string subject, string after) => new(database, audit, context.Actor(), subject, after);

    public IResult Answer<T>(HttpContext context, CsvFile<T> file)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{file.Name}-{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.csv\"";
        return TypedResults.Stream(stream => CopyAsync(context, stream, file), "text/csv; charset=utf-8");
    }

    private async Task CopyAsync<T>(HttpContext context, Stream stream, CsvFile<T> file)
    {
        using var longest = new CancellationTokenSource(options.Value.LongestExport, time);
        await using var over = longest.Token.Register(() => BreakOff(context, "it took longer than Operators:LongestExport")); // also while the next byte waits for a slow reader
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        await writer.WriteAsync(file.Header.AsMemory(), context.RequestAborted);
        var page = file.First;
        while (true)
        {
            context.RequestAborted.ThrowIfCancellationRequested(); // what is written to somebody who has left is taken without a word
            foreach (var row in page.Rows)
            {
                await writer.WriteAsync(file.Line(row).AsMemory(), context.RequestAborted);
            }

            if (page.Older is not { } before)
            {
                await writer.WriteAsync(file.Foot.AsMemory(), context.RequestAborted);
                return;
            }

            if (!await sessions.IsGoodAsync(context, context.User))
            {
                BreakOff(context, "its session has ended");
                await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted); // at once: a failure that nobody asked for would be logged as one
            }

            page = await file.Older(before);
        }
    }

    private void BreakOff(HttpContext context, string why)
    {
        logger.ExportBrokenOff(context.Operator().Name, why);
        context.Abort();
    }
}
