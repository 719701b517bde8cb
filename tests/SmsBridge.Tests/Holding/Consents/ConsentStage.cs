using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding.Consents;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Intake.Campaigns;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Holding.Consents;

/// <summary>A tenant whose core sends promotional campaigns, to a client who may have agreed to them.</summary>
internal sealed class ConsentStage
{
    private readonly CampaignStage _campaigns;

    private ConsentStage(CampaignStage campaigns) => _campaigns = campaigns;

    public TestTenant Tenant => _campaigns.Tenant;

    public SmsBridgeApp App => Tenant.App;

    public ConsentVerbs Verbs => App.Services.GetRequiredService<ConsentVerbs>();

    public Tenant Registered => App.Services.GetRequiredService<TenantDirectory>().Find(Tenant.Id)!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="mode">Of promotional texts; null: nothing is set.</param>
    public static async Task<ConsentStage> SetUpAsync(SmsBridgeApp app, string? mode = null)
    {
        var stage = new ConsentStage(await CampaignStage.SetUpAsync(app));
        if (mode is not null)
        {
            await stage.RuleAsync("promotional", mode);
        }

        return stage;
    }

    public async Task<string> RuleAsync(string kind, string? mode) =>
        (await Verbs.RuleAsync(Caller.CommandLine, Tenant.Id, Rule(kind, mode))).ShouldBeOfType<Outcome.Done>().Words;

    public static ConsentRuleRequest Rule(string kind, string? mode) => new(new Dictionary<string, string?>(StringComparer.Ordinal) { [kind] = mode });

    public async Task<string> SayAsync(bool given, string kind = "promotional", string note = "form 12, at the counter") =>
        (await Verbs.RecordAsync(Caller.CommandLine, Tenant.Id, new ConsentRequest(Some.Mobile, kind, given, note))).ShouldBeOfType<ConsentFound>().Words;

    /// <summary>A promotional text to the client.</summary>
    public async Task<long> AdvertiseAsync()
    {
        _campaigns.Texts.Add("0712 345 678", FormattableString.Invariant($"Offer {App.Clock.GetUtcNow().Ticks} {Guid.NewGuid():n}"));
        await _campaigns.SendAsync();
        await App.DrainAsync();
        return await LatestAsync();
    }

    /// <summary>A text about money to the same client.</summary>
    public async Task<long> RepayAsync(decimal amount = 100m)
    {
        var eventId = await Tenant.RepayAsync(amount);
        await App.DrainAsync();
        return eventId;
    }

    /// <summary>A text of the core's own, which may be a code.</summary>
    public async Task<long> WriteAsync(string text)
    {
        using var answer = await Tenant.Hooks().PostSmsAsync("0712345678", text, Cancellation);
        answer.EnsureSuccessStatusCode();
        await App.DrainAsync();
        return await LatestAsync();
    }

    /// <summary>A two-factor code.</summary>
    public async Task<long> CodeAsync(string text)
    {
        await _campaigns.PostAsync("/sms", $$"""[{"internalId":4711,"mobileNumber":"0712345678","message":"{{text}}","providerId":2222}]""");
        await App.DrainAsync();
        return await LatestAsync();
    }

    public async Task<(MessageStatus Status, string? Reason)> StandingAsync(long eventId)
    {
        var (status, reason) = (await App.QueryAsync<(long, string?)>("SELECT status, reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
        return ((MessageStatus)status, reason);
    }

    public async Task<string?> DetailAsync(long eventId) =>
        (await App.QueryAsync<string?>("SELECT detail FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();

    public Task<ResendOutcome> ResendAsync(long eventId) =>
        App.Services.GetRequiredService<MessageResend>().ResendAsync(Registered.Id, [eventId], new ResendRules(), Sources.Operator, static (_, _) => { });

    public async Task<Outcome> ImportAsync(string lines, string? kind = "promotional", string? note = "forms of 2026") =>
        await App.Services.GetRequiredService<ConsentTransfer>().ImportAsync(
            Caller.CommandLine, Tenant.Id, new StringReader(lines), new ConsentDefaults(EventClasses.Find(kind), Given: true, note), Cancellation);

    private async Task<long> LatestAsync() =>
        (await App.QueryAsync<long>("SELECT MAX(event_id) FROM message WHERE tenant_id = @Id", new { Registered.Id })).ShouldHaveSingleItem();
}
