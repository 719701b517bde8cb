using System.Collections;
using System.Globalization;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace SmsBridge.Hosting;

/// <summary>
/// The environment, where a variable whose name ends in <c>_FILE</c> names the file that holds the setting's value:
/// <c>Storage__ConnectionString_FILE=/run/secrets/database</c>. Orchestrators and systemd hand secrets over as files: variables are inherited by every child
/// process and show in the tools that list processes.
/// </summary>
/// <param name="prefix">Of the variables that are read; empty: all.</param>
internal sealed class EnvironmentSettings(string prefix) : EnvironmentVariablesConfigurationProvider(prefix), IKnowsOrigin
{
    private const string Suffix = "_FILE";
    private const int MostBytes = 65_536; // a certificate chain fits; a log file named by mistake does not

    private readonly Dictionary<string, string> _origins = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Only where there is such a variable: each change of the sources reads all files again.</summary>
    public static void Use(IConfigurationBuilder configuration)
    {
        if (!Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Any(variable => IsFileOfSetting(((string)variable.Key).Replace("__", ":", StringComparison.Ordinal))))
        {
            return;
        }

        for (var index = 0; index < configuration.Sources.Count; index++)
        {
            if (configuration.Sources[index] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
            {
                configuration.Sources[index] = new Source();
            }
        }
    }

    /// <exception cref="WrongSettingException">A file can not be read, holds nothing or too much; or the setting is given by itself too.</exception>
    public override void Load()
    {
        base.Load();
        _origins.Clear();
        foreach (var key in Data.Keys.Where(IsFileOfSetting).ToList())
        {
            var (setting, variable, file) = (key[..^Suffix.Length], key.Replace(":", "__", StringComparison.Ordinal), Data[key] ?? "");
            if (Data.ContainsKey(setting))
            {
                throw new WrongSettingException($"{setting}: it is given twice in the environment, by itself and as the file that {variable} names. Leave one.");
            }

            Data.Remove(key); // or it would be a setting nobody knows
            Data[setting] = Read(variable, file.Trim());
            _origins[setting] = $"{file.Trim()} ({variable})";
        }
    }

    public string? OriginOf(string key) => _origins.GetValueOrDefault(key);

    private static bool IsFileOfSetting(string key) =>
        key.EndsWith(Suffix, StringComparison.Ordinal)
        && key.IndexOf(':', StringComparison.Ordinal) is > 0 and var end && KnownSettings.Sections.Contains(key[..end], StringComparer.OrdinalIgnoreCase);

    /// <summary>Without the line end that editors leave.</summary>
    private static string Read(string variable, string file)
    {
        try
        {
            var text = new FileInfo(file) is { Length: <= MostBytes } ? File.ReadAllText(file)
                : throw new WrongSettingException(string.Create(CultureInfo.InvariantCulture, $"{variable}: {file} holds more than {MostBytes} bytes, which is no value of a setting."));
            return text.TrimEnd('\r', '\n') is { Length: > 0 } value ? value : throw new WrongSettingException($"{variable}: {file} is empty.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or ArgumentException)
        {
            throw new WrongSettingException($"{variable}: there is no file {(file.Length == 0 ? "without a name" : file)}.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new WrongSettingException($"{variable}: {file} can not be read: {exception.Message}", exception);
        }
    }

    private sealed class Source : IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => new EnvironmentSettings("");
    }
}
