using System.Globalization;
using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Core.Audits;

/// <summary>
/// From the audit trail's JSON to entries. One that can not be read is counted and passed over: the others are no worse for it. An answer that is no list
/// at all is a wrong answer.
/// </summary>
internal static class AuditsReader
{
    /// <summary>Times of the list are milliseconds; a single entry's may be seconds with decimals. Seconds reach this in the year 5138.</summary>
    private const decimal LeastMilliseconds = 100_000_000_000m;

    /// <summary>The bare array of the unpaged form, and the object of the paged one.</summary>
    public static CoreResult<AuditPage> ReadPage(ReadOnlyMemory<byte> body) =>
        CoreReader.Read(body, static json =>
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            var items = root.Member("pageItems") ?? root;
            return items.ValueKind == JsonValueKind.Array ? PageOf(items) : null;
        });

    public static CoreResult<CoreAudit> ReadOne(ReadOnlyMemory<byte> body, long expectedId) =>
        CoreReader.Read(body, json =>
        {
            using var document = JsonDocument.Parse(json);
            return EntryOf(document.RootElement) is { } entry && entry.Id == expectedId ? entry : null;
        });

    private static AuditPage PageOf(JsonElement items)
    {
        var (entries, ids, unreadable) = (new List<CoreAudit>(items.GetArrayLength()), new List<long>(items.GetArrayLength()), 0);
        foreach (var item in items.EnumerateArray())
        {
            if (Number(item, "id") is { } id)
            {
                ids.Add(id);
            }

            if (EntryOf(item) is { } entry)
            {
                entries.Add(entry);
            }
            else
            {
                unreadable++;
            }
        }

        return new AuditPage(entries, ids, unreadable);
    }

    private static CoreAudit? EntryOf(JsonElement item) =>
        Number(item, "id") is { } id && Text(item, "entityName") is { Length: > 0 } entity && Text(item, "actionName") is { Length: > 0 } action
            ? new CoreAudit(
                id, entity, action, Number(item, "resourceId"), Number(item, "subresourceId"), Number(item, "clientId"), Number(item, "loanId"),
                Time(item, "madeOnDate"), Time(item, "checkedOnDate"), StandingOf(Text(item, "processingResult")), Text(item, "url"))
            : null;

    /// <summary>Dotted and lower case up to 1.8, in words since 2026, and not there in between.</summary>
    private static AuditStanding StandingOf(string? text) =>
        text is null ? AuditStanding.Unsaid
        : string.Concat(text.Where(char.IsAsciiLetter)).ToUpperInvariant() switch
        {
            "PROCESSED" => AuditStanding.Processed,
            "AWAITINGAPPROVAL" or "UNDERPROCESSING" => AuditStanding.Waiting,
            "INVALID" or "REJECTED" or "ERROR" => AuditStanding.Failed,
            _ => AuditStanding.Unsaid,
        };

    private static long? Number(JsonElement item, string name) =>
        item.Member(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number > 0 ? number : null;

    private static string? Text(JsonElement item, string name) =>
        item.Member(name)?.AsText();

    private static DateTimeOffset? Time(JsonElement item, string name) =>
        item.Member(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? At(number is >= LeastMilliseconds or <= 0 ? number : number * 1_000)
        : DateTimeOffset.TryParse(value.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? At(time.ToUnixTimeMilliseconds())
        : null;

    /// <summary>Null: of the years that stand for none, or that nobody can reckon with.</summary>
    private static DateTimeOffset? At(decimal milliseconds) =>
        milliseconds > 0 && milliseconds < DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds) : null;
}
