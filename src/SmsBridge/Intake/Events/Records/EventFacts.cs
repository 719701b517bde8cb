using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmsBridge.Intake.Events.Records;

/// <summary>What the bridge reads of an event's record: the ids, and what proves that they were read rightly.</summary>
internal sealed record EventFacts
{
    /// <summary>The transaction, client or account it is about.</summary>
    public required long ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    public DateOnly? Date { get; init; }

    public decimal? Amount { get; init; }

    public string? Currency { get; init; }

    /// <summary>What whoever paid called it; partners are told.</summary>
    public string? ReceiptNumber { get; init; }

    /// <inheritdoc cref="ReceiptNumber"/>
    public string? ExternalId { get; init; }

    /// <summary>The record has a form that this version of the bridge was not made for: only what has never changed was read of it.</summary>
    public bool IsNewForm { get; init; }

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What is kept of the event for people: as JSON, since nobody can read its bytes.</summary>
    public byte[] ToBody(ExternalMessage message, ExternalItem item)
    {
        var kept = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(kept, Writing))
        {
            json.WriteStartObject();
            json.WriteString("type", item.Type);
            json.WriteString("tenantId", message.Tenant);
            json.WriteString("idempotencyKey", message.Key);
            json.WriteNumber("index", item.Index);
            json.WriteString("createdAt", message.CreatedAt);
            json.WriteString("dataschema", item.Schema);
            json.WriteNumber("resourceId", ResourceId);
            WriteIds(json);
            WriteMoney(json);
            json.WriteEndObject();
        }

        return kept.WrittenSpan.ToArray();
    }

    private void WriteIds(Utf8JsonWriter json)
    {
        foreach (var (name, id) in ((string, long?)[])[("clientId", ClientId), ("loanId", LoanId), ("savingsId", SavingsId)])
        {
            if (id is { } known)
            {
                json.WriteNumber(name, known);
            }
        }
    }

    private void WriteMoney(Utf8JsonWriter json)
    {
        if (Amount is { } amount)
        {
            json.WriteNumber("transactionAmount", amount);
        }

        foreach (var (name, text) in ((string, string?)[])
            [("transactionDate", Date?.ToString("O", System.Globalization.CultureInfo.InvariantCulture)), ("currency", Currency), ("receiptNumber", ReceiptNumber), ("externalId", ExternalId)])
        {
            if (text is not null)
            {
                json.WriteString(name, text);
            }
        }
    }
}
