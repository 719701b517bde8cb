namespace SmsBridge.Web;

/// <summary>
/// Headers of the two header families (fineract-hooks.md 1): <c>X-Mifos-*</c> until 2016, <c>X-Fineract-*</c> since; names compare
/// case-insensitively. When both come, the newer family's counts.
/// </summary>
internal static class CoreHeaders
{
    public const string TenantFineract = "Fineract-Platform-TenantId";
    public const string TenantMifos = "X-Mifos-Platform-TenantId";
    public const string EntityFineract = "X-Fineract-Entity";
    public const string EntityMifos = "X-Mifos-Entity";
    public const string ActionFineract = "X-Fineract-Action";
    public const string ActionMifos = "X-Mifos-Action";

    public static string? Tenant(IHeaderDictionary headers) => First(headers, TenantFineract, TenantMifos);

    public static string? Entity(IHeaderDictionary headers) => First(headers, EntityFineract, EntityMifos);

    public static string? Action(IHeaderDictionary headers) => First(headers, ActionFineract, ActionMifos);

    /// <summary>The first non-empty value under either name; null when there is none.</summary>
    internal static string? First(IHeaderDictionary headers, string name, string alias)
    {
        string? value = headers[name];
        if (string.IsNullOrEmpty(value))
        {
            value = headers[alias];
        }

        return string.IsNullOrEmpty(value) ? null : value;
    }
}

/// <summary>The address a request came from.</summary>
internal static class Callers
{
    /// <summary>An IPv4 address as such, also when the server listens on both families.</summary>
    public static System.Net.IPAddress? AddressOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address ? Limits.ClientNetwork.Plain(address) : null;
}

/// <summary>The header an API key travels in, in either family.</summary>
internal static class ApiKeyHeader
{
    public const string Fineract = "X-Fineract-API-Key";
    public const string Mifos = "X-Mifos-API-Key";

    public static string? Read(IHeaderDictionary headers) => CoreHeaders.First(headers, Fineract, Mifos);
}
