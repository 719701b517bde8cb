namespace SmsBridge.Operators;

/// <summary>The time zones an operator can choose: the IANA names this machine knows.</summary>
internal static class TimeZones
{
    private static readonly Lazy<IReadOnlyList<string>> Known = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append("UTC").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>By name.</summary>
    public static IReadOnlyList<string> All => Known.Value;

    /// <summary>Only a name of the list: a zone's name is a file's name too.</summary>
    public static bool Knows(string name) => All.Contains(name, StringComparer.Ordinal);
}
