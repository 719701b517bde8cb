using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Holding;

/// <summary>What people do about what is held: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class SurgeVerbs(TenantAccess tenants, HoldStore store, HoldDirectory holds, SurgeViews views, AuditLog audit, TimeProvider time)
{
    private const long MostFloor = 10_000_000;
    private const long MostTimes = 1_000;

    /// <summary>Everything that is held goes on.</summary>
    public Task<Outcome> ReleaseAsync(Caller caller, string identifier, CancellationToken cancellationToken) => DecideAsync(
        caller, identifier, SurgeState.Releasing, AuditActions.SurgeRelease,
        static view => $"{view.AfterRelease} What comes within the next hour is not held.", "Released", cancellationToken);

    /// <summary>Everything that is held is given up.</summary>
    public Task<Outcome> CancelAsync(Caller caller, string identifier, CancellationToken cancellationToken) => DecideAsync(
        caller, identifier, SurgeState.Cancelling, AuditActions.SurgeCancel,
        static _ => "They are given up within moments, stay on the record, and each can be sent anew. What goes beyond the usual from now on is held again.", "Cancelled", cancellationToken);

    /// <summary>Whether the gate is on, and what it lets pass.</summary>
    public Task<Outcome> RuleAsync(Caller caller, string identifier, SurgeRuleRequest? request) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (request is not { Enabled: { } isOn })
            {
                return new Outcome.Refused("enabled must be true or false.", "enabled");
            }

            if (request.Floor is < 1 or > MostFloor)
            {
                return new Outcome.Refused($"floor must be 1 to {MostFloor}.", "floor");
            }

            if (request.Times is < 1 or > MostTimes)
            {
                return new Outcome.Refused($"times must be 1 to {MostTimes}.", "times");
            }

            await holds.RefreshAsync(CancellationToken.None);
            var before = WordsOf(tenant, holds.RuleOf(tenant.Id));
            var row = new SurgeRuleRow { TenantId = tenant.Id, IsOn = isOn ? 1 : 0, Floor = request.Floor, Times = request.Times };
            var after = WordsOf(tenant, holds.RuleBy(row));
            await store.SetRuleAsync(row, session => audit.Record(session, caller.DidTo(tenant, AuditActions.SurgeRule, before: before, after: after)));
            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done(after + OpenWords(tenant) + HeldWords(tenant));
        });

    private Task<Outcome> DecideAsync(
        Caller caller, string identifier, SurgeState to, string action, Func<SurgeView, string> words, string done, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            var view = await views.OfAsync(tenant, cancellationToken);
            if (!await store.DecideAsync(tenant.Id, to, caller.Actor.Name, Record))
            {
                return new Outcome.Unchanged($"Nothing of {tenant.Identifier} is held, or it was decided already.");
            }

            await holds.ReloadAsync(CancellationToken.None);
            return new Outcome.Done($"{done}: {view.Amount.SmsWords} of {tenant.Identifier}. {words(view)}".Replace("  ", " ", StringComparison.Ordinal));

            void Record(WriteSession session) => audit.Record(session, caller.DidTo(tenant, action, after: $"{view.Amount.SmsWords}, {view.Amount.PartsWords}"));
        });

    /// <summary>A gate that is on holds nothing for a while after a release.</summary>
    private string OpenWords(Tenant tenant) => holds.Of(tenant.Id)?.OpenWords(time.GetUtcNow()) is { } open ? $" It is {open}." : "";

    /// <summary>A rule is of what comes: nothing is let go by it.</summary>
    private string HeldWords(Tenant tenant) =>
        holds.Of(tenant.Id)?.Hours.Values.Any(static hour => hour.State == SurgeState.Held) == true ? " What is held already stays held until it is released or cancelled." : "";

    private static string WordsOf(Tenant tenant, SurgeRule rule) =>
        rule.IsOn
            ? FormattableString.Invariant($"The surge gate of {tenant.Identifier} is on: {rule.Floor} events with a text pass in an hour, or {rule.Times} times of what is usual.")
            : $"The surge gate of {tenant.Identifier} is off.";
}
