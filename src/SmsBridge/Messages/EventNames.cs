namespace SmsBridge.Messages;

/// <summary>Names of event types as keys of settings: <c>LOAN REPAYMENT</c>, and <c>LOAN_REPAYMENT</c> where no blank can stand, in any case.</summary>
internal static class EventNames
{
    /// <returns>The one of <paramref name="known"/> that is meant; null: none.</returns>
    public static string? Find(string name, IEnumerable<string> known) => known.FirstOrDefault(one => Plain(one).Equals(Plain(name), StringComparison.OrdinalIgnoreCase));

    /// <summary>Leaves only the names themselves of a dictionary bound from settings, which holds every spelling.</summary>
    public static void KeepOnly<T>(IDictionary<string, T> bound, IReadOnlyCollection<string> known)
    {
        foreach (var (name, value) in bound.ToList())
        {
            if (Find(name, known) is { } meant && !meant.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                bound.Remove(name);
                bound.TryAdd(meant, value);
            }
        }
    }

    private static string Plain(string name) => string.Join(' ', name.Split(['_', ' '], StringSplitOptions.RemoveEmptyEntries));
}
