namespace SmsBridge.Operators;

/// <summary>The time zones an operator can choose: the IANA names this machine knows. The list has one name of each.</summary>
internal static class TimeZones
{
    private const int Longest = 64;

    private static readonly Lazy<IReadOnlyList<string>> Known = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Select(zone => zone.Id).Append("UTC").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>By name.</summary>
    public static IReadOnlyList<string> All => Known.Value;

    /// <summary>A name of the list, or another name of one, such as Asia/Calcutta. A zone's name is a file's name too, so it is looked at first.</summary>
    public static bool Knows(string name) => All.Contains(name, StringComparer.Ordinal) || (IsName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _));

    /// <summary>Words of letters, digits and signs with slashes between them: no dots, no root.</summary>
    private static bool IsName(string name) =>
        name.Length <= Longest && name.Split('/').All(word => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "_-+".Contains(character, StringComparison.Ordinal)));
}
