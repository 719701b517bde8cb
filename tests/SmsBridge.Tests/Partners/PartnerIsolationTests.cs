using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners;

/// <summary>Two partners who use the same references see, change and end only their own.</summary>
public sealed class PartnerIsolationTests : IAsyncLifetime
{
    private const string Shared = "shared";

    private readonly SmsBridgeApp _app = new();
    private PartnerDriver _one = null!;
    private PartnerDriver _other = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _one = await PartnerDriver.AddAsync(_app, "ONE", "a");
        _other = await PartnerDriver.AddAsync(_app, "OTHER", "b");
        await _one.SubscribeAsync(Shared, "https://one.example.org/cb");
        await _other.SubscribeAsync(Shared, "https://other.example.org/cb");
        await _other.SubscribeAsync("others", "https://other.example.org/cb");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Each_sees_its_own()
    {
        (await UrlsAsync(_one)).ShouldBe(["https://one.example.org/cb"]);
        (await UrlsAsync(_other)).ShouldBe(["https://other.example.org/cb", "https://other.example.org/cb"]);
        (await _one.GetAsync("/webhook/partnerCode/ONE/methodName/TransactionStatus")).Data.GetProperty("callbackUrl").GetString().ShouldBe("https://one.example.org/cb");
        (await _other.GetAsync("/webhook/partnerCode/OTHER/methodName/TransactionStatus")).Data.GetProperty("reference").GetString().ShouldBe("others");
    }

    [Theory]
    [InlineData("/webhooks/subscribed/OTHER")]
    [InlineData("/webhook/OTHER")]
    [InlineData("/webhook/partnerCode/OTHER/methodName/TransactionStatus")]
    [InlineData("/webhooks/partnerCode/OTHER")]
    [InlineData("/webhooks/available/OTHER")]
    public async Task Nobody_reads_under_anothers_code(string path) => (await _one.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Nobody_changes_under_anothers_code()
    {
        var asOther = _other.Body(Shared, "https://one.example.org/mine");

        (await _one.PostAsync("/webhook/update", asOther)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _one.PostAsync("/webhook/subscribe", asOther)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _one.UpdateAsync("others")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await UrlsAsync(_other)).ShouldAllBe(url => url == "https://other.example.org/cb");
    }

    [Fact]
    public async Task A_delete_ends_the_subscription_of_whoever_signed_it()
    {
        (await _other.DeleteAsync($"/webhook/{Shared}")).Status.ShouldBe(HttpStatusCode.OK);

        (await UrlsAsync(_one)).Count.ShouldBe(1);
        (await UrlsAsync(_other)).Count.ShouldBe(1);
        (await _other.DeleteAsync($"/webhook/{Shared}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _one.DeleteAsync("/webhook/others")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await UrlsAsync(_other)).Count.ShouldBe(1);
    }

    private static async Task<List<string>> UrlsAsync(PartnerDriver partner)
    {
        var reply = await partner.GetAsync($"/webhooks/subscribed/{partner.Code}");
        return [.. reply.Data.EnumerateArray().Select(each => each.GetProperty("callbackUrl").GetString()!)];
    }
}
