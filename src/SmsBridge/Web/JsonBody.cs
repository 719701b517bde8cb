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
            var where = string.IsNullOrEmpty(exception.Path) || exception.Path == "$" ? "body" : exception.Path.TrimStart('$', '.');
            return (null, Problems.BadRequest(where, $"The body is not the JSON expected here (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})."));
        }
    }
}
