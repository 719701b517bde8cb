using System.IO.Compression;
using System.Text;

namespace SmsBridge.Simulator.Core;

/// <summary>Plays a fault to whoever asked.</summary>
internal static class FaultPlayer
{
    /// <summary>True when the fault was the answer.</summary>
    public static async Task<bool> PlayAsync(CoreFault fault, HttpContext context)
    {
        await fault.Until.WaitAsync(context.RequestAborted);
        if (fault.Delay > TimeSpan.Zero)
        {
            await Task.Delay(fault.Delay, TimeProvider.System, context.RequestAborted);
        }

        if (fault.Drop)
        {
            context.Abort();
            return true;
        }

        if (fault.Status is not { } status)
        {
            return false;
        }

        context.Response.StatusCode = status;
        foreach (var (name, value) in fault.Headers)
        {
            context.Response.Headers[name] = value;
        }

        if (fault.Body.Length == 0)
        {
            return true; // 204 and 304 must not have any, nor a length
        }

        var body = Encoding.UTF8.GetBytes(fault.Body);
        if (fault.Gzip)
        {
            body = await PackAsync(body);
            context.Response.Headers.ContentEncoding = "gzip";
        }

        context.Response.ContentType = fault.ContentType;
        context.Response.ContentLength = body.Length + fault.MissingBytes;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        if (fault.MissingBytes > 0)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        }

        return true;
    }

    private static async Task<byte[]> PackAsync(byte[] body)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            await gzip.WriteAsync(body);
        }

        return packed.ToArray();
    }
}
