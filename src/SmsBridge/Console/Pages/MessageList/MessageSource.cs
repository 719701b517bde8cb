using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Console.Pages.MessageList;

/// <summary>One place a list's rows come from, with the index that serves it.</summary>
/// <param name="Where">On table <c>message</c> (or <c>event</c>) without alias: what the index is looked into by, besides tenant and id.</param>
/// <param name="Index">Said to SQLite, which without statistics takes the index on the ids as soon as it has to read rows anyway; null: the primary key.</param>
/// <param name="IsWalk">No index knows the rest of the filter: so many newest rows are looked through, and no more.</param>
/// <param name="IsPending">Events the relay has not taken yet.</param>
internal sealed record MessageSource(string Where, string? Index = null, bool IsWalk = false, bool IsPending = false)
{
    private const string ById = "message_tenant";

    /// <summary>Most rows of a tenant one page looks through when no index helps.</summary>
    public const int Budget = 2_000;

    /// <summary>The places to look into for a filter; each row is in at least one of them, and may be in two.</summary>
    public static IEnumerable<MessageSource> For(MessageFilter filter, SearchTerm? term)
    {
        var statuses = StatusChoices.Find(filter.Status)?.Statuses;
        if (term is not null)
        {
            return OfTerm(term, statuses);
        }

        return statuses is null && filter.Reason is not null
            ? OfStatuses([MessageStatus.Undelivered, MessageStatus.Failed, MessageStatus.DeadLettered, MessageStatus.Queued, MessageStatus.Sending], filter)
            : statuses is null ? [new MessageSource("", ById, IsWalk: filter.Event is not null), new MessageSource("", IsPending: true)]
            : OfStatuses(statuses, filter);
    }

    private static IEnumerable<MessageSource> OfStatuses(IReadOnlyList<MessageStatus> statuses, MessageFilter filter)
    {
        foreach (var status in statuses)
        {
            var literal = ((int)status).ToString(CultureInfo.InvariantCulture);
            var isRare = filter.Event is not null || filter.Reason is not null;
            yield return status switch
            {
                MessageStatus.Queued or MessageStatus.Sending => new MessageSource($"AND status = {literal} AND due_at IS NOT NULL", "message_due"),
                MessageStatus.Sent or MessageStatus.Delivered => new MessageSource($"AND status = {literal}", ById, IsWalk: true),
                _ => new MessageSource($"AND status = {literal} AND status IN (5, 6, 7)", "message_trouble", IsWalk: isRare), // the partial index's own words
            };
        }

        if (statuses.Contains(MessageStatus.Queued) && filter.Reason is null)
        {
            yield return new MessageSource("", IsPending: true);
        }
    }

    private static IEnumerable<MessageSource> OfTerm(SearchTerm term, IReadOnlyList<MessageStatus>? statuses)
    {
        var status = statuses is null ? "" : $"AND status IN ({string.Join(", ", statuses.Select(status => ((int)status).ToString(CultureInfo.InvariantCulture)))})";
        if (term.EventId is not null)
        {
            yield return new MessageSource($"AND event_id = @EventId {status}");
        }

        if (term.ClientId is not null)
        {
            yield return new MessageSource($"AND client_id = @ClientId {status}", "message_client");
        }

        if (term.LoanId is not null)
        {
            yield return new MessageSource($"AND loan_id = @LoanId {status}", "message_loan");
        }

        foreach (var (index, _) in term.Numbers.Index())
        {
            yield return new MessageSource(string.Create(
                CultureInfo.InvariantCulture, $"AND recipient BETWEEN @Number{index} AND @Number{index} AND substr(recipient, -4) = @End{index} {status}"), "message_recipient");
        }

        if (term.Suffix is not null)
        {
            yield return new MessageSource(
                $"AND substr(recipient, -4) {(term.SuffixEnds.Skip(1).Any() ? "IN (SELECT value FROM json_each(@SuffixEnds))" : "= @SuffixEnd")} AND recipient IS NOT NULL AND recipient LIKE '%' || @Suffix {(term.Mask is null ? "" : "AND substr(recipient, 1, 6) = @MaskStart AND length(recipient) = @MaskLength")} {status}", "message_recipient");
        }

        if (term.ProviderId is not null)
        {
            yield return new MessageSource($"""
                AND event_id IN (SELECT event_id FROM message WHERE provider_id = @ProviderId UNION SELECT event_id FROM attempt WHERE provider_id = @ProviderId) {status}
                """);
        }

        if (statuses is null || statuses.Contains(MessageStatus.Queued))
        {
            yield return new MessageSource("AND (id = @EventId OR client_id = @ClientId OR loan_id = @LoanId)", IsPending: true);
        }
    }
}
