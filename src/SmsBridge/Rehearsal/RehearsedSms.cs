using SmsBridge.Core;
using SmsBridge.Holding.Consents;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Relay;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Rehearsal;

/// <summary>What one event would have come to.</summary>
/// <param name="Reason">Why nobody would be told; null: somebody would.</param>
/// <param name="Example">Masked.</param>
/// <param name="PartsNow">With what is sent now; 0: nothing is.</param>
/// <param name="IsOther">What is sent now reads differently, or is nothing.</param>
internal sealed record RehearsedText(long EventId, string? Reason, string? Detail, string? Example, int Parts, int PartsNow, bool IsOther)
{
    /// <summary>How many would get it: of a group whose members are told, all of them. The parts are of all of these.</summary>
    public int Sms { get; init; } = 1;
}

/// <summary>
/// Writes an SMS as the relay would, says whether its client's consent would stop it, and leaves it at that. Whether there is a number to send it to, and whether that replied STOP, is not asked: that is
/// the same for every text.
/// </summary>
internal sealed class RehearsedSms(CoreLookup lookup, EventTexts texts, ClientTexts clients, EventBodies bodies, ConsentRules consents)
{
    /// <param name="tellsConsent">False: whoever asks may not find out what clients have said.</param>
    public async Task<RehearsedText> WriteAsync(
        CoreAccess access, long tenantId, RecentEvent recent, TextInForce draft, TextInForce? now, bool tellsConsent, CancellationToken cancellationToken)
    {
        var claimed = Claimed(tenantId, recent, draft.Kind);
        if (draft.Kind.IsOwn)
        {
            claimed = claimed with { Body = await bodies.OfAsync(tenantId, recent.Id, cancellationToken) };
        }

        var reply = await lookup.AskAsync(access, claimed, draft.Kind, draft.TellsBalance, draft.Rules, cancellationToken);
        if (reply.Facts is not { } facts)
        {
            return NotTold(recent, reply.Next!);
        }

        var sms = reply.Members?.Count ?? 1;
        claimed = reply.Members is [var first, ..] ? claimed with { Member = first } : claimed; // by the first of them: the others' names make little difference
        var own = await clients.ReadAsync(access, claimed, draft, facts, cancellationToken);
        if (own.Next is { } wait)
        {
            return NotTold(recent, wait);
        }

        var written = await texts.WriteAsync(claimed, own.Text, own.Facts, cancellationToken);
        var refused = !tellsConsent ? null : await consents.WhyNotAsync(tenantId, draft.Kind.Class, facts.Client.MobileNo, cancellationToken);
        var current = now is null || refused is not null ? null : await CurrentAsync(access, claimed, now, own.Facts, cancellationToken); // the same consent, whatever the words
        if (written.Objection is { } objection)
        {
            return NotTold(recent, objection) with { PartsNow = PartsOf(current, sms), IsOther = current is not null };
        }

        if (refused is not null)
        {
            return NotTold(recent, new NextStep.DeadLetter(Reasons.NoConsent, refused));
        }

        return new RehearsedText(
            recent.Id, null, null, own.Text.Template.Render(MaskedModels.Of(TextModels.Of(own.Facts, own.Text.Format, own.Text.Template.Own))), PartsOf(written.Body, sms),
            PartsOf(current, sms), current != written.Body)
        {
            Sms = sms,
        };
    }

    private static int PartsOf(string? body, int sms) => body is null ? 0 : SegmentCount.Of(body).Segments * sms;

    private async Task<string?> CurrentAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, TextInForce now, CoreFacts facts, CancellationToken cancellationToken)
    {
        var own = await clients.ReadAsync(access, claimed, now, facts, cancellationToken);
        return own.Next is null ? (await texts.WriteAsync(claimed, own.Text, own.Facts, cancellationToken)).Body : null;
    }

    private static RehearsedText NotTold(RecentEvent recent, NextStep next) => next switch
    {
        NextStep.DeadLetter dead => new RehearsedText(recent.Id, dead.Reason, dead.Detail, null, 0, 0, false),
        NextStep.Retry retry => new RehearsedText(recent.Id, retry.Reason, retry.Detail, null, 0, 0, false),
        NextStep.AwaitTenant wait => new RehearsedText(recent.Id, wait.Reason, wait.Detail, null, 0, 0, false),
        _ => throw new ArgumentOutOfRangeException(nameof(next), next, "A look-up does not end like that."),
    };

    /// <summary>What nobody was to be told of came in with the ids as the core named them.</summary>
    private static ClaimedMessage.ToLookUp Claimed(long tenantId, RecentEvent recent, EventKind kind)
    {
        var ids = new EventIds(recent.ResourceId, recent.ClientId, recent.LoanId, recent.SavingsId, recent.SubResourceId);
        ids = recent.Verdict == Verdict.Accepted ? ids : ids.Of(kind);
        return new ClaimedMessage.ToLookUp(new ClaimedRow
        {
            EventId = recent.Id, TenantId = tenantId, TypeId = recent.TypeId, Status = MessageStatus.Queued, ReceivedAt = recent.ReceivedAt, QueuedAt = recent.ReceivedAt,
            ResourceId = ids.ResourceId, ClientId = ids.ClientId, LoanId = ids.LoanId, SavingsId = ids.SavingsId, SubResourceId = ids.SubResourceId,
        });
    }
}
