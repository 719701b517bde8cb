using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>
/// What a loan officer is told beside the client: the client's words, in an event of its own that is stored with the intent of the client's SMS. Whoever is asked about the officer is asked when
/// the copy's own turn comes, so that the client's SMS waits for nothing of it.
/// </summary>
internal sealed class OfficerCopies(EventInbox inbox, TextDirectory texts, EventWays ways, RelayBell bell, TimeProvider time)
{
    /// <param name="body">What the client is told.</param>
    /// <returns>Null: there is none, by the tenant's rule or because there was one when it was first tried.</returns>
    public ValueTask<EventParts?> OfAsync(ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, string body, CancellationToken cancellationToken) =>
        !text.Rules.CopiesOfficer || claimed.Attempts > 0 ? default
        : claimed.MemberOf is { } origin ? OfGroupAsync(origin, EventOf(claimed, text, facts, body), cancellationToken)
        : ValueTask.FromResult<EventParts?>(inbox.Prepare([EventOf(claimed, text, facts, body)], bell.Ring));

    /// <summary>One for all members of a group, of the first that is told. Two that are told at once may both try; the second is a repeat then.</summary>
    private async ValueTask<EventParts?> OfGroupAsync(long origin, NewEvent copy, CancellationToken cancellationToken) =>
        await ways.IsThereAsync(copy.TenantId, copy.Type, origin, cancellationToken) ? null : inbox.Prepare([copy with { ResourceId = origin }], bell.Ring);

    /// <summary>Its resource is the message it copies, so that there is one of each, however the core told of it.</summary>
    private NewEvent EventOf(ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, string body) => new()
    {
        TenantId = claimed.TenantId, Type = TypeOf(text.Kind.Class), Verdict = Verdict.Accepted, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), Dialect = Dialect.Copy,
        ResourceId = claimed.EventId, SubResourceId = facts.Loan?.OfficerId ?? facts.Client.StaffId, ClientId = facts.Client.Id, LoanId = facts.Loan?.Id, SavingsId = facts.Account?.Id,
        Text = OfficerText.Of(texts.LanguageOf(claimed.TenantId), facts.Client.DisplayName, body), Detail = FormattableString.Invariant($"A copy of message {claimed.EventId} for the loan officer."),
    };

    private static EventType TypeOf(EventClass kind) => kind switch
    {
        EventClass.Transactional => EventType.OfficerOfMoney,
        EventClass.Collection => EventType.OfficerOfArrears,
        _ => EventType.OfficerOfService,
    };
}
