using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>Consent is asked in the transaction that stores the intent: whoever took it back while the text was being written does not get it.</summary>
public class ConsentIntentTests
{
    private static readonly ConsentNeed OnlyWhoAgreed = new("promotional", OnlyWhoAgreed: true);

    [Fact]
    public async Task A_withdrawal_just_before_the_intent_is_heeded_and_nothing_is_stored()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await SayAsync(store, given: 1);
        var claimed = await ClaimAsync(driver, 2);

        (await IntendAsync(store, driver, claimed[0], OnlyWhoAgreed)).ShouldBe(IntentOutcome.Stored);
        await SayAsync(store, given: 0);

        (await IntendAsync(store, driver, claimed[1], OnlyWhoAgreed)).ShouldBe(IntentOutcome.NoConsent);
        store.One<long>("SELECT COUNT(*) FROM attempt").ShouldBe(1);
        driver.Message(claimed[1]).Status.ShouldBe(MessageStatus.Queued);
    }

    [Fact]
    public async Task It_is_of_the_class_and_the_tenant_alone_and_a_stop_is_told_before_it()
    {
        using var store = await TempStore.OpenAsync();
        var driver = new OutboxDriver(store);
        await SayAsync(store, given: 0);
        await store.Database.WriteAsync(session => ConsentRecords.Add(session, 2, Row(given: 1)));
        var claimed = await ClaimAsync(driver, 4);

        (await IntendAsync(store, driver, claimed[0], need: null)).ShouldBe(IntentOutcome.Stored);
        (await IntendAsync(store, driver, claimed[1], new ConsentNeed("service", OnlyWhoAgreed: false))).ShouldBe(IntentOutcome.Stored);
        (await IntendAsync(store, driver, claimed[2], new ConsentNeed("promotional", OnlyWhoAgreed: false))).ShouldBe(IntentOutcome.NoConsent);
        await store.Database.WriteAsync(session => OptOuts.RecordReported(session, 1, Some.Sender, Msisdn.FromE164(Some.Mobile), 1));
        (await IntendAsync(store, driver, claimed[3], OnlyWhoAgreed)).ShouldBe(IntentOutcome.OptedOut);
    }

    private static async Task<List<ClaimedMessage>> ClaimAsync(OutboxDriver driver, int count)
    {
        for (var resource = 1; resource <= count; resource++)
        {
            await driver.HookAsync(1, resource);
        }

        return await driver.ClaimAsync();
    }

    private static Task<IntentOutcome> IntendAsync(TempStore store, OutboxDriver driver, ClaimedMessage claimed, ConsentNeed? need) => driver.Outbox.StoreIntentAsync(
        claimed, new Intent(claimed.Attempts + 1, Msisdn.FromE164(Some.Mobile), Some.Sender, "twilio", Some.AccountSid, OutboxDriver.Text, 1) { Consent = need }, store.Clock.GetUtcNow() + TimeSpan.FromMinutes(2));

    private static Task SayAsync(TempStore store, long given) => store.Database.WriteAsync(session => ConsentRecords.Add(session, 1, Row(given)));

    private static ConsentRow Row(long given) => new() { Number = Some.Mobile, Class = "promotional", Given = given, At = 1, Source = ConsentSources.Person, Actor = "anna" };
}
