using System.Globalization;
using Microsoft.Extensions.Options;

namespace SmsBridge.Tenants;

/// <summary>
/// New keys, for people: what would end a key that is still good says so and asks first. A key that was used within the hour is its core's: it
/// works on until its grace ends, however often somebody presses the button.
/// </summary>
internal sealed class KeyRotation(TenantAdmin admin, TenantDirectory directory, KeyUsage usage, IOptions<RegistrationOptions> options, TimeProvider time)
{
    /// <summary>What a new key would end now, in words; null: nothing.</summary>
    public string? Ends(Tenant tenant, KeyKind kind)
    {
        var ending = directory.KeysOf(tenant).Where(key => key.Kind == kind && WouldEnd(key)).ToList();
        return ending.Count == 0 ? null
            : string.Join(' ', ending.Select(key => string.Create(
                CultureInfo.InvariantCulture,
                $"{(kind == KeyKind.ApiKey ? "API key" : "Webhook token")} {key.Prefix}…, {LastUsed(key)}, would end now: hooks that come with it are refused.")));
    }

    public async Task<string> RotateAsync(Tenant tenant, KeyKind kind)
    {
        await usage.SaveAsync(); // by that the store knows which are in use
        return await admin.RotateKeyAsync(tenant, kind);
    }

    private bool WouldEnd(KnownKey key) =>
        key.ValidUntil is null
            ? options.Value.PreviousKeyGrace <= TimeSpan.Zero && usage.LastUsed(key) is not null
            : usage.LastUsed(key) is not { } used || used <= time.GetUtcNow() - ApiKeySql.InUse;

    private string LastUsed(KnownKey key) =>
        usage.LastUsed(key) is { } used ? string.Create(CultureInfo.InvariantCulture, $"last used {used:yyyy-MM-dd HH:mm} UTC") : "never used yet";
}
