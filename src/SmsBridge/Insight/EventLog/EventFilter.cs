using System.Globalization;
using SmsBridge.Insight.Lists;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;

namespace SmsBridge.Insight.EventLog;

/// <summary>Which events of a tenant to list.</summary>
/// <param name="Before">Only events older than this one.</param>
/// <param name="Status">A message's status, or</param>
/// <param name="Verdict">the verdict on events that have no message; at most one of the two.</param>
internal sealed record EventFilter(
    long TenantId, int Limit, long? Before, MessageStatus? Status, Verdict? Verdict, Msisdn? Mobile, DateTimeOffset? From, DateTimeOffset? To)
{
    public const int DefaultLimit = 50;
    public const int LargestLimit = 500;

    /// <summary>Reads the query string; a parameter that can not be understood is named, never ignored.</summary>
    /// <param name="region">For a mobile number without country code.</param>
    public static EventFilter? Parse(long tenantId, IQueryCollection query, string? region, out (string Field, string Detail)? problem)
    {
        problem = null;
        var filter = new EventFilter(tenantId, DefaultLimit, null, null, null, null, null, null);
        foreach (var (name, values) in query)
        {
            var value = values.ToString();
            filter = name.ToUpperInvariant() switch
            {
                "LIMIT" when int.TryParse(value, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= LargestLimit => filter with { Limit = limit },
                "BEFORE" when long.TryParse(value, CultureInfo.InvariantCulture, out var before) && before > 0 => filter with { Before = before },
                "STATUS" when MessageStatuses.TryParse(value, out var status) => filter with { Status = status },
                "STATUS" when Words.VerdictOf(value) is { } verdict and not Ledger.Verdict.Accepted => filter with { Verdict = verdict },
                "MOBILE" when NumberParser.TryParse(value, region, out var number, out _) => filter with { Mobile = number },
                "FROM" when ListAddress.Time(value) is { } from => filter with { From = from },
                "TO" when ListAddress.Time(value) is { } to => filter with { To = to },
                _ => null,
            };
            if (filter is null)
            {
                problem = (name, Remedy(name));
                return null;
            }
        }

        problem = filter.From >= filter.To ? ("to", "to must be later than from.") : null;
        return problem is null ? filter : null;
    }

    /// <summary>The query string of the next older page.</summary>
    public string NextQuery(long before) => ListAddress.Query(
        ("limit", ListAddress.Of(Limit)), ("before", ListAddress.Of(before)), ("status", Status?.Name() ?? (Verdict is { } verdict ? Words.Of(verdict) : null)), ("mobile", Mobile?.Value),
        ("from", From?.ToString("O", CultureInfo.InvariantCulture)), ("to", To?.ToString("O", CultureInfo.InvariantCulture)));

    private static string Remedy(string name) =>
        name.ToUpperInvariant() switch
        {
            "LIMIT" => $"limit must be a number from 1 to {LargestLimit}.",
            "BEFORE" => "before must be the eventId of the last event of the page before.",
            "STATUS" => "status must be one of queued, sending, sent, delivered, undelivered, failed, dead_lettered, duplicate, ignored, refused.",
            "MOBILE" => "mobile must be a telephone number, with country code unless a default region is set (write + as %2B).",
            "FROM" or "TO" => $"{name.ToLowerInvariant()} must be a time such as 2026-11-21T08:00:00Z.",
            _ => "Known parameters: limit, before, status, mobile, from, to.",
        };
}

/// <summary>Names of stored numbers as the API spells them.</summary>
internal static class Words
{
    public static string Of(Verdict verdict) =>
        verdict switch
        {
            Verdict.Accepted => "accepted",
            Verdict.Duplicate => "duplicate",
            Verdict.Ignored => "ignored",
            _ => "refused",
        };

    public static Verdict? VerdictOf(string value) =>
        Enum.GetValues<Verdict>().Where(verdict => Of(verdict).Equals(value, StringComparison.OrdinalIgnoreCase)).Select(verdict => (Verdict?)verdict).FirstOrDefault();

    public static string? Of(Dialect dialect) =>
        dialect switch
        {
            Dialect.Flat => "flat",
            Dialect.Envelope => "envelope",
            Dialect.Form => "form",
            Dialect.Gateway => "gateway",
            Dialect.Audit => "audit",
            Dialect.External => "external",
            Dialect.Schedule => "schedule",
            Dialect.Report => "report",
            Dialect.Copy => "copy",
            Dialect.Member => "member",
            _ => null,
        };
}
