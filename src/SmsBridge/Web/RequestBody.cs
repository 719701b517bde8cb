using System.Buffers;

namespace SmsBridge.Web;

/// <summary>Reads a request body up to a limit, straight from the pipe.</summary>
internal static class RequestBody
{
    /// <returns>The body; null when it is larger than <paramref name="limit"/>.</returns>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        var pipe = request.BodyReader;
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            if (result.Buffer.Length > limit)
            {
                pipe.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = result.Buffer.ToArray();
                pipe.AdvanceTo(result.Buffer.End);
                return body;
            }

            pipe.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
