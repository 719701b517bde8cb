using SmsBridge.Messages;

namespace SmsBridge.Console;

/// <summary>What keeps every SMS of a tenant from leaving, whatever each of them says itself.</summary>
/// <param name="Why">Goes on "Waiting: "; without a stop.</param>
/// <param name="Since">Null: not known, or it does not matter.</param>
/// <param name="Tell">What to tell the client.</param>
/// <param name="Do">Who does what.</param>
internal sealed record TenantHold(string Why, DateTimeOffset? Since, string Tell, string Do)
{
    public static TenantHold Deleted { get; } = new(
        "the tenant was deleted at the bridge, so it will not be sent", Since: null, ClientWords.Of(Reasons.TenantDeleted)!,
        "Nothing: it is closed without being sent. If the tenant is to send again, its core registers anew.");

    public static TenantHold RelayOff { get; } = new(
        "the bridge takes events in but sends nothing, because it is switched off for maintenance (Relay:Enabled)", Since: null,
        ClientWords.Of(Reasons.PausedByOperator)!, "Ask whoever runs the bridge: SMS go out once Relay:Enabled is true again.");
}
