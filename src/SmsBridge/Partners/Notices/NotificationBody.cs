using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>
/// The body of a notification: flat, as receivers of MFS Africa's <c>TransactionStatus</c> parse it, with our additions (mfs-webhooks.md 3, 4;
/// docs/transaction-status.schema.json). Built once; every try sends the same bytes. Numbers of clients are masked.
/// </summary>
internal static class NotificationBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Default };

    /// <param name="sms">Null: no SMS belongs to it, or none has been prepared yet.</param>
    /// <param name="correction">Set: the partner was told otherwise of the SMS.</param>
    public static byte[] Build(Listener listener, MoneyTransaction transaction, SmsStanding? sms, long now, SmsCorrection? correction = null)
    {
        var type = TransactionKinds.Of(transaction.Kind).Type;
        var ours = transaction.EventId.ToString(CultureInfo.InvariantCulture);
        return Write(json =>
        {
            WriteAddress(json, listener);
            json.WriteString("thirdPartyTransId", transaction.ThirdPartyId ?? ours);
            json.WriteString("mfsTransId", ours);
            WriteStatus(json, transaction.Code, transaction.Message);
            if (transaction is { Amount: { } amount, Currency: { } currency })
            {
                WriteAmount(json, decimal.Parse(amount, CultureInfo.InvariantCulture), currency);
            }

            json.WriteString("timestamp", Time(now));
            json.WriteStartObject("transaction");
            json.WriteString("tenantId", transaction.Tenant);
            json.WriteString("entity", type.Entity);
            json.WriteString("action", type.Action);
            json.WriteString("receivedAt", Time(transaction.ReceivedAt));
            json.WriteEndObject();
            WriteSms(json, sms);
            WriteCorrection(json, correction);
        });
    }

    /// <summary>What a partner can try its receiver out with. Names no real transaction.</summary>
    public static byte[] BuildExample(Listener listener, long now) => Write(json =>
    {
        WriteAddress(json, listener);
        json.WriteString("thirdPartyTransId", "example");
        json.WriteString("mfsTransId", "0");
        WriteStatus(json, TransactionCodes.Success.Code, TransactionCodes.Success.Message);
        WriteAmount(json, 25m, "KES");
        json.WriteString("timestamp", Time(now));
        json.WriteBoolean("example", value: true);
    });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, Listener listener)
    {
        json.WriteString("partnerCode", listener.PartnerCode);
        json.WriteString("reference", listener.Reference);
        json.WriteString("webhookMethodName", listener.Method);
    }

    private static void WriteStatus(Utf8JsonWriter json, string code, string message)
    {
        json.WriteStartObject("status");
        json.WriteString("code", code);
        json.WriteString("message", message);
        json.WriteEndObject();
    }

    /// <summary>The core's six decimals without the zeros at their end: <c>1500</c>, <c>0.5</c>.</summary>
    private static void WriteAmount(Utf8JsonWriter json, decimal amount, string currency)
    {
        json.WriteStartObject("receiveAmount");
        json.WriteNumber("amount", amount / 1.0000000000000000000000000000m);
        json.WriteString("currencyCode", currency);
        json.WriteEndObject();
    }

    private static void WriteSms(Utf8JsonWriter json, SmsStanding? sms)
    {
        if (sms is null)
        {
            return;
        }

        json.WriteStartObject("sms");
        json.WriteString("status", sms.Status.Name());
        if (sms.Recipient is { } recipient)
        {
            json.WriteString("to", Msisdn.Mask(recipient));
        }

        if (sms.ErrorCode is { } error)
        {
            json.WriteString("errorCode", error);
        }

        if (sms.Segments is { } segments)
        {
            json.WriteNumber("segments", segments);
        }

        if (sms.ToldIn is { } carrier)
        {
            json.WriteString("toldIn", carrier.ToString(CultureInfo.InvariantCulture));
        }

        json.WriteEndObject();
    }

    private static void WriteCorrection(Utf8JsonWriter json, SmsCorrection? correction)
    {
        if (correction is null)
        {
            return;
        }

        json.WriteStartObject("correction");
        json.WriteString("code", SmsCorrection.Code);
        json.WriteString("message", SmsCorrection.Message);
        json.WriteString("corrects", correction.Corrects);
        json.WriteString("was", correction.Was);
        json.WriteEndObject();
    }

    /// <summary>UTC, as everywhere in this interface (mfs-webhooks.md 1).</summary>
    private static string Time(long at) =>
        StoredTime.At(at).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
