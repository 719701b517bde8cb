using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace SmsBridge.Web;

/// <summary>Reads a request body up to a limit, straight from the pipe.</summary>
internal static class RequestBody
{
    /// <summary>What the server may have read ahead of us: its own limit must not be met before ours, which is on the record.</summary>
    private const int Ahead = 4 * 1024 * 1024;

    /// <summary>As <see cref="ReadAsync"/>, of a caller whose body may be larger than those of all others. Only for who has shown a key.</summary>
    public static ValueTask<byte[]?> ReadLargeAsync(HttpContext context, int limit)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server)
        {
            server.MaxRequestBodySize = (long)limit + Ahead;
        }

        return ReadAsync(context.Request, limit, context.RequestAborted);
    }

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
