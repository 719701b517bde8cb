using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// A misspelt section would pass silently, because nobody binds it. In a settings file it stops the start. The environment is full of other people's variables: of what is near a section's name
/// there the log warns.
/// </summary>
internal static class KnownSettings
{
    /// <summary>The bridge's own, of which docs/settings.md has a table.</summary>
    public static IReadOnlyList<string> Ours { get; } =
    [
        "Urls", "Bridge", "Storage", "Backup", "Hooks", "Campaigns", "ExternalEvents", "Gaps", "Schedules", "Registration", "Core", "Numbers", "Templates", "Holding", "Prices", "Relay", "Receipts", "Twilio", "Infobip", "AfricasTalking", "Vonage", "Http", "Smpp", "Partners", "Notices",
        "Operators", "Statistics", "Retention", "Alarms", "Telemetry", "Connections", "Serilog",
    ];

    public static IReadOnlyList<string> Sections { get; } = [.. Ours, "Kestrel", "Logging", "AllowedHosts", "$schema"];

    public static void Check(IConfiguration configuration)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return;
        }

        CheckUrls(configuration["Urls"]);
        CheckEndpoints(configuration.GetSection("Kestrel:Endpoints"));
        var unknown = root.Providers.OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], parentPath: null))
            .FirstOrDefault(key => !Sections.Contains(key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new WrongSettingException($"{unknown}: there is no such section of settings. Known are {string.Join(", ", Sections.SkipLast(1))}.");
        }
    }

    /// <summary>Variables of the environment that look like settings and are not read, each with the sections that may be meant.</summary>
    public static IEnumerable<(string Name, string Near)> NearMisses(IConfiguration configuration) =>
        from provider in (configuration as IConfigurationRoot)?.Providers.OfType<EnvironmentVariablesConfigurationProvider>() ?? []
        from section in provider.GetChildKeys([], parentPath: null).Distinct(StringComparer.OrdinalIgnoreCase)
        where !Sections.Contains(section, StringComparer.OrdinalIgnoreCase)
        let near = string.Join(" or ", Ours.Where(known => NearWords.AreNear(section, known)))
        where near.Length > 0
        from name in provider.GetChildKeys([], section).Distinct(StringComparer.OrdinalIgnoreCase) // none: a variable without "__", which is nobody's setting
        select ($"{section}__{name}", near);

    /// <summary>The server's own complaints about an address come late and with a stack trace, or not at all.</summary>
    private static void CheckUrls(string? urls)
    {
        if (urls is null)
        {
            return;
        }

        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (addresses.Length == 0)
        {
            throw new WrongSettingException("Urls: is empty; it must name an address to listen on, such as http://localhost:9191.");
        }

        foreach (var url in addresses)
        {
            CheckAddress("Urls", url);
        }
    }

    private static void CheckEndpoints(IConfigurationSection endpoints)
    {
        foreach (var endpoint in endpoints.GetChildren())
        {
            CheckAddress($"{endpoint.Path}:Url", endpoint["Url"] ?? "");
        }
    }

    private static void CheckAddress(string setting, string url)
    {
        if (!IsAddress(url))
        {
            throw new WrongSettingException(
                $"{setting}: '{Shown(url)}' is not an address to listen on: scheme, host and port, such as http://localhost:9191; a path, a name or a question mark can not be part of it.");
        }
    }

    /// <summary>Without what may be a password.</summary>
    private static string Shown(string url) => url.LastIndexOf('@') is >= 0 and var at ? "…" + url[at..] : url;

    public static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65_535
                && (address.IsUnixPipe || (address.PathBase.Length == 0 && IsHost(address.Host)));
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return false;
        }
    }

    private static bool IsHost(string host) =>
        host is "+" or "*" || (host.StartsWith('[') ? System.Net.IPAddress.TryParse(host, out _) : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4);
}
