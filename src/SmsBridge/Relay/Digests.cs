using SmsBridge.Core;
using SmsBridge.Holding;
using SmsBridge.Holding.Digests;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.TenantTexts;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>Where a message stands that its tenant may want told with others.</summary>
/// <param name="Rule">Of the tenant.</param>
/// <param name="DueAt">When its digest is sent.</param>
internal sealed record DigestTurn(DigestRule Rule, DateTimeOffset DueAt)
{
    /// <summary>It waits, and the core need not be asked; null: it is its turn, or it was not looked at before.</summary>
    public NextStep? NotYet { get; init; }

    /// <summary>It is before that time: once its client is known, it waits.</summary>
    public bool IsEarly { get; init; }

    /// <summary>Its client is known, and what of that client waits is told with it.</summary>
    public bool TellsWaiting { get; init; }
}

/// <summary>A receipt that may be told now, as the core has it.</summary>
internal sealed record DigestReceipt(ClaimedMessage.ToLookUp Claimed, TextInForce Text, CoreFacts Facts, string Body);

/// <summary>What is told: a body, or why not now.</summary>
/// <param name="Members">See <see cref="Intent.Digest"/>.</param>
internal readonly record struct DigestBody(string Body, IReadOnlyList<long>? Members = null, NextStep? NotNow = null);

/// <summary>
/// Tells a client's receipts of a day as one SMS. The oldest of those that wait carries it: it asks the core about all of them, and each is left out that does not hold any more, or not for certain. Of a tenant that
/// never had a digest all this is one look into a table.
/// </summary>
internal sealed class Digests(HoldDirectory holds, DigestParts parts, CoreLookup lookup, EventTexts texts, ClientTexts clients, EventTypeCodes codes, TimeProvider time)
{
    /// <summary>In one SMS, its own among them; more are told in the next one.</summary>
    public const int MostTold = 10;

    /// <summary>Less than the longest wait of a message (see <c>LeaseRelease</c>).</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromHours(6);

    /// <summary>For those that another is to tell: longer than it takes to ask the core about all of them.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromMinutes(5);

    /// <summary>A core that did not answer for one of them is asked about all again.</summary>
    private static readonly TimeSpan AskAgain = TimeSpan.FromMinutes(1);

    /// <summary>Then nobody goes behind one that waits for something of its own.</summary>
    private static readonly TimeSpan LongestBehind = TimeSpan.FromMinutes(30);

    private const int LookUpsAtOnce = 4;

    /// <returns>Null: it has an SMS of its own, as nearly all have; a group's receipt is no receipt of the member's own.</returns>
    public ValueTask<DigestTurn?> LookAsync(ClaimedMessage.ToLookUp claimed) =>
        claimed.Member is null && holds.DigestOf(claimed.TenantId) is { } rule && DigestRule.Receipts.Contains(codes.TypeOf(claimed.TypeId)) ? LookAsync(claimed, rule) : default;

    private async ValueTask<DigestTurn?> LookAsync(ClaimedMessage.ToLookUp claimed, DigestRule rule)
    {
        var turn = new DigestTurn(rule, rule.DueAfter(StoredTime.At(claimed.QueuedAt)));
        var now = time.GetUtcNow();
        if (claimed.Attempts > 0)
        {
            return turn; // it may have carried others; nothing that waits joins it
        }

        if (claimed.IsResent || !rule.Covers(codes.TypeOf(claimed.TypeId)))
        {
            return null;
        }

        if (now < turn.DueAt)
        {
            return claimed.Reason == Reasons.Digest ? turn with { NotYet = Wait(rule, turn.DueAt) } : turn with { IsEarly = true };
        }

        if (await parts.FindAsync(claimed.EventId) is not { CarrierId: null } part)
        {
            return null; // it was not looked up before the time: it is told by itself
        }

        var isLate = now >= turn.DueAt + LongestBehind;
        var goesBehind = (await parts.WaitingAsync(claimed.TenantId, part.ClientId)).Exists(
            other => other.EventId < claimed.EventId && IsDue(rule, other, now) && (!isLate || other.Reason is Reasons.Digest or Reasons.QuietHours));
        return goesBehind ? turn with { NotYet = Wait(rule, now + Behind) } : turn with { TellsWaiting = true };
    }

    public async Task<DigestBody> WriteAsync(DigestTurn turn, CoreAccess access, DigestReceipt own, CancellationToken cancellationToken)
    {
        if (own.Text.Registered is not null && (turn.IsEarly || turn.TellsWaiting || (await parts.ToldByAsync(own.Claimed.EventId)).Count == 0))
        {
            return new DigestBody(own.Body, []); // its words alone are registered, so it is told by itself and at once; what it carried before that it carries again
        }

        if (turn.IsEarly)
        {
            var (until, now) = (turn.DueAt, time.GetUtcNow());
            return new DigestBody("", NotNow: new NextStep.Collect(Earlier(until, now + LookAgain), own.Facts.Client.Id, turn.Rule.Words));
        }

        var candidates = await CandidatesAsync(turn, own);
        if (candidates.Count == 0)
        {
            return new DigestBody(own.Body, []);
        }

        var replies = new (DigestReceipt? Receipt, NextStep? Wait)[candidates.Count];
        using var whileItIsOurs = new CancellationTokenSource(HalfOfLease(own.Claimed), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(whileItIsOurs.Token, cancellationToken);
        await Parallel.ForAsync(0, candidates.Count, new ParallelOptions { MaxDegreeOfParallelism = LookUpsAtOnce, CancellationToken = cancellationToken }, async (index, _) =>
            replies[index] = await InTimeAsync(AskAsync(access, candidates[index], own.Facts.Client.Id, turn, either.Token), turn, whileItIsOurs.Token));
        if (Array.Find(replies, static reply => reply.Wait is not null).Wait is { } wait && (wait is NextStep.AwaitTenant || !turn.TellsWaiting || time.GetUtcNow() < turn.DueAt + LongestBehind))
        {
            return new DigestBody("", NotNow: wait is NextStep.Retry again ? again with { DueAt = Later(again.DueAt, time.GetUtcNow() + AskAgain) } : wait);
        }

        // What the core does not answer for is left out by now and goes on by itself: one such payment must not keep the others from being told. What was told by an SMS that may have left is
        // never left out of the next one: nobody else tells it.

        List<DigestReceipt> others = [.. replies.Select(static reply => reply.Receipt).OfType<DigestReceipt>()];
        return others.Count == 0
            ? new DigestBody(own.Body, [])
            : new DigestBody(BodyOf([own, .. others]), [.. others.Select(static other => other.Claimed.EventId)]);
    }

    /// <summary>What it carried before, or what waits of its client now and came after it.</summary>
    private async Task<List<ClaimedMessage.ToLookUp>> CandidatesAsync(DigestTurn turn, DigestReceipt own)
    {
        var now = time.GetUtcNow();
        return !turn.TellsWaiting
            ? await parts.ToldByAsync(own.Claimed.EventId)
            : [.. (await parts.WaitingAsync(own.Claimed.TenantId, own.Facts.Client.Id)).Where(other => other.EventId > own.Claimed.EventId && IsDue(turn.Rule, other, now) && !IsPaused(other)).Take(MostTold - 1)];
    }

    /// <returns>Neither: it goes on by itself, and its own record says why it is not told.</returns>
    private async Task<(DigestReceipt? Receipt, NextStep? Wait)> AskAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, long clientId, DigestTurn turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Of(claimed) is not { } text)
        {
            return default;
        }

        var reply = await lookup.AskAsync(access, claimed, text.Kind, text.TellsBalance, text.Rules, cancellationToken);
        if (reply.Facts is not { Money: not null } facts)
        {
            return IsOfCore(reply.Next) ? (null, reply.Next) : default;
        }

        // A group's that waits and is told to all members by now tells each by itself; one that was told to this client with the others stays with them: nobody else tells it.
        var isTheirs = reply.Members is { } members ? !turn.TellsWaiting && members.Contains(clientId) : facts.Client.Id == clientId;
        if (!isTheirs)
        {
            return default;
        }

        var own = await clients.ReadAsync(access, claimed, text, facts, cancellationToken);
        return own.Next is { } next ? (null, IsOfCore(next) ? next : null)
            : own.Text.Registered is not null && turn.TellsWaiting ? default
            : (await texts.WriteAsync(claimed, own.Text, own.Facts, cancellationToken)).Body is { } body ? (new DigestReceipt(claimed, own.Text, own.Facts, body), null)
            : default;
    }

    /// <summary>
    /// A core that answers, and slowly, must not be asked until the lease is over: another node would take the message, ask too, and lose it again. What it did not answer for by then is told in
    /// the next SMS; what this one was to tell before waits with it.
    /// </summary>
    private async Task<(DigestReceipt? Receipt, NextStep? Wait)> InTimeAsync(Task<(DigestReceipt? Receipt, NextStep? Wait)> asking, DigestTurn turn, CancellationToken whileItIsOurs)
    {
        try
        {
            return await asking;
        }
        catch (OperationCanceledException) when (whileItIsOurs.IsCancellationRequested)
        {
            return turn.TellsWaiting ? default : (null, new NextStep.Retry(time.GetUtcNow() + AskAgain, Reasons.CoreUnavailable, "The core did not answer in time for all that this SMS tells."));
        }
    }

    private TimeSpan HalfOfLease(ClaimedMessage claimed) =>
        TimeSpan.FromTicks(Math.Clamp((StoredTime.At(claimed.LeaseUntil) - time.GetUtcNow()).Ticks / 2, 0, Behind.Ticks));

    /// <summary>The core can not be asked now, about this one or any.</summary>
    private static bool IsOfCore(NextStep? next) => next is NextStep.Retry { Reason: Reasons.CoreUnavailable } or NextStep.AwaitTenant;

    private string BodyOf(List<DigestReceipt> receipts)
    {
        var (own, language) = (receipts[0], clients.LanguageOf(receipts[0].Claimed.TenantId, receipts[0].Text));
        var client = own.Facts.Client;
        return DigestText.Render(
            holds.DigestTextOf(own.Claimed.TenantId, language) ?? DigestText.ProductsIn(language),
            new DigestModel(client.DisplayName, client.Firstname, client.Lastname, client.AccountNo, client.OfficeName, [.. receipts.Where(static each => each.Facts.Money is not null).Select(static each => LineOf(each.Facts))]),
            own.Text.Format);
    }

    private static DigestLine LineOf(CoreFacts facts) =>
        new(facts.Money!.Amount, facts.Money.Currency.Code, facts.Money.Currency.DecimalPlaces, facts.Loan?.AccountNo ?? facts.Account?.AccountNo);

    private static bool IsDue(DigestRule rule, ClaimedMessage message, DateTimeOffset now) => rule.DueAfter(StoredTime.At(message.QueuedAt)) <= now;

    private NextStep.Retry Wait(DigestRule rule, DateTimeOffset until) => new(Earlier(until, time.GetUtcNow() + LookAgain), Reasons.Digest, rule.Words);

    /// <summary>What came about in an import pause is closed when its own turn comes.</summary>
    private bool IsPaused(ClaimedMessage message) => holds.Of(message.TenantId)?.PauseAt(message.QueuedAt) is not null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
