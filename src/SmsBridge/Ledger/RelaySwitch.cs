namespace SmsBridge.Ledger;

/// <summary>Whether messages are worked on at all (<c>Relay:Enabled</c>), for those who tell people when one will leave.</summary>
internal sealed record RelaySwitch(bool IsOn);
