using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Consents;

/// <summary>Where the installation asks for consent to promotional texts of all tenants that say nothing themselves.</summary>
public sealed class ConsentSettingTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();

    public ValueTask InitializeAsync()
    {
        _app.Settings["Holding:PromotionalOptIn"] = "true";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task It_holds_until_a_tenant_says_otherwise_and_for_who_only_has_consents_on_record()
    {
        var (first, second) = (await ConsentStage.SetUpAsync(_app), await ConsentStage.SetUpAsync(_app, "optOut"));

        (await first.StandingAsync(await first.AdvertiseAsync())).Reason.ShouldBe(Reasons.NoConsent);
        (await second.StandingAsync(await second.AdvertiseAsync())).Status.ShouldBe(MessageStatus.Sent);
        (await first.StandingAsync(await first.RepayAsync())).Status.ShouldBe(MessageStatus.Sent);

        await first.SayAsync(given: true);
        await second.RuleAsync("promotional", null);

        (await first.StandingAsync(await first.AdvertiseAsync())).Status.ShouldBe(MessageStatus.Sent);
        (await second.StandingAsync(await second.AdvertiseAsync())).Reason.ShouldBe(Reasons.NoConsent);
    }
}
