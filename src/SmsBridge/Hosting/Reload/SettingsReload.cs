using Microsoft.Extensions.Options;

namespace SmsBridge.Hosting.Reload;

/// <summary>How to put the application together once more, with the arguments this one was started with.</summary>
internal sealed record SecondBuild(Func<WebApplication> Run);

/// <summary>
/// Reads the settings again, without a restart. They are read and checked by a second application that is never started, just as at a start: what a start would refuse
/// changes nothing. Then what can be taken over is, and what counts from the next start is named.
/// </summary>
internal sealed class SettingsReload(IServiceProvider services, IConfiguration configuration, ReloadedValues values, SecondBuild second, ILogger<SettingsReload> logger)
{
    /// <summary>One at a time: its caller waits for the end.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var read = second.Run();
            read.Services.GetService<IStartupValidator>()?.Validate();
            await HostingSetup.CreateLogger(read.Configuration).DisposeAsync(); // its levels and sinks have no options class that could be asked
            cancellationToken.ThrowIfCancellationRequested();
            TakeOver(read);
        }
        catch (Exception exception) when (StartFailure.Explain(exception) is { } line)
        {
            logger.ReloadRefused(line);
        }
    }

    /// <summary>Names of settings that are not the same, ours and theirs alone.</summary>
    internal static IEnumerable<string> Differing(IConfiguration running, IConfiguration read)
    {
        var (ours, theirs) = (Values(running), Values(read));
        return ours.Keys.Union(theirs.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(name => !TidySettings.IsOtherSpelling(name) && ours.GetValueOrDefault(name) != theirs.GetValueOrDefault(name)).Order(StringComparer.OrdinalIgnoreCase);
    }

    private void TakeOver(WebApplication read)
    {
        var (taken, later) = (new List<TakenSetting>(), new List<string>());
        foreach (var name in Differing(configuration, read.Configuration))
        {
            var value = ReloadableSettings.IsLevel(name) && configuration[name] is { Length: > 0 } ? read.Configuration[name] : ReloadableSettings.Apply(name, services, read.Services);
            if (!string.IsNullOrEmpty(value))
            {
                // As it was written, or it would differ the next time although it is the same.
                taken.Add(new TakenSetting(name, read.Configuration[name] is { Length: > 0 } written ? written : value, SettingsInForce.OriginOf(read.Configuration, name)));
            }
            else if (!ReloadableSettings.IsMarked(name)) // else it only has another spelling
            {
                later.Add(name);
            }
        }

        values.Take(taken);
        logger.SettingsReloaded(taken.Count == 0 ? "none" : string.Join(", ", taken.Select(setting => setting.Name)));
        if (later.Count > 0)
        {
            logger.SettingsCountLater(string.Join(", ", later));
        }
    }

    private static Dictionary<string, string> Values(IConfiguration configuration) =>
        configuration.AsEnumerable().Where(setting => !string.IsNullOrEmpty(setting.Value) && KnownSettings.Sections.Contains(setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
            .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.OrdinalIgnoreCase);
}
