using System.Data.Common;
using System.Globalization;
using SmsBridge.Console.Shell;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.MessageList;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Web;

namespace SmsBridge.Console.Api;

/// <summary>
/// <c>/api/messages.csv</c>: everything a filter matches, page by page as it is read, so that a million rows need no memory. RFC 4180; what a
/// spreadsheet would take for a formula is made text.
/// </summary>
internal static class MessageCsv
{
    private const int PageSize = 500;
    private const string Header = "id,received_at,status,to,client_id,loan_id,event,tenant,text_start,segments,attempts,next_attempt_at,reason,explanation,error_code,provider_id,sent_at,final_at\r\n";

    public static async Task<IResult> WriteAsync(
        HttpContext context, ConsoleRequest consoleRequest, MessageListQueries queries, NumberSearches searches, TenantStandings standings, CsvExports exports,
        CancellationToken cancellationToken)
    {
        var isWhole = context.Request.Query["numbers"] == "whole";
        var query = new QueryCollection(context.Request.Query.Where(pair => pair.Key != "numbers").ToDictionary(StringComparer.OrdinalIgnoreCase));
        if (MessageFilter.Parse(query, consoleRequest.ZoneOrUtc, out var problem) is not { } filter)
        {
            return Problems.BadRequest(problem!.Value.Field, problem.Value.Detail);
        }

        if (isWhole && !consoleRequest.MayDo(OperatorRole.TenantAdmin))
        {
            return Problems.Create(StatusCodes.Status403Forbidden, "Not with this role.", "Whole numbers are exported by a tenant's administrator.");
        }

        if (await consoleRequest.IsNoTenantAsync(filter.Tenant, cancellationToken))
        {
            return Problems.NoSuchTenant(filter.Tenant!);
        }

        var tenants = await consoleRequest.TenantsAsync(cancellationToken);
        if (await searches.CountAsync(context.Caller(), filter, tenants) is { } rest)
        {
            return MessageApi.TooManyNumbers(context, rest);
        }

        var names = tenants.ToDictionary(tenant => tenant.Id, tenant => tenant.Identifier);
        var shown = exports.AuditOf(context, "messages", Words(filter, isWhole));
        filter = filter.For(consoleRequest.Operator) with { Limit = PageSize, After = null };
        var first = await PageAsync(queries, filter, tenants, cancellationToken);
        await shown.ShowsAsync(first.Rows.Select(row => row.TenantId)); // where that can not be written, the answer says so
        return exports.Answer(context, new CsvFile<MessageRow>(
            "messages", Header, (first.Rows, first.Older), OlderAsync, row => Line(row, names[row.TenantId], standings.ShortOf(row.TenantId, row.Status), isWhole))
        {
            Foot = await queries.NotKeptAsync(filter, tenants, cancellationToken) is { } notKept ? Foot(notKept) : null,
        });

        async Task<(IReadOnlyList<MessageRow>, long?)> OlderAsync(long before)
        {
            var page = await PageAsync(queries, filter with { Before = before }, tenants, cancellationToken);
            await shown.ShowsAsync(page.Rows.Select(row => row.TenantId));
            return (page.Rows, page.Older);
        }
    }

    /// <summary>What was chosen, for the audit: of what was searched for its kind alone.</summary>
    internal static string Words(MessageFilter filter, bool isWhole) =>
        (isWhole ? "whole numbers" : "masked") + (filter with { Query = null }).ToQuery()
        + (filter.Query is { } query ? $", searched by {SearchTerm.Parse(query, [], anySuffix: true).Kind}" : "");

    /// <summary>A read that ended because nobody waits for it is no failure.</summary>
    private static async Task<ListPage<MessageRow>> PageAsync(
        MessageListQueries queries, MessageFilter filter, IReadOnlyList<ScopedTenant> tenants, CancellationToken cancellationToken)
    {
        try
        {
            return await queries.ListAsync(filter, tenants, cancellationToken);
        }
        catch (DbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <param name="held">What holds up all SMS of its tenant; null: nothing does.</param>
    internal static string Line(MessageRow row, string tenant, string? held, bool isWhole)
    {
        var item = MessageApi.Item(row, tenant, held);
        string?[] fields =
        [
            Number(item.Id), Time(item.ReceivedAt), item.Status, isWhole ? row.Recipient : item.To, Number(item.ClientId), Number(item.LoanId), item.Event, item.Tenant,
            item.TextStart, Number(item.Segments), Number(item.Attempts), Time(item.NextAttemptAt), item.Reason, item.Explanation, item.ErrorCode, item.ProviderId,
            Time(item.SentAt), Time(item.FinalAt),
        ];
        return string.Join(',', fields.Select(CsvField.Of)) + "\r\n";
    }

    /// <summary>Words below the last message, where explanations stand.</summary>
    private static string Foot(string words)
    {
        var columns = Header.Split(',');
        return string.Join(',', columns.Select(column => column == "explanation" ? CsvField.Of(words) : "")) + "\r\n";
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
