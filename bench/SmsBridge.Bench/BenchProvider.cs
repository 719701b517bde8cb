namespace SmsBridge.Bench;

/// <summary>A provider beside Twilio, as a tenant is registered with it.</summary>
/// <param name="Name">As registrations give it.</param>
internal sealed record BenchProvider(string Name, string Account, string Token, string Sender, Func<string, int, IEnumerable<(string Name, string Value)>> SettingsTo);
