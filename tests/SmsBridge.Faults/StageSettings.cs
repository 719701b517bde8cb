using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>Settings of the bridges on a stage.</summary>
internal static class StageSettings
{
    /// <summary>The stand-ins instead of the world, and a log without a line for each fault.</summary>
    public static Dictionary<string, string> OfStandIns(StandInTwilio twilio) => new(StringComparer.Ordinal)
    {
        ["Twilio:BaseUrl"] = twilio.Url.GetLeftPart(UriPartial.Authority),
        ["Numbers:DefaultRegion"] = "KE",
        ["Hooks:SameTextWindow"] = "01:00:00", // texts are told again within a run
        ["Receipts:ResendUndelivered"] = "false", // it would come an hour after the run
        ["Partners:RequireHttps"] = "false",
        ["Partners:AllowPrivateCallbacks"] = "true",
        ["Serilog:MinimumLevel:Default"] = "Warning",
        ["Serilog:MinimumLevel:Override:SmsBridge.Partners"] = "Error",
        ["Serilog:MinimumLevel:Override:SmsBridge.Relay"] = "Error",
        ["Serilog:MinimumLevel:Override:SmsBridge.Gateways.Twilio"] = "Error",
        ["Serilog:MinimumLevel:Override:SmsBridge.Core"] = "Error",
    };

    /// <summary>What all nodes of an installation have in common.</summary>
    /// <param name="front">Port of what stands before them; 0: nothing does.</param>
    public static Dictionary<string, string> Shared(IDatabaseServer? server, int front)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (server is not null)
        {
            (settings["Storage:Provider"], settings["Storage:ConnectionString"]) = ("PostgreSql", server.ConnectionString);
        }

        if (front > 0)
        {
            settings["Bridge:PublicUrl"] = $"http://127.0.0.1:{front}";
        }

        return settings;
    }

    /// <summary>Short waits, so that a run ends; many tries, so that none is given up because of a run's bad weather.</summary>
    public static Dictionary<string, string> ShortWaits() => new(StringComparer.Ordinal)
    {
        ["Twilio:Timeout"] = FaultStage.Timeout.ToString("c"),
        ["Core:Timeout"] = FaultStage.Timeout.ToString("c"),
        ["Core:ConnectTimeout"] = "00:00:01",
        ["Registration:VerifyInterval"] = "00:00:10",
        ["Relay:TenantConcurrency"] = "24",
        ["Relay:CircuitBreak"] = "00:00:00.5",
        ["Relay:PollInterval"] = "00:00:00.2",
        ["Relay:MaxAttempts"] = "100",
        ["Relay:RetryDelay"] = "00:00:00.2",
        ["Relay:MaxRetryDelay"] = "00:00:03",
        ["Relay:NotFoundPatience"] = "00:30:00",
        ["Relay:MendDelay"] = "00:00:01",
        ["Relay:DoubtPeriod"] = "00:00:10",
        ["Relay:LeaseDuration"] = "00:00:30",
        ["Relay:DrainTimeout"] = "00:00:05",
        ["Notices:PollInterval"] = "00:00:00.2",
        ["Notices:TenantConcurrency"] = "24",
        ["Notices:ConfirmDelay"] = "00:00:00.2",
        ["Notices:MaxConfirmDelay"] = "00:00:03",
        ["Notices:NotFoundPatience"] = "00:30:00",
        ["Notices:Timeout"] = FaultStage.Timeout.ToString("c"),
    };
}
