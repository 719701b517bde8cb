using System.Text.Json;

namespace SmsBridge.Partners;

/// <summary>Members of a request's body, by any of the names the document gives them (mfs-webhooks.md 2); null: absent, null or empty.</summary>
internal sealed record SubscriptionRequest(string? PartnerCode, string? Reference, string? CallbackUrl, string? Method, bool? SmsStatus, WebhookSignatures? Signatures = null);

/// <summary>
/// Reads the body of <c>subscribe</c> and <c>update</c>. Unknown members, and members under both of their names, are no trouble; two different values
/// for one thing are.
/// </summary>
internal static class SubscriptionRequestReader
{
    public const int MaxBytes = 16 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    private static readonly string[] PartnerCode = ["partnerCode", "corporateCode"];
    private static readonly string[] Reference = ["reference", "referenceId"];
    private static readonly string[] CallbackUrl = ["callbackUrl"];
    private static readonly string[] Method = ["webhookMethodName"];
    private static readonly string[] SmsStatus = ["smsStatus"];
    private static readonly string[] Signature = ["signature"];

    /// <returns>The request, or why it can not be read.</returns>
    public static (SubscriptionRequest? Request, string? Problem) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : (null, "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            return (null, $"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}): names and texts need straight double quotes.");
        }
        catch (InvalidOperationException)
        {
            return (null, "The body is not UTF-8."); // a text that is none is found when it is asked for
        }
    }

    private static (SubscriptionRequest? Request, string? Problem) Read(JsonElement body)
    {
        string? problem = null;
        var request = new SubscriptionRequest(Text(PartnerCode), Text(Reference), Text(CallbackUrl), Text(Method), Flag(), Signatures());
        return problem is null ? (request, null) : (null, problem);

        string? Text(string[] names)
        {
            var values = Values(body, names).Select(value => AsText(value, names[0])).ToList();
            problem ??= values.Select(value => value.Problem).FirstOrDefault(found => found is not null);
            var texts = values.Select(value => value.Text).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
            problem ??= texts.Count > 1 ? $"{string.Join(" and ", names)}: different values for the same thing." : null;
            return texts.FirstOrDefault();
        }

        WebhookSignatures? Signatures()
        {
            var name = Text(Signature);
            var signatures = name is null ? null : WebhookSignatureNames.Parse(name);
            problem ??= name is not null && signatures is null ? $"{Signature[0]} must be {WebhookSignatureNames.Allowed}." : null;
            return signatures;
        }

        bool? Flag()
        {
            var value = Values(body, SmsStatus).LastOrDefault();
            problem ??= value.ValueKind is JsonValueKind.Undefined or JsonValueKind.True or JsonValueKind.False ? null : $"{SmsStatus[0]} must be true or false.";
            return value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };
        }
    }

    private static IEnumerable<JsonElement> Values(JsonElement body, string[] names) =>
        body.EnumerateObject()
            .Where(member => member.Value.ValueKind != JsonValueKind.Null && names.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
            .Select(member => member.Value);

    /// <summary>Codes are digits as a rule, and some senders write digits as a number.</summary>
    private static (string? Text, string? Problem) AsText(JsonElement value, string name) =>
        value.ValueKind switch
        {
            JsonValueKind.String => (value.GetString()!.Trim() is { Length: > 0 } text ? text : null, null),
            JsonValueKind.Number when value.GetRawText().All(char.IsAsciiDigit) => (value.GetRawText(), null),
            _ => (null, $"{name} must be a text."),
        };
}
