using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmsBridge.Simulator.Twilio;

/// <summary>Answers as Twilio writes them: snake_case, counts as text, RFC 2822 dates (twilio.md 4).</summary>
internal static class StandInJson
{
    private const string ApiVersion = "2010-04-01";

    // A plus stays a plus; nobody renders these answers as HTML.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Message(StandInMessage message) => Write(writer => Message(writer, message));

    public static ReadOnlyMemory<byte> Messages(IReadOnlyList<StandInMessage> messages, StandInPage page) => Write(writer =>
    {
        writer.WriteStartObject();
        Page(writer, page, messages.Count);
        writer.WriteStartArray("messages");
        foreach (var message in messages)
        {
            Message(writer, message);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Account(StandInAccount account) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("sid", account.Sid);
        writer.WriteString("owner_account_sid", account.Sid);
        writer.WriteString("friendly_name", "Stand-in account");
        writer.WriteString("status", account.Status);
        writer.WriteString("type", "Full");
        writer.WriteString("date_created", Date(account.CreatedAt));
        writer.WriteString("date_updated", Date(account.CreatedAt));
        writer.WriteString("uri", $"/{ApiVersion}/Accounts/{account.Sid}.json");
        writer.WriteStartObject("subresource_uris");
        writer.WriteString("messages", $"/{ApiVersion}/Accounts/{account.Sid}/Messages.json");
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Numbers(
        StandInAccount account, IReadOnlyList<KeyValuePair<string, bool>> numbers, StandInPage page) => Write(writer =>
    {
        writer.WriteStartObject();
        Page(writer, page, numbers.Count);
        writer.WriteStartArray("incoming_phone_numbers");
        foreach (var (number, sms) in numbers)
        {
            Number(writer, account, number, sms);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Error(int httpStatus, int code, string message) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        writer.WriteString("more_info", string.Create(CultureInfo.InvariantCulture, $"https://www.twilio.com/docs/errors/{code}"));
        writer.WriteNumber("status", httpStatus);
        writer.WriteEndObject();
    });

    private static void Message(Utf8JsonWriter writer, StandInMessage message)
    {
        var uri = $"/{ApiVersion}/Accounts/{message.Account.Sid}/Messages/{message.Sid}";
        writer.WriteStartObject();
        writer.WriteString("sid", message.Sid);
        writer.WriteString("account_sid", message.Account.Sid);
        writer.WriteString("api_version", ApiVersion);
        writer.WriteString("messaging_service_sid", message.MessagingServiceSid);
        writer.WriteString("from", message.From);
        writer.WriteString("to", message.To);
        writer.WriteString("body", message.Body);
        writer.WriteString("status", message.Status);
        writer.WriteString("direction", "outbound-api");
        writer.WriteString("num_segments", message.Segments);
        writer.WriteString("num_media", "0");
        writer.WriteString("price", message.Status is "delivered" ? "-0.00750" : null);
        writer.WriteString("price_unit", "USD");
        Optional(writer, "error_code", message.ErrorCode);
        writer.WriteString("error_message", message.ErrorCode is null ? null : "The message was not delivered.");
        writer.WriteString("date_created", Date(message.CreatedAt));
        writer.WriteString("date_updated", Date(message.UpdatedAt));
        writer.WriteString("date_sent", message.SentAt is { } sent ? Date(sent) : null);
        writer.WriteString("uri", uri + ".json");
        writer.WriteStartObject("subresource_uris");
        writer.WriteString("media", uri + "/Media.json");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, StandInAccount account, string number, bool sms)
    {
        var sid = "PN" + number.TrimStart('+').PadLeft(32, '0');
        writer.WriteStartObject();
        writer.WriteString("sid", sid);
        writer.WriteString("account_sid", account.Sid);
        writer.WriteString("phone_number", number);
        writer.WriteString("friendly_name", number);
        writer.WriteString("api_version", ApiVersion);
        writer.WriteBoolean("beta", value: false);
        writer.WriteString("status", "in-use");
        writer.WriteStartObject("capabilities");
        writer.WriteBoolean("sms", sms);
        writer.WriteBoolean("mms", value: false);
        writer.WriteBoolean("voice", value: true);
        writer.WriteBoolean("fax", value: false);
        writer.WriteEndObject();
        writer.WriteString("sms_url", string.Empty);
        writer.WriteString("sms_method", "POST");
        writer.WriteString("status_callback", string.Empty);
        writer.WriteNull("trunk_sid");
        writer.WriteString("date_created", Date(account.CreatedAt));
        writer.WriteString("date_updated", Date(account.CreatedAt));
        writer.WriteString("uri", $"/{ApiVersion}/Accounts/{account.Sid}/IncomingPhoneNumbers/{sid}.json");
        writer.WriteEndObject();
    }

    private static void Page(Utf8JsonWriter writer, StandInPage page, int count)
    {
        writer.WriteNumber("page", page.Index);
        writer.WriteNumber("page_size", page.Size);
        writer.WriteNumber("start", page.Index * page.Size);
        writer.WriteNumber("end", (page.Index * page.Size) + Math.Max(count - 1, 0));
        writer.WriteString("uri", page.Uri);
        writer.WriteString("first_page_uri", page.FirstUri);
        writer.WriteString("previous_page_uri", page.Index == 0 ? null : page.FirstUri);
        writer.WriteString("next_page_uri", page.NextUri);
    }

    private static void Optional(Utf8JsonWriter writer, string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return buffer.WrittenMemory;
    }

    private static string Date(DateTimeOffset instant) =>
        string.Create(CultureInfo.InvariantCulture, $"{instant.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000");
}

/// <summary>Where a page stands among its neighbours; links are relative to the host, as Twilio's are.</summary>
internal sealed record StandInPage(int Index, int Size, string Uri, string FirstUri, string? NextUri);
