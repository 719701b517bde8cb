using System.Text;
using SmsBridge.Insight.Lists;
using SmsBridge.Insight.Search;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Insight.MessageList;

/// <summary>The looks a list of messages takes for a filter; each row is in at least one of them, and may be in two.</summary>
/// <param name="led">What the words of the term led to.</param>
/// <param name="typeId">Of the filter's event; null: of any.</param>
internal sealed class MessageQueries(MessageFilter filter, SearchTerm? term, FoundByWords led, long? typeId)
{
    private static readonly MessageStatus[] WithReason = [MessageStatus.Undelivered, MessageStatus.Failed, MessageStatus.DeadLettered, MessageStatus.Queued, MessageStatus.Sending];

    private static readonly ListQuery Messages = new(MessageFilters.Messages, MessageRow.Taken);
    private static readonly ListQuery ById = Messages with { Index = MessageFilters.ById };
    private static readonly ListQuery Pending = new(MessageFilters.Pending, MessageRow.Pending);

    private readonly IReadOnlyList<MessageStatus>? _statuses = StatusChoices.Find(filter.Status)?.Statuses;

    public IEnumerable<ListQuery> All() => Planned is not { } planned ? Looks() : Looks().Where(query => !(planned && query.Table == MessageFilters.Pending))
        .Select(query => query.Table == MessageFilters.Pending ? query : query.Seeking(planned ? MessageFilters.Planned : MessageFilters.NotPlanned)); // known to no index that is walked

    private bool? Planned => StatusChoices.Find(filter.Status)?.Planned;

    private IEnumerable<ListQuery> Looks() =>
        (term is not null ? OfTerm(term) : (_statuses ?? (filter.Reason is null ? null : WithReason)) is { } statuses ? statuses.Select(OfStatus) : [ById with { IsWalk = typeId is not null }])
            .Select(query => filter.Reason is { } reason ? query.Seeking(MessageFilters.Reason, reason) : query)
            .Concat(HasPending ? [OfPending()] : [])
            .Select(query => typeId is { } type ? query.Seeking(MessageFilters.Type, type) : query);

    /// <summary>An event that waits to be taken has no reason yet.</summary>
    private bool HasPending => filter.Reason is null && _statuses?.Contains(MessageStatus.Queued) != false && term is not { EventId: null, ClientId: null, LoanId: null };

    private ListQuery OfStatus(MessageStatus status) => status switch
    {
        MessageStatus.Queued or MessageStatus.Sending => Messages.With(MessageFilters.Is(status)).By(MessageFilters.Due),
        MessageStatus.Sent or MessageStatus.Delivered => (ById with { IsWalk = true }).Seeking(MessageFilters.Is(status)),
        _ => (Messages with { IsWalk = typeId is not null || filter.Reason is not null }).With(MessageFilters.Is(status)).By(MessageFilters.Trouble),
    };

    private ListQuery OfPending() => term is null ? Pending : Pending.WithAny(
        (new ListFilter("id = @Event", "Event"), term.EventId), (MessageFilters.Client, term.ClientId), (MessageFilters.Loan, term.LoanId));

    private IEnumerable<ListQuery> OfTerm(SearchTerm term)
    {
        var messages = _statuses is null ? Messages : Messages.With(MessageFilters.IsOneOf(_statuses));
        if (term.EventId is { } eventId)
        {
            yield return messages.With(MessageFilters.Event, eventId);
        }

        if (term.ClientId is { } clientId)
        {
            yield return messages.By(MessageFilters.Client, clientId);
        }

        if (term.LoanId is { } loanId)
        {
            yield return messages.By(MessageFilters.Loan, loanId);
        }

        foreach (var number in term.Numbers)
        {
            yield return messages.By(MessageFilters.Number, number);
        }

        if (term.Suffix is { } suffix)
        {
            var ends = term.SuffixEnds.ToList();
            var ending = (ends.Count == 1 ? messages.By(MessageFilters.End, ends[0]) : messages.By(MessageFilters.Ends, SqlDialect.List(ends))).With(MessageFilters.Suffix, suffix);
            yield return term.Mask is { } mask ? ending.With(MessageFilters.Mask, mask) : ending;
        }

        if (term.ProviderId is { } providerId)
        {
            yield return messages.With(MessageFilters.ProviderId, providerId);
        }

        foreach (var query in OfWords(messages))
        {
            yield return query;
        }

        if (term.IsTextLeft && led.IsEmpty)
        {
            var newest = ById with { IsWalk = true };
            yield return (_statuses is null ? newest : newest.Seeking(MessageFilters.IsOneOf(_statuses))).Seeking(MessageFilters.Text, Pattern(term.Text!));
        }
    }

    /// <summary>Those of each tenant put in order: the messages of a few clients are not much.</summary>
    private IEnumerable<ListQuery> OfWords(ListQuery messages)
    {
        var sorted = messages with { IsSorted = true };
        foreach (var clients in led.ClientsByName.Keys.Concat(led.ClientsByAccount.Keys).Distinct().GroupBy(found => found.TenantId, found => found.Id))
        {
            yield return sorted.By(MessageFilters.Clients, SqlDialect.List(clients)).Of(clients.Key);
        }

        foreach (var loans in led.Loans.Keys.GroupBy(found => found.TenantId, found => found.Id))
        {
            yield return sorted.By(MessageFilters.Loans, SqlDialect.List(loans)).Of(loans.Key);
        }

        foreach (var events in led.Events.Keys.Concat(led.Abouts.Keys).Distinct().GroupBy(found => found.TenantId, found => found.Id))
        {
            yield return messages.With(MessageFilters.Events, SqlDialect.List(events)).Of(events.Key);
        }
    }

    /// <summary>Small as the store makes small, which is ASCII alone.</summary>
    private static string Pattern(string text)
    {
        var pattern = new StringBuilder("%");
        foreach (var character in text)
        {
            pattern.Append(character is '%' or '_' or '\\' ? "\\" : "").Append(char.IsAsciiLetterUpper(character) ? char.ToLowerInvariant(character) : character);
        }

        return pattern.Append('%').ToString();
    }
}
