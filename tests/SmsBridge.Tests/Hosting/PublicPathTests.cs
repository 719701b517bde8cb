using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Hosting;

/// <summary>A path in <c>Bridge:PublicUrl</c>, before a proxy that strips it and one that does not.</summary>
public sealed class PublicPathTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Settings["Bridge:PublicUrl"] = "https://example.org/sms/bridge/";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/sms/bridge/modules/sms/")]
    [InlineData("/SMS/Bridge/modules/sms")]
    [InlineData("/sms/bridge//modules/sms/")]
    [InlineData("/sms/bridge/")]
    [InlineData("/modules/sms/")]
    [InlineData("/")]
    [InlineData("/sms/bridge/health/ready")]
    [InlineData("/health/ready")]
    public async Task It_leads_to_the_same_with_and_without_it(string path)
    {
        using var caller = _app.CreateCaller();

        using var answer = await caller.GetAsync(path, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
