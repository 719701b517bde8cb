using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant list|show|delete|pause|resume|verify</c>. What changes something is on the audit as "command line".</summary>
internal sealed class TenantVerbs(TenantDirectory directory, TenantAdmin admin, KeyUsage usage, Examination examination, AuditLog audit)
{
    private const int RoomForAll = 110;

    public int List(VerbOutput output)
    {
        var tenants = directory.All.OrderBy(tenant => tenant.Identifier, StringComparer.Ordinal).Select(View).ToList();
        output.Result(new TenantListView(tenants), ResultJson.Of.TenantListView, list => Tell(output, list.Tenants));
        return ExitCodes.Done;
    }

    public int Show(VerbOutput output, string identifier)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        output.Result(View(tenant), ResultJson.Of.TenantView, view => Tell(output, view));
        return ExitCodes.Done;
    }

    public async Task<int> DeleteAsync(VerbOutput output, string identifier, bool yes, CancellationToken cancellationToken)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        if (!yes && !await IsMeantAsync(output, identifier, cancellationToken))
        {
            return output.Refuse("That is not the identifier. Nothing was deleted.");
        }

        await audit.RecordAsync(Actor.CommandLine.Did(AuditActions.TenantDelete, Subject(identifier), tenant.Id, before: tenant.State, after: "deleted"));
        var deleted = await admin.DeleteAsync(tenant);
        output.Result(
            new TenantChangedView(identifier, deleted, "deleted", Pause: null), ResultJson.Of.TenantChangedView,
            _ => output.Line($"Tenant {identifier} is deleted: its keys and secrets are gone, its log stays."));
        output.Hint($"The core is told nothing: delete its hook there, or its next event is refused.");
        return ExitCodes.Done;
    }

    public async Task<int> PauseAsync(VerbOutput output, string identifier, string? reason)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        var paused = await admin.PauseAsync(tenant.Id, Reasons.PausedByOperator, reason);
        if (paused)
        {
            await audit.RecordAsync(Actor.CommandLine.Did(AuditActions.TenantPause, Subject(identifier), tenant.Id, reason, before: tenant.State, after: "paused"));
        }

        return TellState(output, identifier, paused, state => paused
            ? $"Tenant {identifier} is paused: its events are accepted and wait. Resume it with: {Verbs.Program} tenant resume {identifier}"
            : $"Tenant {identifier} is paused already, since {VerbOutput.At(state.Pause?.Since)}.");
    }

    public async Task<int> ResumeAsync(VerbOutput output, string identifier)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        var resumed = await admin.ResumeAsync(tenant);
        if (resumed)
        {
            await audit.RecordAsync(Actor.CommandLine.Did(AuditActions.TenantResume, Subject(identifier), tenant.Id, before: tenant.Pause?.Reason, after: admin.StateOf(tenant)));
        }

        return TellState(output, identifier, resumed, _ => resumed
            ? $"Tenant {identifier} is resumed: what waited goes out, in order of arrival."
            : $"Tenant {identifier} is not paused.");
    }

    public async Task<int> VerifyAsync(VerbOutput output, string identifier, CancellationToken cancellationToken)
    {
        if (directory.Find(identifier) is not { } tenant)
        {
            return output.RefuseUnknown(identifier);
        }

        var report = await examination.RunAsync(tenant, cancellationToken);
        output.Result(report, ResultJson.Of.DoctorView, view => Reports.Tell(output, view));
        return report.Checks.Any(check => check.IsTrouble) ? ExitCodes.CheckFailed : ExitCodes.Done;
    }

    public static string Subject(string identifier) => $"tenant {identifier}";

    private static async Task<bool> IsMeantAsync(VerbOutput output, string identifier, CancellationToken cancellationToken)
    {
        output.Hint($"This ends all keys of tenant {identifier}, and what waits is not sent. Type its identifier to go on (--yes does not ask):");
        return await output.Console.In.ReadLineAsync(cancellationToken) is { } typed && typed.Trim() == identifier;
    }

    private int TellState(VerbOutput output, string identifier, bool changed, Func<Tenant, string> words)
    {
        if (directory.Find(identifier) is not { } now)
        {
            return output.Refuse($"Tenant {identifier} has just been deleted.");
        }

        output.Result(
            new TenantChangedView(identifier, changed, now.State, PauseView.Of(now.Pause)), ResultJson.Of.TenantChangedView,
            _ => output.Line(words(now)));
        return ExitCodes.Done;
    }

    private TenantView View(Tenant tenant) => TenantView.Of(tenant, directory.KeysOf(tenant), usage);

    private static void Tell(VerbOutput output, IReadOnlyList<TenantView> tenants)
    {
        if (tenants.Count == 0)
        {
            output.Line("There are no tenants yet.");
            return;
        }

        var all = output.Width >= RoomForAll;
        output.Table(
            all ? ["Tenant", "State", "Provider", "Sender", "Core", "Key", "Last used"] : ["Tenant", "State", "Sender", "Last used"],
            tenants.Select(tenant => all
                ? new[] { tenant.TenantId, tenant.State, tenant.SmsProvider, tenant.PhoneNo, tenant.Endpoint ?? "(setting)", CurrentKey(tenant)?.Prefix, LastUsed(tenant) }
                : [tenant.TenantId, tenant.State, tenant.PhoneNo, LastUsed(tenant)]));
    }

    private static void Tell(VerbOutput output, TenantView tenant)
    {
        output.Field("Tenant", tenant.TenantId);
        output.Field("State", tenant.State);
        output.Field("Paused", tenant.Pause is { } pause ? $"since {VerbOutput.At(pause.Since)}: {pause.Explanation} {pause.Detail} {pause.Remedy}" : null);
        output.Field("Unverified", tenant.Unverified);
        output.Field("Provider", $"{tenant.SmsProvider}, account {tenant.SmsProviderAccountId}");
        output.Field("Sender", tenant.PhoneNo);
        output.Field("SharedKey", tenant.HasSharedKey ? "set" : null);
        output.Field("Core", tenant.Endpoint ?? "by Core:Tenants or Core:DefaultEndpoint");
        output.Field("Core user", tenant.CoreUsername ?? (tenant.HasCoreToken ? "token of the registration" : "by Core:Tenants"));
        output.Field("Default region", tenant.DefaultRegion ?? "by Numbers:DefaultRegion");
        output.Field("Registered", VerbOutput.At(tenant.RegisteredAt));
        output.Field("Verified", VerbOutput.At(tenant.VerifiedAt));
        output.Line();
        output.Table(["Key", "Begins with", "Made", "Valid until", "Last used"], tenant.Keys.Select(key => new[]
        {
            key.Kind == "apiKey" ? "API key" : "webhook token", key.Prefix, VerbOutput.At(key.CreatedAt),
            key.ValidUntil is null ? "current" : VerbOutput.At(key.ValidUntil), VerbOutput.At(key.LastUsedAt),
        }));
    }

    private static KeyView? CurrentKey(TenantView tenant) => tenant.Keys.FirstOrDefault(key => key is { Kind: "apiKey", ValidUntil: null });

    private static string LastUsed(TenantView tenant) => VerbOutput.At(tenant.Keys.Max(key => key.LastUsedAt));
}

internal static class UnknownTenant
{
    public static int RefuseUnknown(this VerbOutput output, string identifier) =>
        output.Refuse($"There is no tenant {identifier}; identifiers are case-sensitive. See: {Verbs.Program} tenant list");
}
