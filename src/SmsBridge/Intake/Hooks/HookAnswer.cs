using System.Buffers.Text;
using System.Text.Json;
using SmsBridge.Ledger;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// The 200 answer: <c>{"eventId":17,"outcome":"accepted"}</c>; outcome <c>accepted</c>, <c>duplicate</c> or <c>ignored</c>, the last two with
/// <c>reason</c> (a code) and <c>detail</c> (words). Cores only log it.
/// </summary>
internal static class HookAnswer
{
    private static ReadOnlySpan<byte> AcceptedHead => "{\"eventId\":"u8;

    private static ReadOnlySpan<byte> AcceptedTail => ",\"outcome\":\"accepted\"}"u8;

    public static Task WriteAsync(HttpResponse response, HookReceipt receipt)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json";
        if (receipt.Verdict == Verdict.Accepted)
        {
            WriteAccepted(response, receipt.EventId);
        }
        else
        {
            using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WriteNumber("eventId"u8, receipt.EventId);
            json.WriteString("outcome"u8, receipt.Verdict == Verdict.Duplicate ? "duplicate"u8 : "ignored"u8);
            json.WriteString("reason"u8, receipt.Reason);
            json.WriteString("detail"u8, receipt.Detail);
            json.WriteEndObject();
        }

        return response.CompleteAsync();
    }

    /// <summary>By hand: this is the answer to nearly every hook.</summary>
    private static void WriteAccepted(HttpResponse response, long eventId)
    {
        const int LongestNumber = 19;
        var buffer = response.BodyWriter.GetSpan(AcceptedHead.Length + LongestNumber + AcceptedTail.Length);
        AcceptedHead.CopyTo(buffer);
        Utf8Formatter.TryFormat(eventId, buffer[AcceptedHead.Length..], out var digits);
        AcceptedTail.CopyTo(buffer[(AcceptedHead.Length + digits)..]);
        var length = AcceptedHead.Length + digits + AcceptedTail.Length;
        response.ContentLength = length;
        response.BodyWriter.Advance(length);
    }
}
