using System.Globalization;
using System.Reflection;
using SmsBridge.Hosting;

namespace SmsBridge.Console.Pages.Operators;

/// <param name="From">Where it comes from: a file, the environment, the command line.</param>
internal sealed record SettingInForce(string Name, string Value, string From);

/// <summary>The settings in force and where each comes from; never a secret.</summary>
internal sealed class SettingsInForce(IConfiguration configuration, StoreHealth store)
{
    private const string Hidden = "(set, not shown)";

    /// <summary>Ours: the last part of the name as a whole. Most alarm addresses are as good as a password.</summary>
    private static readonly string[] SecretNames = ["Password", "Token", "Username", "AlarmUrl"];

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
        var providers = ((IConfigurationRoot)configuration).Providers.Reverse().ToList();
        return [.. configuration.AsEnumerable()
            .Where(setting => setting.Value is not null && KnownSettings.Ours.Contains(setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            .Where(setting => !TidySettings.IsOtherSpelling(setting.Key))
            .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
            .Select(setting => new SettingInForce(
                setting.Key, Shown(setting.Key, setting.Value!),
                providers.FirstOrDefault(provider => provider.TryGet(setting.Key, out _)) is { } provider ? NameOf(provider) : "default"))];
    }

    /// <summary>What each check says, as the probes do.</summary>
    public async Task<IReadOnlyDictionary<string, string>> HealthAsync(CancellationToken cancellationToken) =>
        HealthProbes.Checks(await store.CheckAsync(cancellationToken));

    internal static string Shown(string name, string value) =>
        value.Length > 0 && IsSecret(name, value) ? Hidden : value;

    private static bool IsSecret(string name, string value) =>
        SecretNames.Contains(name[(name.LastIndexOf(':') + 1)..], StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith("Serilog:", StringComparison.OrdinalIgnoreCase) && IsSecretOfOthers(name))
        || (name.StartsWith("Http:", StringComparison.OrdinalIgnoreCase) && (IsSecretOfOthers(name) || (value.Contains('?') && IsSecretOfOthers(value))))
        || (name.Equals("Storage:ConnectionString", StringComparison.OrdinalIgnoreCase)
            && (value.Contains("password", StringComparison.OrdinalIgnoreCase) || value.Contains("pwd", StringComparison.OrdinalIgnoreCase)))
        || (Uri.TryCreate(value, UriKind.Absolute, out var url) && url.UserInfo.Length > 0);

    private static bool IsSecretOfOthers(string words) => Array.Exists(SecretWordsOfOthers, word => words.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(IConfigurationProvider provider) =>
        provider switch
        {
            FileConfigurationProvider file => file.Source.Path ?? "file",
            Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationProvider => "environment",
            Microsoft.Extensions.Configuration.CommandLine.CommandLineConfigurationProvider => "command line",
            _ => "the program",
        };
}
