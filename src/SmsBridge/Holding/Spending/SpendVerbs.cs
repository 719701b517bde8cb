using System.Globalization;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Prices;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Spending;

/// <summary>What people do about a tenant's cap: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class SpendVerbs(TenantAccess tenants, SpendStore store, HoldDirectory holds, SpendViews views, ITenantClock clock, AuditLog audit, TimeProvider time)
{
    private const decimal Most = 1_000_000_000;
    private const decimal Million = 1_000_000;

    /// <summary>Sets the cap, or takes it away.</summary>
    public Task<Outcome> CapAsync(Caller caller, string identifier, SpendCapRequest? request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
            request is not { Enabled: { } isOn } ? new Outcome.Refused("enabled must be true or false.", "enabled")
            : isOn ? await SetAsync(caller, tenant, request, cancellationToken)
            : await SwitchOffAsync(caller, tenant, cancellationToken));

    /// <summary>All that is held goes out in spite of it.</summary>
    public Task<Outcome> ReleaseAsync(Caller caller, string identifier, CancellationToken cancellationToken) => DecideAsync(
        caller, identifier, SpendDecision.Released, AuditActions.SpendRelease, "Released", "They go out in spite of the cap, oldest first; what is too old by then is given up. What comes from now on is held again.",
        cancellationToken);

    /// <summary>All that is held is given up.</summary>
    public Task<Outcome> CancelAsync(Caller caller, string identifier, CancellationToken cancellationToken) => DecideAsync(
        caller, identifier, SpendDecision.Cancelled, AuditActions.SpendCancel, "Cancelled", "They are given up within moments, stay on the record, and each can be sent anew. What comes from now on is held again.",
        cancellationToken);

    private async Task<Outcome> SetAsync(Caller caller, Tenant tenant, SpendCapRequest request, CancellationToken cancellationToken)
    {
        var before = await store.FindAsync(tenant.Id, cancellationToken);
        var zone = request.Zone?.Trim() is { Length: > 0 } given ? given
            : before?.TimeZone ?? (await clock.ZoneOfAsync(tenant.Id, cancellationToken))?.Id ?? TimeZoneInfo.Utc.Id;
        if (WhyNot(request, zone) is { } refused)
        {
            return refused;
        }

        var cap = new SpendCap
        {
            TenantId = tenant.Id, IsOn = 1, Micros = (long)(AmountOf(request.Amount)!.Value * Million), Currency = request.Currency!.Trim().ToUpperInvariant(),
            Promotional = request.PromotionalShare ?? SpendCap.PromotionalShare, Service = request.ServiceShare ?? SpendCap.ServiceShare, TimeZone = zone, DecidedBy = caller.Actor.Name,
        };
        cap = cap with { FromMonth = SpendMonth.Of(time.GetUtcNow(), cap.Zone).Number };
        var words = WordsOf(tenant, cap);
        await store.SetAsync(cap, session => audit.Record(session, caller.DidTo(tenant, AuditActions.SpendCap, before: WordsOf(tenant, before), after: words)));
        await holds.ReloadAsync(CancellationToken.None);
        return new Outcome.Done(words + (before is { IsOn: not 0 } ? "" : " What was sent in this month before is counted within moments."));
    }

    private async Task<Outcome> SwitchOffAsync(Caller caller, Tenant tenant, CancellationToken cancellationToken)
    {
        var before = WordsOf(tenant, await store.FindAsync(tenant.Id, cancellationToken));
        if (!await store.SwitchOffAsync(tenant.Id, caller.Actor.Name, session => audit.Record(session, caller.DidTo(tenant, AuditActions.SpendCap, before: before, after: WordsOf(tenant, null)))))
        {
            return new Outcome.Unchanged(WordsOf(tenant, null));
        }

        await holds.ReloadAsync(CancellationToken.None);
        return new Outcome.Done($"{WordsOf(tenant, null)} What it held goes on.");
    }

    private Task<Outcome> DecideAsync(Caller caller, string identifier, SpendDecision to, string action, string done, string words, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var count = await views.HeldAsync(tenant, cancellationToken); // and no more than that: what is spent must not keep it from being decided
            if (!await store.DecideAsync(tenant.Id, to, caller.Actor.Name, Record))
            {
                return new Outcome.Unchanged($"Nothing of {tenant.Identifier} is held by a spend cap.");
            }

            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done($"{done}: {count} of {tenant.Identifier}. {words}");

            void Record(WriteSession session) => audit.Record(session, caller.DidTo(tenant, action, after: count));
        });

    private static Outcome.Refused? WhyNot(SpendCapRequest request, string zone) =>
        AmountOf(request.Amount) is null ? new Outcome.Refused("amount must be more than 0, such as 500.00, at most 1000000000 and with at most six digits behind the point.", "amount")
        : request.Currency?.Trim() is not { Length: 3 } currency || !currency.All(char.IsAsciiLetter) ? new Outcome.Refused("currency must be three letters, such as USD.", "currency")
        : request.PromotionalShare is < 1 or > SpendCap.Whole ? new Outcome.Refused("promotionalShare must be 1 to 100 percent.", "promotionalShare")
        : request.ServiceShare is < 1 or > SpendCap.Whole ? new Outcome.Refused("serviceShare must be 1 to 100 percent.", "serviceShare")
        : (request.PromotionalShare ?? SpendCap.PromotionalShare) > (request.ServiceShare ?? SpendCap.ServiceShare)
            ? new Outcome.Refused("promotionalShare must not be more than serviceShare: promotional texts stop first.", "promotionalShare")
        : !TimeZones.Knows(zone) ? new Outcome.Refused("zone must be a time zone that this machine knows, such as Africa/Nairobi.", "zone")
        : null;

    private static decimal? AmountOf(string? typed) =>
        decimal.TryParse(typed?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= Most && decimal.Round(amount, 6) == amount ? amount : null;

    private static string WordsOf(Tenant tenant, SpendCap? cap) =>
        cap is not { IsOn: not 0 }
            ? $"{tenant.Identifier} has no spend cap."
            : $"The spend cap of {tenant.Identifier} is {cap.Amount} a month, by the clock of {cap.TimeZone}: promotional texts stop at {Price.AmountText(cap.LimitAt(cap.Promotional))}, "
                + $"service and collection texts at {Price.AmountText(cap.LimitAt(cap.Service))}, those about money at {Price.AmountText(cap.Micros)}. Codes and other texts that the core sends itself never stop.";
}
