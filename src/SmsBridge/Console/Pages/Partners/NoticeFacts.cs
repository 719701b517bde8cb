using System.Text.Json;

namespace SmsBridge.Console.Pages.Partners;

/// <summary>What a notification says, read from its own body: what the partner was told is what counts.</summary>
internal sealed record NoticeFacts(string PartnerCode, string Reference, string Code, string Message, string TransactionId, string? SmsStatus)
{
    /// <param name="body">As <c>NotificationBody</c> writes it.</param>
    public static NoticeFacts Read(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        var status = root.GetProperty("status");
        return new NoticeFacts(
            Text(root, "partnerCode"), Text(root, "reference"), Text(status, "code"), Text(status, "message"), Text(root, "thirdPartyTransId"),
            root.TryGetProperty("sms", out var sms) ? Text(sms, "status") : null);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";
}
