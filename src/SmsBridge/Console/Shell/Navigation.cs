using SmsBridge.Operators;

namespace SmsBridge.Console.Shell;

/// <param name="Least">The role from which on it is shown. The pages themselves check again.</param>
internal sealed record NavigationEntry(string Name, string Href, string Icon, OperatorRole Least);

/// <summary>What the console's menu offers to whom.</summary>
internal static class Navigation
{
    private static readonly NavigationEntry[] Entries =
    [
        new("Overview", "console", "overview", OperatorRole.Viewer),
        new("Messages", "console/messages", "messages", OperatorRole.Viewer),
        new("Events", "console/events", "events", OperatorRole.Viewer),
        new("Reports", "console/reports", "audit", OperatorRole.Viewer),
        new("Tenants", "console/tenants", "tenants", OperatorRole.Viewer),
        new("Registrations", "console/registrations", "tenants", OperatorRole.TenantAdmin),
        new("Partners", "console/partners", "partners", OperatorRole.Viewer),
        new("Audit", "console/audit", "audit", OperatorRole.TenantAdmin),
        new("External events", "console/external-events", "events", OperatorRole.Admin),
        new("Operators and settings", "console/operators", "operators", OperatorRole.Admin),
    ];

    public static IEnumerable<NavigationEntry> For(OperatorRole role) => Entries.Where(entry => role >= entry.Least);

    /// <summary>The page itself or one below it; the overview is only itself.</summary>
    public static bool IsCurrent(NavigationEntry entry, PathString path) =>
        entry.Href == "console" ? path == "/console" : path.StartsWithSegments("/" + entry.Href, StringComparison.OrdinalIgnoreCase);
}

internal static class RoleWords
{
    public static string Of(OperatorRole role) =>
        role switch
        {
            OperatorRole.Viewer => "viewer",
            OperatorRole.Support => "support",
            OperatorRole.TenantAdmin => "tenant admin",
            _ => "admin",
        };
}
