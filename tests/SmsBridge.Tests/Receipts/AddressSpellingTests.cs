using System.Net;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>Twilio signs a reply's URL as somebody typed it there, and a status's as we gave it; both mean the public address.</summary>
public sealed class AddressSpellingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://Bridge.Example.org", "https://Bridge.Example.org/twilio/inbound/{0}")]
    [InlineData("https://Bridge.Example.org", "https://bridge.example.org/twilio/inbound/{0}")]
    [InlineData("https://bridge.example.org", "https://BRIDGE.example.org/twilio/inbound/{0}", "BRIDGE.example.org")]
    [InlineData("https://BRIDGE.example.org:443/", "https://BRIDGE.example.org:443/twilio/inbound/{0}")]
    [InlineData("https://BRIDGE.example.org:443/", "https://bridge.example.org/twilio/inbound/{0}")]
    [InlineData("https://bridge.example.org", "https://bridge.example.org:443/twilio/inbound/{0}?source=a%27b&x=1")]
    [InlineData("http://Bridge.example.org:80/Sms/", "http://Bridge.example.org/Sms/twilio/inbound/{0}")]
    [InlineData("https://bridge.example.org./sms", "https://bridge.example.org/sms/twilio/inbound/{0}")]
    [InlineData("https://bridge.example.org/sms", "https://bridge.example.org./sms/twilio/inbound/{0}")]
    [InlineData("https://bridge.example.org./sms", "https://bridge.example.org./sms/twilio/inbound/{0}")]
    [InlineData("https://münchen.example", "https://münchen.example/twilio/inbound/{0}")]
    [InlineData("https://münchen.example", "https://xn--mnchen-3ya.example/twilio/inbound/{0}")]
    [InlineData("https://xn--mnchen-3ya.example", "https://münchen.example/twilio/inbound/{0}")]
    [InlineData("https://MÜNCHEN.example", "https://MÜNCHEN.example/twilio/inbound/{0}")]
    [InlineData(" https://bridge.example.org\r", "https://bridge.example.org/twilio/inbound/{0}")]
    public async Task A_reply_is_believed_in_each_spelling(string publicUrl, string typedAtTwilio, string host = "localhost")
    {
        await using var app = new SmsBridgeApp();
        app.Settings["Bridge:PublicUrl"] = publicUrl;
        await app.InitializeAsync();
        var tenant = await app.NewTenantAsync();
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, typedAtTwilio, tenant.Id);

        (await ReplyAsync(app, url, Some.AuthToken, host)).ShouldBe(HttpStatusCode.OK);
        (await ReplyAsync(app, url.Replace(tenant.Id, "other", StringComparison.Ordinal), Some.AuthToken, host, tenant.Id)).ShouldBe(HttpStatusCode.Forbidden);
        (await ReplyAsync(app, url, "ffffffffffffffffffffffffffffffff", host)).ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpStatusCode> ReplyAsync(SmsBridgeApp app, string url, string key, string host, string? tenant = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = Some.AccountSid, ["From"] = Some.Mobile, ["To"] = Some.Sender, ["Body"] = "STOP", ["MessageSid"] = $"SM{new string('1', 32)}",
        };
        var signature = TwilioSignature.Compute(key, url, form.Select(pair => KeyValuePair.Create(pair.Key, new StringValues(pair.Value))).ToList());
        var target = url[url.IndexOf("/twilio/", StringComparison.Ordinal)..];
        if (tenant is not null)
        {
            target = target.Replace("other", tenant, StringComparison.Ordinal);
        }

        using var client = app.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Host = host;
        request.Headers.Add(TwilioSignature.Header, signature);
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
