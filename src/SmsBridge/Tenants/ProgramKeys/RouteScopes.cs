namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>
/// The one place that says which scope a program's key needs, by operation, for each that takes a tenant's API key. What is not named here opens to no program; a test
/// finds every route without a word.
/// </summary>
internal static class RouteScopes
{
    private static readonly Dictionary<string, KeyScopes> Needed = new(StringComparer.Ordinal)
    {
        ["postHook"] = KeyScopes.Hooks,
        ["postHookAtRoot"] = KeyScopes.Hooks,

        ["listTenantEvents"] = KeyScopes.Log,
        ["findTenantEvent"] = KeyScopes.Log,
        ["resendTenantEvents"] = KeyScopes.None, // it sends SMS: more than reading

        ["listTexts"] = KeyScopes.Texts,
        ["setTextSettings"] = KeyScopes.Texts,
        ["setEvent"] = KeyScopes.Texts,
        ["removeEvent"] = KeyScopes.Texts,
        ["showText"] = KeyScopes.Texts,
        ["saveDraft"] = KeyScopes.Texts,
        ["withdrawText"] = KeyScopes.Texts,
        ["publishText"] = KeyScopes.Texts,
        ["previewText"] = KeyScopes.Texts,
        ["rehearseText"] = KeyScopes.Texts,
        ["listDataTables"] = KeyScopes.Texts,
        ["setDataTable"] = KeyScopes.None, // it opens more of the core's records to texts
        ["removeDataTable"] = KeyScopes.None,
        ["showClientLanguage"] = KeyScopes.Texts,
        ["setClientLanguage"] = KeyScopes.Texts,

        // Money, secrets, keys, what clients said, and what is sent by itself.
        ["showConsent"] = KeyScopes.None,
        ["setConsent"] = KeyScopes.None,
        ["findConsent"] = KeyScopes.None,
        ["recordConsent"] = KeyScopes.None,
        ["registerTenant"] = KeyScopes.None,
        ["registerTenantAtRoot"] = KeyScopes.None,
        ["showTenant"] = KeyScopes.None,
        ["replaceTenant"] = KeyScopes.None,
        ["changeTenant"] = KeyScopes.None,
        ["deleteTenant"] = KeyScopes.None,
        ["rotateApiKey"] = KeyScopes.None,
        ["rotateWebhookToken"] = KeyScopes.None,
        ["revokeWebhookToken"] = KeyScopes.None,
        ["rotateAppKey"] = KeyScopes.None,
        ["revokeAppKey"] = KeyScopes.None,
        ["listProgramKeys"] = KeyScopes.None,
        ["addProgramKey"] = KeyScopes.None,
        ["endProgramKey"] = KeyScopes.None,
        ["showRoutes"] = KeyScopes.None,
        ["setRoutes"] = KeyScopes.None,
        ["releaseRoute"] = KeyScopes.None,
        ["switchRouteOff"] = KeyScopes.None,
        ["showSchedule"] = KeyScopes.None,
        ["setSchedule"] = KeyScopes.None,
        ["runSchedule"] = KeyScopes.None,
        ["stopSchedule"] = KeyScopes.None,
        ["previewSchedule"] = KeyScopes.None,
        ["listScheduledReports"] = KeyScopes.None,
        ["setScheduledReport"] = KeyScopes.None,
        ["removeScheduledReport"] = KeyScopes.None,
        ["runScheduledReport"] = KeyScopes.None,
        ["stopScheduledReport"] = KeyScopes.None,
        ["previewScheduledReport"] = KeyScopes.None,
    };

    public static IReadOnlyCollection<string> Operations => Needed.Keys;

    public static KeyScopes Of(string? operation) => operation is not null && Needed.TryGetValue(operation, out var scope) ? scope : KeyScopes.None;
}
