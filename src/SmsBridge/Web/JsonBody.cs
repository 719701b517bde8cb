using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SmsBridge.Web;

/// <summary>Reads small JSON request bodies with answers that say what is wrong. The content type is not insisted on: old callers send none.</summary>
internal static class JsonBody
{
    private const int Largest = 64 * 1024;

    /// <returns>The value (null for an empty body), or the problem to answer with.</returns>
    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (await RequestBody.ReadAsync(context.Request, Largest, cancellationToken) is not { } body)
        {
            return (null, Problems.TooLarge($"At most {Largest} bytes."));
        }

        if (body.Length == 0)
        {
            return (null, null);
        }

        try
        {
            return (JsonSerializer.Deserialize(body, type), null);
        }
        catch (JsonException exception)
        {
            return (null, Explain(exception, type));
        }
    }

    /// <summary>By the member where it is one's: not known, or not what it must be. Else by the place.</summary>
    private static IResult Explain(JsonException exception, JsonTypeInfo type)
    {
        var known = type.Properties.Select(property => property.Name).ToList();
        var at = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
        return string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? Problems.BadRequest("body", $"The body is not the JSON expected here ({at}).")
            : exception.Path.TrimStart('$', '.') is var member && known.Contains(member, StringComparer.OrdinalIgnoreCase) ? Problems.BadRequest(member, $"{member} is not what it must be here ({at}).")
            : member.AsSpan().IndexOfAny('.', '[') >= 0 ? Problems.BadRequest(member, $"The body is not the JSON expected here ({at}).")
            : Problems.BadRequest(member, $"There is no member of this name. Known members: {string.Join(", ", known)}.");
    }
}
