using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>Settings for the audit: of secrets only whether they changed.</summary>
internal static class SettingsWords
{
    public static string Of(TenantSettings settings) =>
        $"provider {settings.Provider}, account {settings.AccountId}, sender {settings.Sender}, core {settings.CoreEndpoint ?? "by setting"}, "
        + $"user {settings.CoreUsername ?? "none"}, region {settings.DefaultRegion ?? "by setting"}";

    public static string Of(TenantSettings settings, TenantSettings before) =>
        Of(settings)
        + (settings.ProviderToken == before.ProviderToken ? "" : ", new provider token")
        + (settings.SharedKey == before.SharedKey ? "" : settings.SharedKey is null ? ", no SharedKey" : ", new SharedKey")
        + (settings.CorePassword == before.CorePassword ? "" : ", new core password");
}
