using Microsoft.Extensions.Configuration.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// A misspelt section in a settings file would pass silently, because nobody binds it. Only files are checked: the environment is full of
/// other people's variables.
/// </summary>
internal static class KnownSettings
{
    /// <summary>The bridge's own, which the README has a table of.</summary>
    public static IReadOnlyList<string> Ours { get; } =
    [
        "Urls", "Bridge", "Storage", "Hooks", "Registration", "Core", "Numbers", "Templates", "Relay", "Receipts", "Twilio", "Partners", "Notices",
        "Operators", "Statistics", "Serilog",
    ];

    private static readonly string[] Sections = [.. Ours, "Kestrel", "Logging", "AllowedHosts", "$schema"];

    public static void Check(IConfiguration configuration)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return;
        }

        CheckUrls(configuration["Urls"]);
        var unknown = root.Providers.OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], parentPath: null))
            .FirstOrDefault(key => !Sections.Contains(key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new WrongSettingException($"{unknown}: there is no such section of settings. Known are {string.Join(", ", Sections[..^1])}.");
        }
    }

    /// <summary>The server's own complaints about an address come late and with a stack trace, or not at all.</summary>
    private static void CheckUrls(string? urls)
    {
        foreach (var url in (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(url))
            {
                throw new WrongSettingException($"Urls: '{url}' is not an address to listen on, such as http://localhost:9191.");
            }
        }
    }

    private static bool IsAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.Scheme is "http" or "https" && address.Port is >= 0 and <= 65_535
                && (address.IsUnixPipe || !address.Host.Contains(':', StringComparison.Ordinal) || address.Host.StartsWith('['));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
