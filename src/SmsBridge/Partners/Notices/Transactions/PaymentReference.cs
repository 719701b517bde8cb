using System.Text.Json;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>
/// What whoever paid called the payment, from a hook's body: external id or receipt number. Of a payment that failed it stands nowhere else
/// (fineract-hooks.md 5.2, 5.3). Anything else in the body is skipped unread.
/// </summary>
internal static class PaymentReference
{
    private const int DeepestMember = 3; // response.changes.receiptNumber
    private const int MostCharacters = 100; // the core's columns

    /// <returns>Null when there is none, or the body is no JSON.</returns>
    public static string? Find(ReadOnlySpan<byte> body)
    {
        string? externalId = null;
        string? receiptNumber = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > DeepestMember)
                {
                    continue;
                }

                var isExternalId = reader.ValueTextEquals("externalId"u8) || reader.ValueTextEquals("resourceExternalId"u8);
                var isReceiptNumber = !isExternalId && reader.ValueTextEquals("receiptNumber"u8);
                if (reader.Read() && reader.TokenType == JsonTokenType.String && (isExternalId || isReceiptNumber))
                {
                    externalId ??= isExternalId ? Text(ref reader) : null;
                    receiptNumber ??= isReceiptNumber ? Text(ref reader) : null;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // a form, or not UTF-8
        }

        return externalId ?? receiptNumber;
    }

    private static string? Text(ref Utf8JsonReader reader) => Clean(reader.GetString());

    /// <summary>Trimmed; null when nothing is left, or more than the core itself can hold.</summary>
    public static string? Clean(string? text) => text?.Trim() is { Length: > 0 and <= MostCharacters } clean ? clean : null;
}
