namespace SmsBridge.Hosting;

/// <summary>
/// What holds when no settings file says otherwise, for what has no options class to hold its defaults: where to listen, and what to log where. The same as in the
/// shipped <c>appsettings.json</c>.
/// </summary>
internal static class DefaultSettings
{
    public const string Urls = "http://localhost:9191";

    private const string Levels = "Serilog:MinimumLevel";
    private const string Sinks = "Serilog:WriteTo";

    private static readonly Dictionary<string, string?> Levelled = new(StringComparer.OrdinalIgnoreCase)
    {
        [Levels + ":Override:Microsoft"] = "Warning",
        [Levels + ":Override:Microsoft.Hosting.Lifetime"] = "Information",
        [Levels + ":Override:Microsoft.AspNetCore.Authentication.OpenIdConnect"] = "Fatal", // the bridge says itself, in words and so many a minute, who was refused
        [Levels + ":Override:Microsoft.AspNetCore.DataProtection"] = "Error",
        [Levels + ":Override:Quartz"] = "Warning",
        [Levels + ":Override:System"] = "Warning",
    };

    private static readonly Dictionary<string, string?> Written = new(StringComparer.OrdinalIgnoreCase)
    {
        [Sinks + ":0:Name"] = "Console",
        [Sinks + ":0:Args:outputTemplate"] = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}",
        [Sinks + ":1:Name"] = "File",
        [Sinks + ":1:Args:path"] = "logs/smsbridge-.log",
        [Sinks + ":1:Args:rollingInterval"] = "Day",
        [Sinks + ":1:Args:fileSizeLimitBytes"] = "104857600",
        [Sinks + ":1:Args:rollOnFileSizeLimit"] = "true",
        [Sinks + ":1:Args:retainedFileCountLimit"] = "14",
        [Sinks + ":1:Args:hooks"] = "SmsBridge.Hosting.PrivateFiles::LogFiles, SmsBridge",
        [Sinks + ":1:Args:formatter"] = "Serilog.Formatting.Json.JsonFormatter",
    };

    /// <summary>Below all other sources; nothing where none is missing, which is the rule.</summary>
    public static void Complete(IConfigurationManager configuration)
    {
        var missing = Missing(configuration).ToDictionary(StringComparer.OrdinalIgnoreCase);
        if (missing.Count > 0)
        {
            configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = missing });
        }
    }

    private static IEnumerable<KeyValuePair<string, string?>> Missing(IConfiguration configuration)
    {
        if (configuration["Urls"] is null && !HasChildren(configuration, "Kestrel:Endpoints") && string.IsNullOrEmpty(configuration["http_ports"]) && string.IsNullOrEmpty(configuration["https_ports"]))
        {
            yield return KeyValuePair.Create("Urls", (string?)Urls);
        }

        if (configuration[Levels] is null or "" && configuration[Levels + ":Default"] is null && configuration[Levels + ":ControlledBy"] is null)
        {
            yield return KeyValuePair.Create(Levels + ":Default", (string?)"Information");
        }

        foreach (var pair in Levelled.Where(pair => configuration[pair.Key] is null))
        {
            yield return pair;
        }

        if (!HasChildren(configuration, Sinks) && !HasChildren(configuration, "Serilog:AuditTo"))
        {
            foreach (var pair in Written)
            {
                yield return pair;
            }
        }
    }

    private static bool HasChildren(IConfiguration configuration, string section) => configuration.GetSection(section).GetChildren().Any();
}
