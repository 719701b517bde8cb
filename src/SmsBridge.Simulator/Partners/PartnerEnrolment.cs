using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Simulator.Partners;

/// <summary>Becomes a partner of a running bridge as people do: the operator's verb, then the partner's own request.</summary>
internal static class PartnerEnrolment
{
    public const string Reference = "ReconM12";

    /// <returns>The secret that its notifications are signed with.</returns>
    public static async Task<string> EnrolAsync(
        BridgeProcess bridge, HttpClient http, string code, IEnumerable<string> tenants, StandInPartner receiver, CancellationToken cancellationToken)
    {
        var added = await bridge.RunVerbAsync(cancellationToken, ["partner", "add", code, .. tenants.SelectMany(tenant => new[] { "--tenant", tenant }), "--json"]);
        var password = (string)JsonNode.Parse(added)!["password"]!;
        return await SubscribeAsync(bridge, http, code, password, receiver.Url, cancellationToken);
    }

    /// <summary>A new secret by the operator's verb; the one before signs on for a while.</summary>
    public static async Task<string> RotateSecretAsync(BridgeProcess bridge, string code, CancellationToken cancellationToken) =>
        (string)JsonNode.Parse(await bridge.RunVerbAsync(cancellationToken, "partner", "secret", code, Reference, "--json"))!["secret"]!;

    private static async Task<string> SubscribeAsync(
        BridgeProcess bridge, HttpClient http, string code, string password, Uri callbackUrl, CancellationToken cancellationToken)
    {
        var timestamp = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var body = new JsonObject
        {
            ["partnerCode"] = code, ["reference"] = Reference, ["callbackUrl"] = callbackUrl.AbsoluteUri, ["webhookMethodName"] = "TransactionStatus",
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(bridge.Url, "/webhook/subscribe"))
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("timestamp", timestamp);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code + password + timestamp))));
        using var answer = await http.SendAsync(request, cancellationToken);
        return answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Webhook-Secret", out var secrets)
            ? secrets.Single()
            : throw new BridgeProcessException(await answer.Content.ReadAsStringAsync(cancellationToken));
    }
}
