using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>
/// Every request of the partners' document, at its own paths, with its own values, spellings and timestamp (mfs-webhooks.md 2); the answers are
/// compared to the byte. Its digest can not be used: the password behind it is nobody's.
/// </summary>
public sealed class DocumentContractTests : IAsyncLifetime
{
    private const string Timestamp = "2019-11-06 10:52:01";
    private const string P422 = """{"partnerCode":"8930518447","reference":"ReconP422","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus","dateLogged":"2019-11-21 15:56:23.0"}""";
    private const string P4 = """{"partnerCode":"8930518447","reference":"ReconP4","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"transactionStatus","dateLogged":"2019-11-21 16:01:26.0"}""";
    private const string PP = """{"partnerCode":"8930518447","reference":"ReconPP","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"transactionStatus","dateLogged":"2019-11-21 17:21:05.0"}""";

    private readonly SmsBridgeApp _app = new();
    private PartnerDriver _partner = null!;

    public async ValueTask InitializeAsync()
    {
        _app.Replacements.Add(services =>
        {
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(new TestClock(new DateTimeOffset(2019, 11, 6, 10, 52, 1, TimeSpan.Zero)));
        });
        await _app.InitializeAsync();
        _partner = await PartnerDriver.AddAsync(_app, "8930518447", Some.Tenant);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SubscribeWebhook()
    {
        var reply = await CallAsync(HttpMethod.Post, "/webhook/subscribe", Asked("ReconM12", "TransactionStatus"));

        reply.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":{"partnerCode":"8930518447","reference":"ReconM12","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"TransactionStatus"}}""");
    }

    [Theory]
    [InlineData("/webhooks/subscribed/8930518447")] // by its description
    [InlineData("/webhook/8930518447")] // by its example
    public async Task GetRegisteredWebhook(string path)
    {
        await SubscribeThreeAsync();

        var reply = await CallAsync(HttpMethod.Get, path);

        reply.ShouldBe($$"""{"responseCode":"100","responseMsg":"Success","responseData":[{{P422}},{{P4}},{{PP}}]}""");
    }

    [Fact]
    public async Task UnsubscribeWebhook()
    {
        await CallAsync(HttpMethod.Post, "/webhook/subscribe", Asked("ReconM12", "TransactionStatus"));

        var reply = await CallAsync(HttpMethod.Delete, "/webhook/ReconM12");

        reply.ShouldBe("""{"responseCode":"100","responseMsg":"Success"}""");
    }

    [Fact]
    public async Task UpdateWebhook()
    {
        await CallAsync(HttpMethod.Post, "/webhook/subscribe", Asked("ReconP422", "TransactionStatus"));

        var reply = await CallAsync(HttpMethod.Post, "/webhook/update", Asked("ReconP422", "transactionStatus"));

        reply.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":{"partnerCode":"8930518447","reference":"ReconP422","callbackUrl":"https://partner.example.org/cb","webhookMethodName":"transactionStatus"}}""");
    }

    [Theory]
    [InlineData("/webhook/partnerCode/8930518447/methodName/transactionStatus")]
    [InlineData("/webhook/partnerCode/8930518447/methodName/transactionStatus%20")] // its example ends with a space
    public async Task GetByPartnerAndMethodName(string path)
    {
        await SubscribeThreeAsync();

        var reply = await CallAsync(HttpMethod.Get, path);

        reply.ShouldBe($$"""{"responseCode":"100","responseMsg":"Success","responseData":{{PP}}}""");
    }

    [Theory]
    [InlineData("/webhooks/partnerCode/MFSINT")] // by its description
    [InlineData("/webhooks/ available/MFSINT")] // by its example, space and all
    [InlineData("/webhooks/%20available/MFSINT")]
    [InlineData("/webhooks/available/MFSINT")]
    public async Task GetAvailableWebhooks(string path)
    {
        _partner = await PartnerDriver.AddAsync(_app, "MFSINT", Some.Tenant);

        var reply = await CallAsync(HttpMethod.Get, path);

        reply.ShouldBe("""{"responseCode":"100","responseMsg":"Success","responseData":{"webhooks":["TransactionStatus"]}}""");
    }

    private static string Asked(string reference, string method) =>
        $$"""
        {
          "partnerCode": "8930518447",
          "reference": "{{reference}}",
          "callbackUrl": "https://partner.example.org/cb",
          "webhookMethodName": "{{method}}"
        }
        """;

    /// <summary>The three of the document, each logged when it says.</summary>
    private async Task SubscribeThreeAsync()
    {
        foreach (var (reference, method, logged) in new[]
        {
            ("ReconP422", "TransactionStatus", new DateTimeOffset(2019, 11, 21, 15, 56, 23, TimeSpan.Zero)),
            ("ReconP4", "transactionStatus", new DateTimeOffset(2019, 11, 21, 16, 1, 26, TimeSpan.Zero)),
            ("ReconPP", "transactionStatus", new DateTimeOffset(2019, 11, 21, 17, 21, 5, TimeSpan.Zero)),
        })
        {
            await CallAsync(HttpMethod.Post, "/webhook/subscribe", Asked(reference, method));
            await _app.MeddleAsync("UPDATE subscription SET logged_at = @at WHERE reference = @reference", new { at = logged.ToUnixTimeMilliseconds(), reference });
        }
    }

    private async Task<string> CallAsync(HttpMethod verb, string path, string? body = null)
    {
        var reply = await _partner.SendAsync(verb, path, body, Timestamp);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        return reply.Body;
    }
}
