using System.Globalization;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>What reports have in common.</summary>
internal static class DoctorWords
{
    /// <summary>As typed.</summary>
    public const string Program = "smsbridge";

    public static string At(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) ?? "never";

    /// <summary>What holds up all SMS of a tenant, in a word; null: nothing.</summary>
    /// <param name="tenant">Null: it was deleted.</param>
    public static string? HoldOf(Tenant? tenant, RelaySwitch relay) =>
        tenant is null ? "The tenant was deleted."
        : tenant.Pause is { } pause ? pause.IsByOperator ? "The tenant is paused." : $"The tenant is paused: {Reasons.Explain(pause.Reason).Meaning}"
        : relay.IsOn ? null
        : "The bridge is switched off for maintenance.";

    /// <summary>A sentence of its own as part of another.</summary>
    public static string LowerFirst(string words) => char.ToLowerInvariant(words[0]) + words[1..];

    /// <summary>What to do about the checks, most urgent first.</summary>
    public static IEnumerable<string> Next(IEnumerable<CheckView> checks) =>
        checks.OrderByDescending(check => check.Outcome).Select(check => check.Remedy).OfType<string>().Distinct(StringComparer.Ordinal);
}
