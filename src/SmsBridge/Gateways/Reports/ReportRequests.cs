using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace SmsBridge.Gateways.Reports;

/// <summary>Reads what providers post: JSON, forms or a query, told by the content itself, because its declared type is often wrong.</summary>
internal static class ReportRequests
{
    /// <summary>A hundred reports in one request are some 60 kB.</summary>
    public const int LargestBody = 512 * 1024;

    private const int MostFields = 100;

    /// <summary>Null when it is larger than any report.</summary>
    public static async Task<ReportRequest?> ReadAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.ContentLength > LargestBody)
        {
            return null;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        using var buffer = new MemoryStream();
        var piece = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(piece, cancellationToken)) > 0;)
        {
            if (buffer.Length + read > LargestBody)
            {
                return null; // it came without its length
            }

            buffer.Write(piece, 0, read);
        }

        var body = buffer.ToArray();
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Query.Take(MostFields))
        {
            fields[name] = value.FirstOrDefault() ?? "";
        }

        var json = JsonOf(body);
        if (json is null && body.Length > 0)
        {
            await AddFormAsync(fields, body, cancellationToken);
        }

        return new ReportRequest(body, fields, json, request.Headers.Authorization.FirstOrDefault());
    }

    private static async Task AddFormAsync(Dictionary<string, string> fields, byte[] body, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new FormReader(new MemoryStream(body)) { ValueCountLimit = MostFields };
            foreach (var (name, value) in await reader.ReadFormAsync(cancellationToken))
            {
                fields[name] = value.FirstOrDefault() ?? "";
            }
        }
        catch (InvalidDataException)
        {
            // Too many fields or one too long: no report; what the query says is judged.
        }
    }

    private static JsonElement? JsonOf(byte[] body) =>
        body is [(byte)'{' or (byte)'[' or (byte)' ' or (byte)'\r' or (byte)'\n', ..] ? ForeignJson.Parse(body) : null;
}
