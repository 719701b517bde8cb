using Microsoft.Extensions.Configuration.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// A misspelt section in a settings file would pass silently, because nobody binds it. Only files are checked: the environment is full of
/// other people's variables.
/// </summary>
internal static class KnownSettings
{
    private static readonly string[] Sections =
    [
        "Urls", "Bridge", "Storage", "Hooks", "Registration", "Core", "Numbers", "Templates", "Relay", "Twilio", "Serilog",
        "Kestrel", "Logging", "AllowedHosts", "$schema",
    ];

    public static void Check(IConfiguration configuration)
    {
        if (configuration is not IConfigurationRoot root)
        {
            return;
        }

        var unknown = root.Providers.OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], parentPath: null))
            .FirstOrDefault(key => !Sections.Contains(key, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new WrongSettingException($"{unknown}: there is no such section of settings. Known are {string.Join(", ", Sections[..^1])}.");
        }
    }
}
