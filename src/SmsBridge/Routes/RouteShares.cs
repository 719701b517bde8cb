using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>Whether routes are to get more than all of the SMS that they share. Pure.</summary>
internal static class RouteShares
{
    private const int All = 100;

    /// <returns>Null: they are not, as far as their conditions alone tell.</returns>
    public static FieldProblem? Problem(List<Route> routes)
    {
        foreach (var route in routes.Where(route => route.Share is not null))
        {
            var sharing = routes.FindAll(other => other.Share is not null && (other.Name == route.Name || IsForAllOf(other, route)));
            var sum = sharing.Sum(other => other.Share ?? 0);
            if (sum > All)
            {
                return new(
                    FormattableString.Invariant($"routes[{routes.IndexOf(sharing[^1])}].share"),
                    FormattableString.Invariant($"{string.Join(" and ", sharing.Select(other => other.Name))} would get {sum} percent of the same SMS. Give them at most {All} together; what they leave goes by the next route without a share."));
            }
        }

        return null;
    }

    /// <summary>Whether one fits every SMS that the other fits. A price limit may keep it from some.</summary>
    private static bool IsForAllOf(Route wide, Route narrow) =>
        wide.MaxPrice is null && Holds(wide.Countries, narrow.Countries) && Holds(wide.Events, narrow.Events) && Holds(wide.Classes, narrow.Classes)
        && (wide.Prefixes.Count == 0
            || (narrow.Prefixes.Count > 0 && narrow.Prefixes.All(prefix => wide.Prefixes.Any(start => prefix.StartsWith(start, StringComparison.Ordinal)))));

    /// <summary>None is any.</summary>
    private static bool Holds<T>(IReadOnlyList<T> wide, IReadOnlyList<T> narrow) => wide.Count == 0 || (narrow.Count > 0 && narrow.All(each => wide.Contains(each)));
}
