using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding.Spending;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Intake.Campaigns;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Spending;

/// <summary>A tenant with a cap, whose SMS cost a dollar a part by the prices of the settings.</summary>
internal sealed class SpendStage
{
    private readonly CampaignStage _campaigns;

    private SpendStage(CampaignStage campaigns) => _campaigns = campaigns;

    public TestTenant Tenant => _campaigns.Tenant;

    public SmsBridgeApp App => Tenant.App;

    public SpendVerbs Verbs => App.Services.GetRequiredService<SpendVerbs>();

    public Tenant Registered => App.Services.GetRequiredService<TenantDirectory>().Find(Tenant.Id)!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>To be called before the application is used.</summary>
    public static void Price(SmsBridgeApp app, string price = "1.00", string currency = "USD")
    {
        app.Settings["Prices:PerPart:0:Provider"] = "twilio";
        app.Settings["Prices:PerPart:0:Price"] = price;
        app.Settings["Prices:PerPart:0:Currency"] = currency;
    }

    /// <param name="amount">Null: it has no cap.</param>
    public static async Task<SpendStage> SetUpAsync(SmsBridgeApp app, string? amount, string zone = "Africa/Nairobi")
    {
        var stage = new SpendStage(await CampaignStage.SetUpAsync(app));
        if (amount is not null)
        {
            await stage.SetAsync(amount, zone);
        }

        return stage;
    }

    public async Task<string> SetAsync(string amount, string? zone = null, string currency = "USD", int? promotional = null, int? service = null) =>
        (await Verbs.CapAsync(Caller.CommandLine, Tenant.Id, new SpendCapRequest(true, amount, currency, promotional, service, zone), Cancellation)).ShouldBeOfType<Outcome.Done>().Words;

    /// <summary>Texts about money, one after the other.</summary>
    public async Task<List<long>> RepayAsync(int count)
    {
        var ids = new List<long>();
        for (var number = 0; number < count; number++)
        {
            ids.Add(await Tenant.RepayAsync(100m + number));
            await App.DrainAsync();
        }

        return ids;
    }

    /// <summary>Promotional texts, one after the other.</summary>
    public async Task AdvertiseAsync(int count)
    {
        for (var number = 0; number < count; number++)
        {
            _campaigns.Texts.Add("0712 345 678", FormattableString.Invariant($"Offer {App.Clock.GetUtcNow().Ticks} {number}"));
            await _campaigns.SendAsync();
            await App.DrainAsync();
        }
    }

    public async Task WriteAsync(string text)
    {
        using var answer = await Tenant.Hooks().PostSmsAsync("0712345678", text, Cancellation);
        answer.EnsureSuccessStatusCode();
        await App.DrainAsync();
    }

    /// <summary>One run of the job.</summary>
    /// <summary>A two-factor code of the core.</summary>
    public async Task CodeAsync(string text)
    {
        await _campaigns.PostAsync("/sms", $$"""[{"internalId":4711,"mobileNumber":"0712345678","message":"{{text}}","providerId":2222}]""");
        await App.DrainAsync();
    }

    public Task MoveAsync() => App.Services.GetRequiredService<SpendMoves>().RunAsync(Cancellation);

    public Task<SpendView> ViewAsync() => App.Services.GetRequiredService<SpendViews>().OfAsync(Registered, Cancellation);

    public async Task<int> CountAsync(MessageStatus status, string? reason = null) =>
        (await App.QueryAsync<(long Status, string? Reason)>("SELECT status, reason FROM message WHERE tenant_id = @Id", new { Registered.Id })).Count(row => ((MessageStatus)row.Status, row.Reason) == (status, reason));

    public Task<int> SentAsync() => CountAsync(MessageStatus.Sent);

    public Task<int> HeldAsync() => CountAsync(MessageStatus.Queued, Reasons.SpendCap);

    public Task<List<string>> DetailsAsync(string condition) => App.QueryAsync<string>(
        $"SELECT DISTINCT detail FROM status_change WHERE {condition} AND detail IS NOT NULL AND event_id IN (SELECT event_id FROM message WHERE tenant_id = @Id)", new { Registered.Id });
}
