using System.Text.Json.Serialization;
using SmsBridge.Insight.EventLog;

namespace SmsBridge.Doctor;

[JsonConverter(typeof(JsonStringEnumConverter<CheckOutcome>))]
internal enum CheckOutcome
{
    [JsonStringEnumMemberName("passed")]
    Passed,

    /// <summary>Works, but not as well as it could, or not for long.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Could not be found out now.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    [JsonStringEnumMemberName("failed")]
    Failed,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Remedy">Who does what about it.</param>
internal sealed record CheckView(string Name, CheckOutcome Outcome, string Words, string? Remedy = null)
{
    /// <summary>The remedy for somebody who reads it in the console, where the verbs of the command line are pages.</summary>
    [JsonIgnore]
    public string? OnPage { get => field ?? Remedy; init; }

    /// <summary>True for what keeps SMS from going out, or may.</summary>
    [JsonIgnore]
    public bool IsTrouble => Outcome is CheckOutcome.Failed or CheckOutcome.Unknown;
}

/// <summary>What cores have to call.</summary>
/// <param name="PayloadUrl">For the hook; the same for every version.</param>
internal sealed record CoreCalls(string PayloadUrl, IReadOnlyList<VersionCalls> ByVersion);

/// <param name="Events">Where this version then sends events</param>
/// <param name="Registration">and where it asks for its key.</param>
internal sealed record VersionCalls(string Versions, string Events, string Registration);

/// <summary>What <c>tenant verify</c> found.</summary>
/// <param name="Next">What to do, most urgent first; empty when all is well.</param>
internal sealed record DoctorView(
    string TenantId, string State, IReadOnlyList<CheckView> Checks, CoreCalls? CoreCalls, EventView? LastEvent, IReadOnlyList<string> Next);
