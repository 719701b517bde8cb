using Microsoft.Extensions.Configuration.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// Settings files of one's own over the shipped one, which an upgrade overwrites: what <c>--config</c> names, or else the machine's, where there are any. A folder stands for
/// all its <c>.json</c> files: <c>appsettings.json</c> first, the others in the order of their names, and the later win. The environment and the command line win over all.
/// </summary>
internal static class SettingsFiles
{
    private const string First = "appsettings.json";

    /// <summary>The folder of the machine's settings.</summary>
    public static string OfMachine => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "SmsBridge")
        : "/etc/smsbridge";

    /// <param name="chosen">A file or folder, from the command line; null: not given.</param>
    /// <param name="ofMachine">Likewise, where nothing is chosen; null: as usual.</param>
    /// <exception cref="WrongSettingException">What is chosen is not there, or a file can not be read.</exception>
    public static void AddOwn(IConfigurationBuilder configuration, string? chosen, string? ofMachine = null)
    {
        if (chosen is not null && !Path.Exists(chosen))
        {
            throw new WrongSettingException(chosen.Length == 0 ? "--config: name the settings file or folder, as in --config /etc/smsbridge/appsettings.json." : $"--config: there is no file {Path.GetFullPath(chosen)}.");
        }

        var shipped = configuration.Sources.Select((other, index) => (other, index)).LastOrDefault(pair => pair.other is JsonConfigurationSource);
        var next = shipped.other is null ? 0 : shipped.index + 1;
        foreach (var file in In(Path.GetFullPath(chosen ?? ofMachine ?? OfMachine)))
        {
            var source = new JsonConfigurationSource { Path = file, Optional = false, ReloadOnChange = false };
            source.ResolveFileProvider();
            configuration.Sources.Insert(next++, source);
        }
    }

    /// <summary>Where the provider reads, in full.</summary>
    public static string NameOf(FileConfigurationProvider provider) =>
        provider.Source.Path is { } path ? provider.Source.FileProvider?.GetFileInfo(path).PhysicalPath ?? path : "file";

    /// <param name="origin">As <see cref="SettingsInForce.OriginOf(IConfiguration, string)"/> names it.</param>
    public static bool IsOfProgram(string origin) => origin is SettingsInForce.Program || origin == Path.Combine(AppContext.BaseDirectory, First);

    private static IEnumerable<string> In(string place)
    {
        if (!Directory.Exists(place))
        {
            return File.Exists(place) ? [place] : [];
        }

        try
        {
            return [.. Directory.EnumerateFiles(place, "*.json").OrderBy(file => Path.GetFileName(file) == First ? 0 : 1).ThenBy(file => file, StringComparer.Ordinal)];
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new WrongSettingException($"The settings in {place} can not be read by this user: run it as the service's user, or as root.", exception);
        }
    }
}
