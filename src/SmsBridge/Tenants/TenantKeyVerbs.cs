using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>
/// New keys and the end of keys, for operators, the command line and the tenant itself. What would end a key that is still good says so and asks first.
/// A key that was used within the hour is its core's: it works on until its grace ends, however often somebody presses the button.
/// </summary>
internal sealed class TenantKeyVerbs(
    TenantAccess tenants, TenantAdmin admin, TenantDirectory directory, KeyUsage usage, IOptions<RegistrationOptions> options, AuditLog audit, TimeProvider time)
{
    /// <summary>Shown once. The key before works on for a while.</summary>
    /// <param name="confirmed">The caller knows which keys end by it.</param>
    public Task<Outcome> RotateAsync(Caller caller, string identifier, KeyKind kind, bool confirmed) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!confirmed && Ends(tenant, kind) is { } ends)
            {
                return new Outcome.Asks(ends);
            }

            // First on the record: a key nobody is known to have taken must not be out there.
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.KeyRotate, after: OldKeyWords.NameOf(kind)));
            await usage.SaveAsync(); // by that the store knows which are in use
            return new Outcome.Secret($"The new {OldKeyWords.NameOf(kind)} of {tenant.Identifier}, shown only now.{ProgramsOf(tenant, kind)}", await admin.RotateKeyAsync(tenant, kind));
        }, ownToo: true, isEnd: true);

    /// <summary>All keys of the kind stop working now.</summary>
    public Task<Outcome> RevokeAsync(Caller caller, string identifier, KeyKind kind) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!await admin.RevokeKeysAsync(tenant, kind))
            {
                return new Outcome.Unchanged($"{tenant.Identifier} has no {OldKeyWords.NameOf(kind)}.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.KeyRevoke, before: OldKeyWords.NameOf(kind)));
            return new Outcome.Done($"No {OldKeyWords.NameOf(kind)} of {tenant.Identifier} works any more.{ProgramsOf(tenant, kind)}");
        }, ownToo: true, isEnd: true);

    /// <summary>Whoever had the API key may have made some: who changes it because it was stolen has to know of them.</summary>
    private string ProgramsOf(Tenant tenant, KeyKind kind) =>
        kind == KeyKind.ApiKey && directory.ProgramKeysOf(tenant).Select(key => key.Program!.Name).ToList() is { Count: > 0 } names
            ? $" Its keys for programs work on: {string.Join(", ", names)}."
            : "";

    /// <summary>What a new key would end now, in words; null: nothing.</summary>
    private string? Ends(Tenant tenant, KeyKind kind)
    {
        var ending = directory.KeysOf(tenant).Where(key => key.Kind == kind && WouldEnd(key)).ToList();
        return ending.Count == 0 ? null
            : string.Join(' ', ending.Select(key => string.Create(
                CultureInfo.InvariantCulture,
                $"{(kind switch { KeyKind.ApiKey => "API key", KeyKind.AppKey => "App key", _ => "Webhook token" })} {key.Prefix}…, {LastUsed(key)}, would end now: {(kind == KeyKind.AppKey ? "texts" : "hooks")} that come with it are refused.")));
    }

    private bool WouldEnd(KnownKey key) =>
        key.ValidUntil is null
            ? options.Value.PreviousKeyGrace <= TimeSpan.Zero && usage.LastUsed(key) is not null
            : usage.LastUsed(key) is not { } used || used <= time.GetUtcNow() - ApiKeySql.InUse;

    private string LastUsed(KnownKey key) =>
        usage.LastUsed(key) is { } used ? string.Create(CultureInfo.InvariantCulture, $"last used {used:yyyy-MM-dd HH:mm} UTC") : "never used yet";
}
