using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>What became of a lookup: exactly one of the two first, or of a copy the officer it is for.</summary>
/// <param name="Took">Milliseconds, of all questions together; about none when somebody else had just asked.</param>
internal readonly record struct CoreReply(CoreFacts? Facts, NextStep? Next, int Took)
{
    /// <summary>Of a copy, with a number.</summary>
    public StaffFacts? Officer { get; init; }

    /// <summary>Of a group whose members are told: all of them. Then the facts are as the first of them would have them. Null: it is one client's.</summary>
    public IReadOnlyList<long>? Members { get; init; }
}

/// <summary>Asks the core, what does not depend on each other at once, and turns each way that can fail into a step.</summary>
internal sealed partial class CoreLookup(
    RecentFacts recent, Disbursements disbursements, CoreCircuits circuits, RetryPolicy retry, MessageAge age,
    IOptions<RelayOptions> options, TimeProvider time)
{
    private readonly RelayOptions _options = options.Value;
    private readonly CoreClient _core = recent.Core;

    /// <summary>Not at all while the core does not answer: then the message waits, and it is no try of its own.</summary>
    /// <param name="tellsBalance">What the text says of the loan must know of the event's payment.</param>
    /// <param name="rules">Of the event, by which it is known who of a group is told.</param>
    public async Task<CoreReply> AskAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, EventKind kind, bool tellsBalance, EventRules rules, CancellationToken cancellationToken)
    {
        if (claimed.Member is not null && !rules.TellsMembers)
        {
            return new CoreReply(null, new NextStep.DeadLetter(Reasons.HeldByRule, "Rule groupTo: the members of groups are not told of it any more."), 0);
        }

        if (circuits.Enter(access) is { } wait)
        {
            return new CoreReply(null, new NextStep.Retry(
                time.GetUtcNow() + retry.WaitForPeer(wait, age.Of(claimed)), Reasons.CoreUnavailable,
                "The core did not answer lately and is left alone for a while."), 0);
        }

        var (started, contact) = (time.GetTimestamp(), default(CoreContact?));
        try
        {
            var question = new Question(access, claimed, kind) { Rules = rules };
            var outcome = kind.LookUp switch
            {
                LookUp.Client => await ForClientAsync(question, cancellationToken),
                LookUp.Loan => await ForLoanAsync(question, cancellationToken),
                LookUp.LoanTransaction => await ForLoanTransactionAsync(question, tellsBalance, cancellationToken),
                LookUp.LoanDisbursement => await ForDisbursementAsync(question, cancellationToken),
                LookUp.Instalment => await ForInstalmentAsync(question, cancellationToken),
                LookUp.Account => await ForAccountAsync(question, null, cancellationToken),
                LookUp.AccountTransaction => await ForAccountTransactionAsync(question, cancellationToken),
                LookUp.Transfer => await ForTransferAsync(question, cancellationToken),
                LookUp.Row => await ForRowAsync(question, cancellationToken),
                LookUp.Envelope => await ForEnvelopeAsync(question, cancellationToken),
                LookUp.Staff => await ForOfficerAsync(question, cancellationToken),
                _ => throw new InvalidOperationException($"Unknown look-up {kind.LookUp}."),
            };
            contact = outcome.Contact;
            if (claimed.Member is { } member && outcome.Facts is { } facts && facts.Client.Id != member)
            {
                outcome = Never(Reasons.NotSoInCore, "It is no group's in the core any more.");
            }

            return new CoreReply(outcome.Facts, outcome.Next, (int)time.GetElapsedTime(started).TotalMilliseconds) { Officer = outcome.Officer, Members = outcome.Members };
        }
        finally
        {
            circuits.Report(access, contact);
        }
    }

    private async Task<Outcome> ForClientAsync(Question question, CancellationToken cancellationToken)
    {
        var subject = question.Claimed.Subject;
        DateTimeOffset? notBefore = question.Kind.Statuses.Count > 0 ? time.GetUtcNow() : question.ResentAt; // its status is what the event changed
        var client = await recent.GetClientAsync(question.Access, subject.ClientId ?? subject.ResourceId ?? 0, notBefore, cancellationToken);
        return client is not CoreResult<ClientFacts>.Found { Value: var facts } ? Explain(question.Claimed, client)
            : EventConditions.OfStatus(question.Kind, facts.StatusId, "client") is { } objection ? Against(question.Claimed, objection)
            : new Outcome(new CoreFacts(facts), null);
    }

    /// <summary>The loan or the account says whose it is; an event that names somebody else is not believed.</summary>
    private async Task<Outcome> WithClientAsync(Question question, long clientId, Func<ClientFacts, CoreFacts> make, CancellationToken cancellationToken)
    {
        var client = await recent.GetClientAsync(question.Access, clientId, question.ResentAt, cancellationToken);
        return client is CoreResult<ClientFacts>.Found { Value: var facts } ? new Outcome(make(facts), null) : Explain(question.Claimed, client);
    }

    /// <summary>The client, or of a group's whoever is told by the rules, which <see cref="EventConditions"/> has made sure that there is one of.</summary>
    private async Task<Outcome> WithOwnerAsync(Question question, (long? Client, long? Group) owner, Func<ClientFacts, CoreFacts> make, CancellationToken cancellationToken)
    {
        if (owner.Client is { } client)
        {
            return await WithClientAsync(question, client, make, cancellationToken);
        }

        if (question.Rules.TellsMembers)
        {
            return await WithMembersAsync(question, owner.Group!.Value, make, cancellationToken);
        }

        var group = await _core.GetGroupAsync(question.Access, owner.Group!.Value, cancellationToken);
        return group is not CoreResult<GroupFacts>.Found { Value: var facts } ? Explain(question.Claimed, group, isOfKind: true)
            : EventConditions.OfGroup(facts, question.Rules.GroupRole!) is { } objection ? new Outcome(null, objection)
            : await WithClientAsync(question, facts.HoldersOf(question.Rules.GroupRole!)[0], make, cancellationToken);
    }

    /// <summary>A core may tell of something before it commits it: what does not hold yet is looked at again for a while.</summary>
    private Outcome Against(ClaimedMessage.ToLookUp claimed, NextStep.DeadLetter objection) =>
        objection.Reason is Reasons.NotSoInCore or Reasons.NotCertain && age.Of(claimed) < _options.NotFoundPatience
            ? new Outcome(null, new NextStep.Retry(time.GetUtcNow() + Soon(claimed), objection.Reason, objection.Detail, CountsAsLookup: true))
            : new Outcome(null, objection);

    /// <param name="isOfKind">It is what only this kind of event is asked for with: that the user may not look at it says nothing about the tenant's other SMS.</param>
    private Outcome Explain<T>(ClaimedMessage.ToLookUp claimed, CoreResult<T> failure, bool isOfKind = false)
    {
        var now = time.GetUtcNow();
        NextStep next = failure switch
        {
            CoreResult<T>.NotFound notFound when age.Of(claimed) >= _options.NotFoundPatience =>
                new NextStep.DeadLetter(Reasons.NotFoundInCore, notFound.Detail),
            CoreResult<T>.NotFound notFound =>
                new NextStep.Retry(now + Soon(claimed), Reasons.NotFoundInCore, notFound.Detail, CountsAsLookup: true),
            CoreResult<T>.Unavailable unavailable =>
                new NextStep.Retry(now + retry.Wait(claimed.Lookups + 1, unavailable.RetryAfter), Reasons.CoreUnavailable, unavailable.Detail, CountsAsLookup: true),
            CoreResult<T>.CredentialsRefused refused => new NextStep.AwaitTenant(Reasons.CoreCredentials, refused.Detail),
            CoreResult<T>.Forbidden forbidden when isOfKind => new NextStep.Retry(now + _options.MendDelay, Reasons.CoreForbidden, forbidden.Detail),
            CoreResult<T>.Forbidden forbidden => new NextStep.AwaitTenant(Reasons.CoreForbidden, forbidden.Detail),
            CoreResult<T>.Misconfigured misconfigured => new NextStep.Retry(now + _options.MendDelay, Reasons.CoreMisconfigured, misconfigured.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "Not a failure."),
        };

        // A core may tell of something before it commits it, so not finding it at first is ordinary and nothing to keep.
        return new Outcome(
            null,
            next is NextStep.Retry { Reason: Reasons.NotFoundInCore } ? next : next with { Answer = ((CoreResult<T>.Failure)failure).Answer },
            failure is CoreResult<T>.Unavailable trouble ? ContactOf(trouble) : CoreContact.Answered);
    }

    private static CoreContact ContactOf<T>(CoreResult<T>.Unavailable trouble) =>
        trouble.NoConnection ? CoreContact.NoConnection
        : trouble.Answer?.HttpStatus is null ? CoreContact.Silent
        : CoreContact.InTrouble;

    /// <summary>A commit in the core is a matter of seconds: ask often at first, and at least every quarter of a minute.</summary>
    private TimeSpan Soon(ClaimedMessage claimed)
    {
        var longest = TimeSpan.FromSeconds(15);
        var backoff = retry.Backoff(claimed.Lookups + 1);
        return backoff < longest ? backoff : longest;
    }

    /// <summary>What is asked, for whom.</summary>
    private readonly record struct Question(CoreAccess Access, ClaimedMessage.ToLookUp Claimed, EventKind Kind)
    {
        public EventRules Rules { get; init; } = EventRules.None;

        /// <summary>One millisecond on, because stored times have lost their fractions. Null: nobody asked for it anew.</summary>
        public DateTimeOffset? ResentAt => Claimed.IsResent ? StoredTime.At(Claimed.QueuedAt + 1) : null;
    }

    /// <summary>What one event's questions came to: facts, or the step that follows from what went wrong.</summary>
    /// <param name="Contact">Null: it says nothing about the core as a whole.</param>
    private readonly record struct Outcome(CoreFacts? Facts, NextStep? Next, CoreContact? Contact = CoreContact.Answered)
    {
        public StaffFacts? Officer { get; init; }

        /// <inheritdoc cref="CoreReply.Members"/>
        public IReadOnlyList<long>? Members { get; init; }
    }
}
