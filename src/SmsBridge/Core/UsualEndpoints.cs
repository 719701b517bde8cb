namespace SmsBridge.Core;

/// <summary>
/// Where a core on this machine is to be found by its makers' defaults (fineract-core-api.md 1): all that may be called as shipped. Exact, port
/// and path included: whoever registers chooses among these and can not feel out what else runs here.
/// </summary>
internal static class UsualEndpoints
{
    private static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];
    private static readonly string[] Origins = ["https://{0}:8443", "http://{0}:8080"];
    private static readonly string[] Contexts = ["fineract-provider", "mifosng-provider"];

    public static IReadOnlyList<string> All { get; } =
        [.. from host in Hosts
            from origin in Origins
            from context in Contexts
            select $"{string.Format(System.Globalization.CultureInfo.InvariantCulture, origin, host)}/{context}/api/v1"];
}
