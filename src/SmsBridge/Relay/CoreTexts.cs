using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>A text to a number as the core writes it, or why there is none now: exactly one of the two.</summary>
/// <param name="LookupMs">How long the core took.</param>
internal readonly record struct CoreText(NextStep? NotNow, string? MobileNo = null, string Body = "", int? LookupMs = null)
{
    /// <summary>Whom it is about; null: the core was not asked, or said nothing.</summary>
    public MessageAbout? About { get; init; }

    /// <summary>In which language it is written and why, for the record; null: all clients are written to in one.</summary>
    public string? Note { get; init; }

    /// <inheritdoc cref="Intent.Digest"/>
    public IReadOnlyList<long>? Digest { get; init; }

    /// <summary>What its words are registered under; null: nothing.</summary>
    public RegisteredTemplate? Registered { get; init; }

    /// <inheritdoc cref="Intent.Copies"/>
    public EventParts? Copies { get; init; }

    /// <inheritdoc cref="Intent.Limit"/>
    public DayLimit? Limit { get; init; }
}

/// <summary>From an event and what the core says of it to a text: rules, quiet hours, look-up, words; several receipts of a client may have one.</summary>
internal sealed class CoreTexts(CoreAccesses accesses, CoreLookup lookup, EventTexts texts, ClientTexts clients, Digests digests, EventBodies bodies, MoreMessages more)
{
    public async Task<CoreText> WriteAsync(ClaimedMessage.ToLookUp claimed, Tenant tenant, CancellationToken cancellationToken)
    {
        var reading = accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved);
        if (reading is not CoreAccessReading.Ready { Access: var access })
        {
            return new CoreText(new NextStep.AwaitTenant(Reasons.CoreNotSet, ((CoreAccessReading.Refused)reading).Detail));
        }

        if (await texts.OfAsync(claimed, cancellationToken) is not { } text)
        {
            return new CoreText(new NextStep.DeadLetter(Reasons.SwitchedOff, Detail: null));
        }

        if (await texts.QuietAsync(claimed, text, cancellationToken) is { } quiet)
        {
            return new CoreText(quiet);
        }

        var turn = await digests.LookAsync(claimed);
        if (turn?.NotYet is { } notYet)
        {
            return new CoreText(notYet);
        }

        if (text.Kind.IsOwn)
        {
            claimed = claimed with { Body = await bodies.OfAsync(claimed.TenantId, claimed.MemberOf ?? claimed.EventId, cancellationToken) };
        }

        var reply = await lookup.AskAsync(access, claimed, text.Kind, text.TellsBalance, text.Rules, cancellationToken);
        if (reply.Officer is { } officer)
        {
            return new CoreText(null, officer.MobileNo, claimed.Words ?? "", reply.Took);
        }

        if (reply.Facts is not { } facts)
        {
            return new CoreText(reply.Next!);
        }

        if (reply.Members is { } members)
        {
            return new CoreText(texts.WhyNobody(claimed, text, facts) ?? more.Members.Tell(claimed, text.Kind, members));
        }

        var own = await clients.ReadAsync(access, claimed, text, facts, cancellationToken);
        if (own.Next is { } wait)
        {
            return new CoreText(wait) { About = facts.About() };
        }

        var written = await texts.WriteAsync(claimed, own.Text, own.Facts, cancellationToken);
        if (written.Objection is { } objection)
        {
            return new CoreText(objection) { About = facts.About() };
        }

        var told = turn is null ? new DigestBody(written.Body!) : await digests.WriteAsync(turn, access, new DigestReceipt(claimed, own.Text, own.Facts, written.Body!), cancellationToken);
        return (told.NotNow is { } notNow ? new CoreText(notNow) : new CoreText(null, facts.Client.MobileNo, told.Body, reply.Took + own.Took)
        {
            Digest = told.Members, Note = own.Note, Limit = await texts.LimitOfAsync(claimed, text, cancellationToken), Copies = told.NotNow is null ? await more.Copies.OfAsync(claimed, text, facts, told.Body, cancellationToken) : null, Registered = told.Members is { Count: > 0 } ? null : own.Text.Registered?.Given,
        }) with { About = facts.About() };
    }
}
