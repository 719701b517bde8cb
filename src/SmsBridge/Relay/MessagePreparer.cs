using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Holding;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>
/// From an event to a text and a number, anew for every try: what was true an hour ago (a number, a repayment) may not be true now.
/// </summary>
internal sealed class MessagePreparer(
    TenantDirectory tenants, CoreTexts texts, GivenTexts given, MessageAge age, HoldGate holds, RoutePicker routes, IOptions<NumberOptions> numbers)
{
    public async Task<Preparation> PrepareAsync(ClaimedMessage claimed, CancellationToken cancellationToken)
    {
        if (tenants.Find(claimed.TenantId) is not { } tenant)
        {
            return Preparation.Never(Reasons.TenantDeleted);
        }

        if (await age.IsClosedAsync(claimed))
        {
            return Preparation.Never(Reasons.ClosedAfterRestore, "It was queued before Relay:CloseQueuedBefore.");
        }

        if (claimed is ClaimedMessage.Code code && WhyNoUse(code) is { } past)
        {
            return Preparation.Never(Reasons.CodeExpired, past);
        }

        if (age.IsTooLate(claimed) && !holds.IsYoungForDigest(claimed))
        {
            return Preparation.Never(Reasons.TooLate);
        }

        if (claimed is ClaimedMessage.ToLookUp fromCore && await holds.WhyNotAsync(fromCore) is { } hold)
        {
            return new Preparation.NotNow(hold, tenant); // whatever else it waits for: it counts when it comes
        }

        if (tenant.SenderAccount is not { } account)
        {
            return new Preparation.NotNow(new NextStep.AwaitTenant(Reasons.SecretsLost, Detail: null), tenant);
        }

        if (routes.Wait(tenant, account, claimed) is { } wait)
        {
            return new Preparation.NotNow(wait, tenant); // before the core is asked: nothing could come of its answer
        }

        return claimed switch
        {
            ClaimedMessage.Code secret => await AddressAsync(secret, account, tenant, secret.MobileNo, given.Open(secret.TenantId, secret.Sealed) ?? "", lookupMs: null, cancellationToken),
            ClaimedMessage.TextGiven written => await AsGivenAsync(written, tenant, account, cancellationToken),
            ClaimedMessage.ToLookUp toLookUp => await FromCoreAsync(toLookUp, tenant, account, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(claimed), claimed, "Whether it left has to be found out first."),
        };
    }

    /// <summary>What is in doubt with its text, by which it is looked for; of all but two-factor codes it is there already.</summary>
    public ClaimedMessage.InDoubt WithText(ClaimedMessage.InDoubt inDoubt) =>
        inDoubt is { Sealed: { } text, TenantId: var tenant } && given.Open(tenant, text) is { } opened ? inDoubt with { Body = opened } : inDoubt;

    private string? WhyNoUse(ClaimedMessage.Code code) =>
        code.Sealed is null || age.Of(code) > CodeTexts.Life ? "Its five minutes are over."
        : given.Open(code.TenantId, code.Sealed) is null ? "Its text can not be decrypted: the key ring is another one."
        : null;

    private async Task<Preparation> AsGivenAsync(ClaimedMessage.TextGiven claimed, Tenant tenant, SenderAccount account, CancellationToken cancellationToken) =>
        await given.WhyNotNowAsync(claimed, tenant, cancellationToken) is { } notNow
            ? new Preparation.NotNow(notNow, tenant)
            : await AddressAsync(claimed, account, tenant, claimed.MobileNo, claimed.Text, lookupMs: null, cancellationToken);

    private async Task<Preparation> FromCoreAsync(ClaimedMessage.ToLookUp claimed, Tenant tenant, SenderAccount account, CancellationToken cancellationToken)
    {
        var text = await texts.WriteAsync(claimed, tenant, cancellationToken);
        if (text.NotNow is { } notNow)
        {
            return new Preparation.NotNow(notNow, tenant) { About = text.About };
        }

        var prepared = Noted(await AddressAsync(claimed, account, tenant, text.MobileNo, text.Body, text.LookupMs, cancellationToken), text.Note) with { About = text.About };
        if (text.Registered is { } registered)
        {
            prepared = Noted(prepared, $"Registered template {registered.Id} of entity {registered.EntityId}.");
        }

        return prepared is Preparation.Ready ready && (text.Digest is not null || text.Registered is not null || text.Copies is not null || text.Limit is not null)
            ? ready with { Digest = text.Digest, Registered = text.Registered, Copies = text.Copies, Limit = text.Limit }
            : prepared;
    }

    private static Preparation Noted(Preparation prepared, string? note) =>
        note is not null && prepared is Preparation.Ready ready ? ready with { Note = ready.Note is null ? note : $"{ready.Note} {note}" } : prepared;

    private async ValueTask<Preparation> AddressAsync(
        ClaimedMessage claimed, SenderAccount account, Tenant tenant, string? mobileNo, string body, int? lookupMs, CancellationToken cancellationToken)
    {
        const int LongestBody = 1_600; // twilio.md 3; a longer one is refused there with 21617
        var reading = NumberParser.Read(mobileNo, tenant.DefaultRegion ?? numbers.Value.DefaultRegion);
        return reading switch
        {
            NumberReading.Missing => Preparation.Never(Reasons.NoNumber),
            NumberReading.Invalid invalid => Preparation.Never(Reasons.InvalidNumber, invalid.Description),
            NumberReading.NotTextable notTextable => Preparation.Never(Reasons.NotTextable, notTextable.Description),
            _ when body.Length == 0 => Preparation.Never(Reasons.EmptyText),
            _ when body.Length > LongestBody => Preparation.Never(Reasons.TextTooLong),
            NumberReading.Valid valid => await ReadyAsync(claimed, account, tenant, valid, body, lookupMs, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown reading {reading.GetType().Name}."),
        };
    }

    private async ValueTask<Preparation> ReadyAsync(
        ClaimedMessage claimed, SenderAccount account, Tenant tenant, NumberReading.Valid valid, string body, int? lookupMs, CancellationToken cancellationToken)
    {
        var parts = SegmentCount.Of(body).Segments;
        if (!claimed.IsCode && await holds.WhyTooDearAsync(claimed, tenant, account, valid.Number, parts) is { } tooDear)
        {
            return new Preparation.NotNow(tooDear, tenant); // before a route is picked: what waits must not take the turn of what may go
        }

        var pick = await routes.PickAsync(tenant, account, claimed, valid.Number, cancellationToken);
        return pick.Next is { } next
            ? new Preparation.NotNow(next, tenant)
            : new Preparation.Ready(tenant, pick.Account!, valid.Number, body, parts, lookupMs, valid.Note) { Route = pick.Route, Consent = holds.ConsentOf(claimed) };
    }
}

/// <summary>A message ready to go, or why it does not go now.</summary>
internal abstract record Preparation
{
    private Preparation()
    {
    }

    /// <summary>Whom it is about, as the core said; null: the core was not asked.</summary>
    public MessageAbout? About { get; init; }

    /// <param name="Tenant">As it was when this was prepared.</param>
    /// <param name="LookupMs">How long the core took; null: it was not asked.</param>
    /// <param name="Note">What was done to the number, and in which language it is written, for the record; null: nothing that differs.</param>
    public sealed record Ready(
        Tenant Tenant, SenderAccount Account, Msisdn Recipient, string Body, int Segments, int? LookupMs, string? Note = null) : Preparation
    {
        /// <summary>By which of the tenant's routes; null: it has none.</summary>
        public ChosenRoute? Route { get; init; }

        /// <inheritdoc cref="Intent.Digest"/>
        public IReadOnlyList<long>? Digest { get; init; }

        /// <inheritdoc cref="Intent.Consent"/>
        public ConsentNeed? Consent { get; init; }

        /// <summary>What its words are registered under; null: nothing.</summary>
        public RegisteredTemplate? Registered { get; init; }

        /// <inheritdoc cref="Intent.Copies"/>
        public EventParts? Copies { get; init; }

        /// <inheritdoc cref="Intent.Limit"/>
        public DayLimit? Limit { get; init; }
    }

    /// <param name="Tenant">As it was when this was decided; null: there is none any more.</param>
    public sealed record NotNow(NextStep Next, Tenant? Tenant) : Preparation;

    /// <summary>Shorthand: never, unless somebody resends it.</summary>
    public static Preparation Never(string reason, string? detail = null) => new NotNow(new NextStep.DeadLetter(reason, detail), Tenant: null);
}
