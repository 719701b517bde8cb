using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary><c>GET /audits</c> as cores answer it, with what is odd about it (fineract-audits-and-reports.md 1).</summary>
internal static class StandInAuditsApi
{
    /// <summary>Of the unpaged form, fixed; of the paged one where none is given.</summary>
    private const int Usual = 200;

    public static Task AnswerAsync(HttpContext context, StandInTenant tenant, StandInUser user, string[] segments)
    {
        if (!user.May("READ_AUDIT"))
        {
            return StandInApi.AnswerAsync(context, 403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action."));
        }

        if (segments is [_, var text])
        {
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && tenant.Audits.Find(id) is { } entry && Sees(tenant, user, entry)
                ? StandInApi.AnswerAsync(context, 200, StandInHookJson.Text(json => Write(json, entry, tenant.Audits.Traps, isOne: true, withJson: true)))
                : StandInApi.AnswerAsync(context, 404, StandInErrors.NotFound("audit", 0));
        }

        var query = context.Request.Query;
        var found = tenant.Audits.Newest.Where(entry => Sees(tenant, user, entry) && Matches(entry, query)).ToList();
        var withJson = query["includeJson"] == "true";
        return StandInApi.AnswerAsync(context, 200, query["paged"] == "true" ? Paged(tenant.Audits, found, query, withJson) : Bare(tenant.Audits, found, withJson));
    }

    private static string Bare(StandInAudits audits, List<StandInAudit> found, bool withJson) => StandInHookJson.Text(json => WriteAll(json, found.Take(Usual), audits.Traps, withJson));

    private static string Paged(StandInAudits audits, List<StandInAudit> found, IQueryCollection query, bool withJson)
    {
        var traps = audits.Traps;
        var hasLimit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit);
        _ = int.TryParse(query["offset"], CultureInfo.InvariantCulture, out var offset);
        offset = !hasLimit ? 0 : traps.Repeats-- > 0 ? Math.Max(0, offset - limit) : traps.Skips-- > 0 ? offset + limit : offset; // without a limit an offset is ignored
        var page = (hasLimit && limit <= 0 ? found : found.Skip(offset).Take(hasLimit ? limit : Usual)).ToList();
        for (var arriving = 0; arriving < traps.ArrivingPerPage && page.Count > 0; arriving++)
        {
            audits.Add(page[0] with { ResourceId = null, Status = StandInAudit.Error, MadeAt = audits.Time.GetUtcNow() });
        }

        return StandInHookJson.Text(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("totalFilteredRecords", traps.TotalIsPage ? page.Count : found.Count);
            json.WritePropertyName("pageItems");
            WriteAll(json, page, traps, withJson);
            json.WriteEndObject();
        });
    }

    /// <summary>The entity is a beginning, the action the whole.</summary>
    private static bool Matches(StandInAudit entry, IQueryCollection query) =>
        (query["entityName"].ToString() is not { Length: > 0 } entity || entry.Entity.StartsWith(entity, StringComparison.Ordinal))
        && (query["actionName"].ToString() is not { Length: > 0 } action || entry.Action == action)
        && (query["resourceId"].ToString() is not { Length: > 0 } resource || entry.ResourceId?.ToString(CultureInfo.InvariantCulture) == resource);

    private static bool Sees(StandInTenant tenant, StandInUser user, StandInAudit entry) =>
        user.OfficeId == StandInTenant.HeadOffice || (entry.OfficeId is { } office && tenant.Sees(user, office));

    private static void WriteAll(Utf8JsonWriter json, IEnumerable<StandInAudit> entries, AuditTraps traps, bool withJson)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            Write(json, entry, traps, isOne: false, withJson);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, StandInAudit entry, AuditTraps traps, bool isOne, bool withJson)
    {
        json.WriteStartObject();
        json.WriteNumber("id", entry.Id);
        if (traps.Broken.Contains(entry.Id))
        {
            json.WriteNumber("actionName", 7);
            json.WriteEndObject();
            return;
        }

        json.WriteString("actionName", entry.Action);
        json.WriteString("entityName", entry.Entity);
        Number(json, "resourceId", entry.ResourceId);
        Number(json, "subresourceId", entry.SubresourceId);
        json.WriteString("maker", entry.Maker);
        Time(json, "madeOnDate", entry.MadeAt + (isOne ? TimeSpan.Zero : traps.Ahead), isOne && traps.SecondsInOne);
        if (entry.CheckedAt is { } at)
        {
            json.WriteString("checker", "checker");
            Time(json, "checkedOnDate", at, isOne && traps.SecondsInOne);
        }

        if (StatusOf(entry.Status, traps.Status) is { } status)
        {
            json.WriteString("processingResult", status);
        }

        if (withJson)
        {
            json.WriteString("commandAsJson", entry.CommandJson);
        }

        json.WriteString("officeName", "Head Office");
        Number(json, "clientId", entry.ClientId);
        Number(json, "loanId", entry.LoanId);
        if (entry.Url is { } url)
        {
            json.WriteString("url", url);
        }

        json.WriteEndObject();
    }

    private static string? StatusOf(int status, AuditStatusText text) =>
        text switch
        {
            AuditStatusText.Dotted => status switch { 1 => "processed", 2 => "awaiting.approval", 3 => "rejected", _ => "invalid" },
            AuditStatusText.Words => status switch { 1 => "Processed", 2 => "Awaiting Approval", 3 => "Rejected", 4 => "Under Processing", 5 => "Error", _ => "Invalid" },
            _ => null,
        };

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset at, bool inSeconds)
    {
        if (inSeconds)
        {
            json.WriteNumber(name, at.ToUnixTimeMilliseconds() / 1_000m);
        }
        else
        {
            json.WriteNumber(name, at.ToUnixTimeMilliseconds());
        }
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
