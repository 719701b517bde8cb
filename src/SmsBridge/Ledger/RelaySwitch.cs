namespace SmsBridge.Ledger;

/// <summary>Whether messages are worked on at all (<c>Relay:Enabled</c>), for those who tell people when one will leave.</summary>
/// <param name="ClosedBefore">What was queued before it is closed unsent (<c>Relay:CloseQueuedBefore</c>); null: nothing is.</param>
internal sealed record RelaySwitch(bool IsOn, DateTimeOffset? ClosedBefore = null);
