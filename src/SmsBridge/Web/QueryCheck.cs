using System.Globalization;
using System.Reflection;
using SmsBridge.Web.Description;

namespace SmsBridge.Web;

/// <summary>
/// What a query asks for must be understood: a filter that is passed over shows rows that do not fit it, and nobody learns that. Of a value that
/// could not be read the framework says neither which nor why.
/// </summary>
internal static class QueryCheck
{
    public static ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Find(context.HttpContext) is { } problem ? ValueTask.FromResult<object?>(problem) : next(context);

    private static IResult? Find(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || context.GetEndpoint() is not RouteEndpoint route)
        {
            return null;
        }

        var typed = Typed(route);
        foreach (var (name, value) in context.Request.Query)
        {
            if (typed.Find(parameter => name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)) is { } known)
            {
                if (Fault(known.ParameterType, value.ToString()) is { } fault)
                {
                    return Problems.BadRequest(known.Name!, $"{known.Name} must be {fault}.");
                }
            }
            else if (!Taken(route).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                var all = typed.Select(parameter => parameter.Name!).Concat(Taken(route)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                return Problems.BadRequest(name, all.Count == 0 ? "No parameters are known here." : $"Known parameters: {string.Join(", ", all)}.");
            }
        }

        return null;
    }

    /// <summary>Those of the handler's parameters that come from the query.</summary>
    private static List<ParameterInfo> Typed(RouteEndpoint route) =>
        route.Metadata.GetMetadata<MethodInfo>() is not { } handler ? []
        : [.. handler.GetParameters().Where(parameter =>
            (Plain(parameter.ParameterType) is var type && (type == typeof(string) || type == typeof(DateTimeOffset) || type.IsPrimitive))
            && route.RoutePattern.GetParameter(parameter.Name!) is null)];

    private static IEnumerable<string> Taken(RouteEndpoint route) => route.Metadata.GetOrderedMetadata<TakenQuery>().Select(taken => taken.Name);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    /// <returns>What it must be; null: it is, or it is empty, as forms send what was left out.</returns>
    private static string? Fault(Type type, string value) =>
        value.Length == 0 && Nullable.GetUnderlyingType(type) is not null ? null
        : Plain(type) switch
        {
            var plain when plain == typeof(long) || plain == typeof(int) => IsNumber(plain, value) ? null : "a whole number",
            var plain when plain == typeof(bool) => bool.TryParse(value, out _) ? null : "true or false",
            var plain when plain == typeof(DateTimeOffset) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "a time such as 2026-11-21T08:00:00Z",
            _ => null,
        };

    private static bool IsNumber(Type type, string value) =>
        type == typeof(int) ? int.TryParse(value, CultureInfo.InvariantCulture, out _) : long.TryParse(value, CultureInfo.InvariantCulture, out _);
}
