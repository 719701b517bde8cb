using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Store;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class ServiceSettingsJson : JsonSerializerContext;

/// <summary>
/// A command judges by the settings it was started with, and a service that systemd or a container starts has others. So the service notes, when it
/// has started, what its settings are - hashes of them, sealed - and a command names those of its own that differ.
/// </summary>
internal sealed class ServiceSettings(
    IConfiguration configuration, Database database, SecretBox box, IHostApplicationLifetime lifetime, ILogger<ServiceSettings> logger) : BackgroundService
{
    private const string Purpose = "settings of the service";
    private const int MostNamed = 8;

    /// <summary>What verbs judge tenants and their cores by.</summary>
    public static readonly string[] OfTenants = ["Bridge", "Core", "Numbers", "Registration", "Twilio", "Infobip", "AfricasTalking", "Vonage", "Http", "Smpp"];

    public static readonly string[] OfPartners = ["Partners"];

    public static readonly string[] OfAlarms = ["Alarms"];

    public static readonly string[] OfHolding = ["Holding"];

    public static readonly string[] OfSchedules = ["Schedules", "Holding"];

    public static readonly string[] OfGaps = ["Gaps"];

    public static readonly string[] OfRetention = ["Retention"];

    public static readonly string[] OfBackup = ["Backup"];

    /// <summary>All that are noted.</summary>
    public static readonly string[] Judged = [.. OfTenants, .. OfPartners, .. OfAlarms, .. OfHolding, .. OfSchedules, .. OfGaps, .. OfRetention, .. OfBackup];

    /// <summary>For a command beside the service.</summary>
    /// <param name="sections">By which of its settings it judges.</param>
    /// <returns>In words how they differ from the running service's; null: they do not, or no service runs.</returns>
    public string? Differing(IReadOnlyCollection<string> sections)
    {
        if (!database.IsServed || database.NotedSettings() is not { } noted)
        {
            return null;
        }

        if (box.Open(noted, Purpose) is not { } json)
        {
            return "This command has another key ring (Storage:KeyRing) than the running service: it can read no token, password or secret that the service stored.";
        }

        var (theirs, ours) = (Read(json), Current());
        var names = theirs.Keys.Union(ours.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(name => sections.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase) && theirs.GetValueOrDefault(name) != ours.GetValueOrDefault(name))
            .Order(StringComparer.OrdinalIgnoreCase).ToList();
        return names.Count == 0 ? null
            : $"This command judges by settings that are not the running service's: {string.Join(", ", names.Take(MostNamed))}"
                + (names.Count > MostNamed ? FormattableString.Invariant($" and {names.Count - MostNamed} more") : "")
                + ". Start it with the service's environment and settings files.";
    }

    /// <summary>Whether one of them is not as another service noted it; false also where that can not be read.</summary>
    public bool Differs(string name, string noted) =>
        box.Open(noted, Purpose) is { } json && Read(json).GetValueOrDefault(name) != Current().GetValueOrDefault(name);

    /// <summary>After the start, which it does not delay: sealing reads the key ring.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await using var onStop = stoppingToken.Register(() => started.TrySetCanceled(stoppingToken));
        try
        {
            await started.Task;
            await database.NoteSettingsAsync(box.Seal(JsonSerializer.Serialize(Current(), ServiceSettingsJson.Default.DictionaryStringString), Purpose));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or CryptographicException or OperationCanceledException)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                logger.SettingsNotNoted(exception.Message); // commands then compare nothing; that is no reason to end
            }
        }
    }

    /// <summary>Empty is as good as not set.</summary>
    private Dictionary<string, string> Current() => configuration.AsEnumerable()
        .Where(setting => !string.IsNullOrEmpty(setting.Value) && Judged.Contains(setting.Key.Split(':')[0], StringComparer.OrdinalIgnoreCase))
        .ToDictionary(setting => setting.Key, setting => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(setting.Value!))), StringComparer.OrdinalIgnoreCase);

    private static Dictionary<string, string> Read(string json) =>
        new(JsonSerializer.Deserialize(json, ServiceSettingsJson.Default.DictionaryStringString)!, StringComparer.OrdinalIgnoreCase);
}
