using System.Globalization;
using System.Text.Unicode;

namespace SmsBridge.Bench;

/// <summary>Providers beside Twilio: what tells the bridge to call the peers as them, and what the peers answer (docs/reference, one sheet each).</summary>
internal static class OtherProviders
{
    public const string Smpp = "smpp";

    private const string Sender = "MFI";
    private const string Gateway = "gateway";

    /// <summary>Shipped: 10. So many wait for an answer by HTTP, too.</summary>
    private const int Window = RelayScenario.AtOnce;

    public static IReadOnlyList<BenchProvider> All { get; } =
    [
        new("infobip", "bench.api.infobip.com", "0123456789abcdef-0123456789abcdef", Sender, static (url, _) => [("Infobip:BaseUrl", url)]),
        new("africastalking", "bench", "0123456789abcdef0123456789abcdef", Sender, static (url, _) => [("AfricasTalking:BaseUrl", url)]),
        new("vonage", "a1b2c3d4", "0123456789abcdef", Sender, static (url, _) => [("Vonage:BaseUrl", url)]),
        new(Gateway, "bench", "0123456789abcdef", Sender, static (url, _) => OfGateway(url)),
        new(Smpp, "bench", "password", Sender, static (_, smsc) =>
        [
            ($"Smpp:Providers:{Smpp}:Address", FormattableString.Invariant($"smpp://127.0.0.1:{smsc}")),
            ($"Smpp:Providers:{Smpp}:Window", Window.ToString(CultureInfo.InvariantCulture)),
        ]),
    ];

    /// <summary>What one of them answers.</summary>
    /// <param name="path">Without its query.</param>
    /// <param name="sent">The request's body.</param>
    /// <param name="note">Counts an SMS, and gives it a number of its own.</param>
    /// <returns>Length of what it says; null: it is not of theirs.</returns>
    public static int? Answer(ReadOnlySpan<byte> path, ReadOnlySpan<byte> sent, Span<byte> body, Func<long> note) => path switch
    {
        _ when path.SequenceEqual("/sms/3/messages"u8) => Infobips(sent, body, note),
        _ when path.SequenceEqual("/sms/3/logs"u8) => Copy("""{"results":[]}"""u8, body),
        _ when path.SequenceEqual("/version1/messaging"u8) => AfricasTalkings(body, note()),
        _ when path.SequenceEqual("/version1/user"u8) => Copy("""{"UserData":{"balance":"KES 1000.0000"}}"""u8, body),
        _ when path.SequenceEqual("/v1/messages"u8) => Vonages(body, note()),
        _ when path.SequenceEqual("/send"u8) => Gateways(body, note()),
        _ => null,
    };

    /// <summary>Infobip repeats the name that we gave the SMS.</summary>
    private static int Infobips(ReadOnlySpan<byte> sent, Span<byte> body, Func<long> note)
    {
        note();
        const int Room = 80;
        var start = sent.IndexOf("\"messageId\":\""u8) + "\"messageId\":\"".Length;
        var name = sent[start..Math.Min(sent.Length, start + Room)];
        name = name[..name.IndexOf((byte)'"')];
        var at = Copy("""{"bulkId":"1","messages":[{"messageId":"""u8, body);
        at += Copy("\""u8, body[at..]);
        at += Copy(name, body[at..]);
        at += Copy("\","u8, body[at..]);
        at += Copy("""
            "status":{"groupId":1,"groupName":"PENDING","id":26,"name":"PENDING_ACCEPTED","description":"Message sent to next instance"},"destination":"254712345678"}]}
            """u8, body[at..]);
        return at;
    }

    private static int AfricasTalkings(Span<byte> body, long number)
    {
        Utf8.TryWrite(
            body, CultureInfo.InvariantCulture,
            $$$"""{"SMSMessageData":{"Message":"Sent to 1/1 Total Cost: KES 0.8000","Recipients":[{"statusCode":101,"number":"+254712345678","status":"Success","cost":"KES 0.8000","messageId":"ATXid_{{{number:x32}}}"}]}}""", out var length);
        return length;
    }

    private static int Vonages(Span<byte> body, long number)
    {
        Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$"""{"message_uuid":"aaaaaaaa-bbbb-cccc-dddd-{{number:x12}}"}""", out var length);
        return length;
    }

    private static int Gateways(Span<byte> body, long number)
    {
        Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$"""{"status":"queued","messages":[{"id":"{{number}}"}]}""", out var length);
        return length;
    }

    private static int Copy(ReadOnlySpan<byte> what, Span<byte> target)
    {
        what.CopyTo(target);
        return what.Length;
    }

    private static IEnumerable<(string Name, string Value)> OfGateway(string url)
    {
        var at = $"Http:Providers:{Gateway}:";
        return
        [
            (at + "Url", $"{url}/send"), (at + "Headers:Authorization", "Bearer {token}"), (at + "Json", """{"to":"{to}","from":"{from}","text":"{text}","ref":"{reference}"}"""),
            (at + "Answers:0:Means", "Accepted"), (at + "Answers:0:Field", "status"), (at + "Answers:0:Pattern", "^queued$"), (at + "Id", "messages.0.id"),
        ];
    }
}
