using System.Globalization;
using System.Text.RegularExpressions;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Demo;

/// <summary>Core, Twilio and bridge, up and running on data of their own; all gone afterwards.</summary>
internal sealed partial class DemoStage : IAsyncDisposable
{
    public const int BridgePort = 9191;
    public const int CorePort = 9192;
    public const int TwilioPort = 9193;

    private readonly DirectoryInfo _folder;

    private DemoStage(StandInCore core, StandInTwilio twilio, BridgeProcess bridge, DirectoryInfo folder)
    {
        (Core, Twilio, Bridge, _folder) = (core, twilio, bridge, folder);
        Today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        (Books, Repayments) = DemoBank.Open(core, Today);
        DemoBank.Open(twilio);
    }

    public StandInCore Core { get; }

    public StandInTwilio Twilio { get; }

    public BridgeProcess Bridge { get; }

    /// <summary>What makes the first operator of the console, from the bridge's own log.</summary>
    public string FirstCode { get; private set; } = "";

    /// <summary>When the repayments were made.</summary>
    public DateOnly Today { get; }

    /// <summary>The tenant in the core.</summary>
    public StandInTenant Books { get; }

    /// <summary>Transactions in the core's books.</summary>
    public IReadOnlyList<long> Repayments { get; }

    /// <param name="pickPort">From the wished port to the one to take; 0 for any.</param>
    public static async Task<DemoStage> SetUpAsync(Func<string, int, int> pickPort, CancellationToken cancellationToken)
    {
        var core = await StandInCore.StartAsync(
            new StandInCoreOptions { Generation = Generation.G4, Port = pickPort("core", CorePort) }, cancellationToken);
        var twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions
        {
            Port = pickPort("Twilio", TwilioPort),
            StepDelay = TimeSpan.FromMilliseconds(150),
        });
        var folder = Directory.CreateTempSubdirectory("smsbridge-demo-");
        var bridge = new BridgeProcess(new BridgeProcessOptions(folder.FullName)
        {
            Port = pickPort("bridge", BridgePort),
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Twilio:BaseUrl"] = twilio.Url.GetLeftPart(UriPartial.Authority),
                ["Numbers:DefaultRegion"] = "KE",
            },
        });

        var stage = new DemoStage(core, twilio, bridge, folder);
        try
        {
            await bridge.StartAsync(cancellationToken);
            stage.FirstCode = FirstCodeIn(await bridge.StandardOutput.WaitForAsync("give this code once", cancellationToken));
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"""
          core    {Core.Address.GetLeftPart(UriPartial.Authority)}   stands in for Fineract 1.7 or newer; tenant "{DemoBank.Tenant}"
          Twilio  {Twilio.Url.GetLeftPart(UriPartial.Authority)}   stands in for Twilio's API
          bridge  {Bridge.Url.GetLeftPart(UriPartial.Authority)}   the real one: process {Bridge.ProcessId}, SQLite in {Bridge.Folder}
        """);

    private static string FirstCodeIn(string line) => CodeInLog().Match(line).Groups["code"].Value;

    [GeneratedRegex("(?<code>[0-9A-Z]{4}(-[0-9A-Z]{4}){3})", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CodeInLog();

    public async ValueTask DisposeAsync()
    {
        if (Bridge.IsRunning)
        {
            await Bridge.StopAsync(CancellationToken.None);
        }

        await Bridge.DisposeAsync();
        await Twilio.DisposeAsync();
        await Core.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
