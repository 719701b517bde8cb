using System.Globalization;

namespace SmsBridge.Tenants;

/// <summary>A key that is used on after another one was made: when its grace ends, what comes with it is refused, and no core sends that again.</summary>
internal static class OldKeyWords
{
    public static string Of(string tenant, KeyKind kind, string prefix, DateTimeOffset ends) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tenant} still uses {NameOf(kind)} {prefix}…, which ends at {ends.UtcDateTime:yyyy-MM-dd HH:mm} UTC: what comes with it is refused then, and lost.");

    /// <summary>Who does what about it.</summary>
    public static string Remedy(KeyKind kind) => kind switch
    {
        KeyKind.ApiKey => "Put the new key into the core's table m_hook_configuration, or delete the hook in the core and create it anew.",
        KeyKind.AppKey => "Put the new app key into the core's settings of its message gateway (tenant_app_key).",
        _ => "Put the address with the new token into the core's hook.",
    };

    public static string NameOf(KeyKind kind) => kind switch { KeyKind.ApiKey => "API key", KeyKind.AppKey => "app key", _ => "webhook token" };
}
