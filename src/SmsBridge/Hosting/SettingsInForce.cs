using System.Globalization;
using System.Reflection;

namespace SmsBridge.Hosting;

/// <param name="From">Where it comes from: a file, the environment, the command line.</param>
internal sealed record SettingInForce(string Name, string Value, string From);

/// <summary>The settings in force and where each comes from; never a secret.</summary>
internal sealed class SettingsInForce(IConfiguration configuration, StoreHealth store)
{
    /// <summary>From where a setting comes that nobody set.</summary>
    public const string Program = "the program";

    private const string Hidden = "(set, not shown)";

    /// <summary>Ours: the last part of the name as a whole. Most alarm addresses are as good as a password.</summary>
    private static readonly string[] SecretNames = ["Password", "Token", "Username", "AlarmUrl", "Secret", "ClientSecret", "SecretAccessKey", "OtlpHeaders"];

    /// <summary>Anywhere in the name: what somebody's log sink or HTTP gateway calls its secrets is not known here.</summary>
    private static readonly string[] SecretWordsOfOthers = ["password", "token", "secret", "key", "credential", "username", "connectionstring", "header"];

    /// <summary>With the beginning of the commit it was built from, where that is known.</summary>
    public static string Version =>
        typeof(SettingsInForce).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion is not { } version ? "unknown"
        : version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus ? $"{version[..plus]} ({version[(plus + 1)..Math.Min(version.Length, plus + 9)]})"
        : version;

    public static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0} MiB");

    public IReadOnlyList<SettingInForce> List()
    {
        var providers = Latest(configuration);
        return [.. configuration.AsEnumerable()
            .Where(setting => setting.Value is not null && KnownSettings.Ours.Contains(setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            .Where(setting => !TidySettings.IsOtherSpelling(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(setting => new SettingInForce(setting.Key, Shown(setting.Key, setting.Value!), OriginOf(providers, setting.Key)))];
    }

    /// <summary>Where a setting has its value from: a file by its path, the environment, the command line.</summary>
    public static string OriginOf(IConfiguration configuration, string name) => OriginOf(Latest(configuration), name);

    /// <summary>What each check says, as the probes do.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HealthAsync(CancellationToken cancellationToken) =>
        HealthProbes.Checks(await store.CheckAsync(cancellationToken));

    internal static string Shown(string name, string value) =>
        value.Length > 0 && IsSecret(name, value) ? Hidden : value;

    private static bool IsSecret(string name, string value) =>
        SecretNames.Contains(name[(name.LastIndexOf(':') + 1)..], StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith("Alarms:", StringComparison.OrdinalIgnoreCase) && name.EndsWith(":Url", StringComparison.OrdinalIgnoreCase))
        || (name.StartsWith("Serilog:", StringComparison.OrdinalIgnoreCase) && IsSecretOfOthers(name))
        || (name.StartsWith("ExternalEvents:", StringComparison.OrdinalIgnoreCase) && name.Contains(":Properties:", StringComparison.OrdinalIgnoreCase) && IsSecretOfOthers(name))
        || (name.StartsWith("Http:", StringComparison.OrdinalIgnoreCase) && (IsSecretOfOthers(name) || (value.Contains('?') && IsSecretOfOthers(value))))
        || (name.Equals("Storage:ConnectionString", StringComparison.OrdinalIgnoreCase)
            && (value.Contains("password", StringComparison.OrdinalIgnoreCase) || value.Contains("pwd", StringComparison.OrdinalIgnoreCase)))
        || (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.UserInfo.Length > 0);

    private static bool IsSecretOfOthers(string words) => Array.Exists(SecretWordsOfOthers, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static List<IConfigurationProvider> Latest(IConfiguration configuration) => [.. ((IConfigurationRoot)configuration).Providers.Reverse()];

    private static string OriginOf(List<IConfigurationProvider> latest, string name) =>
        latest.Find(provider => provider.TryGet(name, out _)) is not { } provider ? "default"
        : (provider as IKnowsOrigin)?.OriginOf(name) ?? NameOf(provider);

    private static string NameOf(IConfigurationProvider provider) =>
        provider switch
        {
            FileConfigurationProvider file => SettingsFiles.NameOf(file),
            Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationProvider => "environment",
            Microsoft.Extensions.Configuration.CommandLine.CommandLineConfigurationProvider => "command line",
            _ => Program,
        };
}
