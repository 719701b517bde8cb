using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>On a real Kestrel, which has a limit of its own: the core never repeats a call, so that what is not taken must at least be on the record.</summary>
public sealed class LargeCallTests : IAsyncLifetime
{
    private const int Texts = 900;

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _app.Settings["Campaigns:MaxBodyBytes"] = (3 * 1024 * 1024).ToString(CultureInfo.InvariantCulture);
        _app.UseKestrel(0);
        _app.StartServer();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // its length is not told
    public async Task A_call_of_two_mebibytes_is_taken_and_one_beyond_the_setting_is_on_the_record(bool inChunks)
    {
        var stage = await CampaignStage.SetUpAsync(_app);

        (await PostAsync(stage, 2, inChunks)).ShouldBe(HttpStatusCode.Accepted);
        (await CountAsync(stage, SmsBridge.Ledger.Verdict.Accepted)).ShouldBe(Texts);

        (await PostAsync(stage, 4, inChunks)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await CountAsync(stage, SmsBridge.Ledger.Verdict.Accepted)).ShouldBe(Texts);
        (await stage.Tenant.LogAsync("?status=refused")).ShouldHaveSingleItem().Text("reason").ShouldBe(Reasons.TooLarge);
    }

    [Fact]
    public async Task Who_has_no_key_gets_no_larger_body()
    {
        var stage = await CampaignStage.SetUpAsync(_app);

        (await PostAsync(stage, 2, inChunks: false, appKey: new string('f', 40))).ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpStatusCode> PostAsync(CampaignStage stage, int mebibytes, bool inChunks, string? appKey = null)
    {
        var address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        using var core = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sms") { Content = new StringContent(Call(mebibytes), Encoding.UTF8, "application/json") };
        request.Headers.TransferEncodingChunked = inChunks;
        request.Headers.Add("Fineract-Platform-TenantId", stage.Tenant.Id);
        request.Headers.Add("Fineract-Tenant-App-Key", appKey ?? stage.AppKey);
        using var answer = await core.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private static string Call(int mebibytes)
    {
        var pad = new string('x', mebibytes * 1024 * 1024 / Texts);
        return $"[{string.Join(',', Enumerable.Range(1, Texts).Select(id => $$"""{"internalId":{{id}},"mobileNumber":"+254711000111","message":"News {{id}}","pad":"{{pad}}"}"""))}]";
    }

    private async Task<long> CountAsync(CampaignStage stage, SmsBridge.Ledger.Verdict verdict) => (await _app.QueryAsync<long>(
        "SELECT COUNT(*) FROM event WHERE verdict = @verdict AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { verdict = (int)verdict, stage.Tenant.Id })).ShouldHaveSingleItem();
}
