using Microsoft.Extensions.Configuration.Json;

namespace SmsBridge.Hosting;

/// <summary>
/// A settings file of one's own over the shipped one, which an upgrade overwrites: the one named with <c>--config</c>, or else the machine's, where there is one.
/// The environment and the command line win over both.
/// </summary>
internal static class SettingsFiles
{
    public const string OfMachine = "/etc/smsbridge/appsettings.json";

    /// <param name="chosen">From the command line; null: not given.</param>
    /// <exception cref="WrongSettingException">The chosen file is not there, or can not be read.</exception>
    public static void AddOwn(IConfigurationBuilder configuration, string? chosen, string ofMachine = OfMachine)
    {
        if (chosen is not null && !File.Exists(chosen))
        {
            throw new WrongSettingException(chosen.Length == 0 ? "--config: name the settings file, as in --config /etc/smsbridge/appsettings.json." : $"--config: there is no file {Path.GetFullPath(chosen)}.");
        }

        var file = Path.GetFullPath(chosen ?? ofMachine);
        if (chosen is null && !File.Exists(file))
        {
            return;
        }

        var source = new JsonConfigurationSource { Path = file, Optional = false, ReloadOnChange = false };
        source.ResolveFileProvider();
        var shipped = configuration.Sources.Select((other, index) => (other, index)).LastOrDefault(pair => pair.other is JsonConfigurationSource);
        configuration.Sources.Insert(shipped.other is null ? 0 : shipped.index + 1, source);
    }
}
