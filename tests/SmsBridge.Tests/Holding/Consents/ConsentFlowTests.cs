using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Holding.Consents;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Privacy;
using SmsBridge.Tenants;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Consents;

/// <summary>Whether a text goes to who agreed, to who took it back, and to who never said anything.</summary>
public sealed class ConsentFlowTests : IAsyncLifetime
{
    private static readonly (MessageStatus, string?) Sent = (MessageStatus.Sent, null);

    private static readonly (MessageStatus, string?) NoConsent = (MessageStatus.DeadLettered, Reasons.NoConsent);

    private readonly SmsBridgeApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Opt_in_sends_a_class_only_to_who_agreed_and_what_was_given_up_is_sent_anew_only_then()
    {
        var stage = await ConsentStage.SetUpAsync(_app, "optIn");

        var before = await stage.AdvertiseAsync();
        (await stage.StandingAsync(before)).ShouldBe(NoConsent);
        (await stage.DetailAsync(before)).ShouldBe("Rule consent: texts of the class promotional go only to who agreed to them (optIn), and no consent of this number holds.");
        (await stage.StandingAsync(await stage.RepayAsync())).ShouldBe(Sent);
        (await stage.ResendAsync(before)).Left.ShouldHaveSingleItem().Why.ShouldBe(MessageResend.HasNoConsent);
        (await _app.Services.GetRequiredService<MessageResend>().ResendFailedAsync(stage.Registered.Id, Sources.Operator)).Requeued.ShouldBeEmpty();

        (await stage.SayAsync(given: true)).ShouldContain("agreed to promotional texts.");
        (await stage.ResendAsync(before)).Requeued.ShouldBe([before]);
        await _app.DrainAsync();
        (await stage.StandingAsync(before)).ShouldBe(Sent);
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(Sent);

        await stage.SayAsync(given: false, note: "");
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(NoConsent);
        (await _app.QueryAsync<long>("SELECT given FROM consent ORDER BY id")).ShouldBe([1, 0], "what was said before stays on the record");
    }

    [Fact]
    public async Task Without_a_rule_nothing_is_looked_up_until_somebody_takes_consent_back_and_then_of_that_class_alone()
    {
        var (stage, other) = (await ConsentStage.SetUpAsync(_app), await ConsentStage.SetUpAsync(_app));
        var holds = _app.Services.GetRequiredService<HoldDirectory>();
        holds.ConsentOf(stage.Registered.Id).ShouldBeNull();
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(Sent);

        await stage.SayAsync(given: false);

        var told = await stage.AdvertiseAsync();
        (await stage.StandingAsync(told)).ShouldBe(NoConsent);
        (await stage.DetailAsync(told))!.ShouldContain("for this number it was taken back");
        (await stage.StandingAsync(await stage.RepayAsync())).ShouldBe(Sent);
        (await other.StandingAsync(await other.AdvertiseAsync())).ShouldBe(Sent);
        holds.ConsentOf(other.Registered.Id).ShouldBeNull();
        holds.ConsentOf(stage.Registered.Id)!.NeedOf(SmsBridge.Texts.Catalogue.EventClass.Transactional).ShouldBeNull();

        await stage.SayAsync(given: true);
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(Sent);
    }

    [Fact]
    public async Task A_stop_blocks_who_agreed_and_its_end_gives_no_consent()
    {
        var stage = await ConsentStage.SetUpAsync(_app, "optIn");
        await _app.StopAsync(stage.Registered.Id, "SM-stop");

        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe((MessageStatus.DeadLettered, Reasons.OptedOut), "the wider of the two is told");
        (await stage.SayAsync(given: true)).ShouldContain("it replied STOP, which blocks every class until START");
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe((MessageStatus.DeadLettered, Reasons.OptedOut));
        await stage.SayAsync(given: false);
        await _app.StopAsync(stage.Registered.Id, "SM-start", stop: false);

        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(NoConsent);
        (await stage.StandingAsync(await stage.RepayAsync())).ShouldBe(Sent);
    }

    [Fact]
    public async Task Codes_and_what_the_core_wrote_itself_are_never_asked()
    {
        var stage = await ConsentStage.SetUpAsync(_app);
        foreach (var kind in (string[])["transactional", "service", "collection", "promotional"])
        {
            await stage.RuleAsync(kind, "optIn");
        }

        (await stage.StandingAsync(await stage.WriteAsync("Your code is 1234"))).ShouldBe(Sent);
        (await stage.StandingAsync(await stage.CodeAsync("5678"))).ShouldBe(Sent);
        (await stage.StandingAsync(await stage.RepayAsync())).ShouldBe(NoConsent);
    }

    [Fact]
    public async Task Rules_and_what_clients_said_outlive_the_registration()
    {
        var stage = await ConsentStage.SetUpAsync(_app, "optIn");
        await stage.SayAsync(given: true);
        await stage.SayAsync(given: false, "transactional");

        (await _app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, stage.Tenant.Id, stage.Tenant.Id)).ShouldBeOfType<Outcome.Done>();
        await _app.RegisterAsync(stage.Tenant.Id);
        await _app.Services.GetRequiredService<HoldDirectory>().RefreshAsync(Cancellation);

        var now = stage.Registered.Id;
        (await _app.QueryAsync<(long, string, string?)>("SELECT tenant_id, class, mode FROM consent_rule ORDER BY class")).ShouldBe([(now, "promotional", "optIn"), (now, "transactional", null)]);
        (await _app.QueryAsync<long>("SELECT DISTINCT tenant_id FROM consent")).ShouldBe([now]);
        (await FindAsync(stage)).Classes.ShouldContain(each => each.Class == "promotional" && each.MayGo && each.Mode == "optIn");
        (await FindAsync(stage)).Classes.ShouldContain(each => each.Class == "transactional" && !each.MayGo);
    }

    /// <summary>Others' words: a spreadsheet that divides at semicolons would take them for a formula.</summary>
    [Fact]
    public void An_exported_note_is_no_formula() =>
        ConsentFile.Write([new ConsentRow { Number = Some.Mobile, Class = "service", Given = 1, Note = "form 12;=1+1" }]).ShouldContain("form 12;'=1+1");

    [Fact]
    public async Task A_tenant_on_trust_changes_nothing_with_its_key()
    {
        var stage = await ConsentStage.SetUpAsync(_app, "optIn");
        await _app.MeddleAsync("UPDATE tenant SET trusted_until = @until WHERE identifier = @Id", new { stage.Tenant.Id, until = _app.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(Cancellation);
        var key = Caller.KeyOf(stage.Registered.Id, stage.Tenant.Id, source: null);

        (await stage.Verbs.RuleAsync(key, stage.Tenant.Id, ConsentStage.Rule("promotional", "optOut"))).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("on trust");
        (await stage.Verbs.RecordAsync(key, stage.Tenant.Id, new ConsentRequest(Some.Mobile, "promotional", true, "yes"))).ShouldBeOfType<Outcome.Refused>();
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM consent")).ShouldBe([0L]);
        using var caller = stage.Tenant.CreateCaller();
        using var found = await caller.PostAsJsonAsync($"/modules/sms/consent/{stage.Tenant.Id}/_find", new { number = Some.Mobile }, Cancellation);
        found.IsSuccessStatusCode.ShouldBeFalse("what clients told an earlier registration is not for who may be anybody");
        (await found.Content.ReadAsStringAsync(Cancellation)).ShouldContain("on trust");
    }

    [Fact]
    public async Task A_list_is_read_whole_or_not_at_all_and_gives_nothing_again_that_was_taken_back()
    {
        var stage = await ConsentStage.SetUpAsync(_app, "optIn");
        (await stage.ImportAsync("number;given\n0712345678;perhaps\n12;yes\n")).ShouldBeOfType<Outcome.Refused>().Words
            .ShouldBe("Nothing was imported. line 2: given is neither yes nor no; line 3: its number can not be read as one telephone number.");
        (await stage.ImportAsync("name,phone\nJane,0712345678")).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("must name the columns");
        (await stage.ImportAsync("number\n0712345678", note: null)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("how the client said so");
        (await stage.ImportAsync("number\n0712345678", kind: null)).ShouldBeOfType<Outcome.Refused>().Words.ShouldContain("it has no class of these");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM consent")).ShouldBe([0L]);

        (await stage.ImportAsync("Number,Class,Given,Note\r\n0712345678,,,\r\n\"+254712345999\",service,no,\"said \"\"no\"\", twice\"\r\n\r\n")).ShouldBeOfType<Outcome.Done>().Words
            .ShouldBe("1 consents and 1 withdrawals recorded, 0 known already.");
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(Sent);
        (await _app.QueryAsync<(string, string, string?)>("SELECT source, actor, note FROM consent ORDER BY id")).ShouldBe([("import", "command line", "forms of 2026"), ("import", "command line", "said \"no\", twice")]);
        await stage.SayAsync(given: false);

        (await stage.ImportAsync("number\n0712345678\n0712345777")).ShouldBeOfType<Outcome.Done>().Words.ShouldStartWith("1 consents and 0 withdrawals recorded, 0 known already. 1 had taken consent back");
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(NoConsent);

        var exported = (await _app.Services.GetRequiredService<ConsentTransfer>().ExportAsync(Caller.CommandLine, stage.Tenant.Id, Cancellation)).ShouldBeOfType<ConsentExported>();
        exported.Rows.Select(row => (row.Number, row.Class, row.IsGiven)).ShouldBe([(Some.Mobile, "promotional", false), ("+254712345777", "promotional", true), ("+254712345999", "service", false)]);
        (await stage.ImportAsync(ConsentFile.Write(exported.Rows))).ShouldBeOfType<Outcome.Done>().Words.ShouldBe("0 consents and 0 withdrawals recorded, 3 known already.");
        (await _app.QueryAsync<string>("SELECT COALESCE(before, '') || COALESCE(after, '') FROM audit WHERE action = 'consent'")).ShouldAllBe(words => !words.Contains("712345678", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erasure_takes_consent_out_but_for_a_withdrawal_that_holds_and_an_export_has_it()
    {
        var stage = await ConsentStage.SetUpAsync(_app);
        await stage.RepayAsync();
        await stage.SayAsync(given: true, "service", "told to Jane Wanjiru");
        await stage.SayAsync(given: true, note: "told to Jane Wanjiru");
        await stage.SayAsync(given: false, note: "a letter of Jane Wanjiru");

        var exported = await _app.Services.GetRequiredService<ExportVerbs>().ExportAsync(Caller.CommandLine, stage.Tenant.Id, TestTenant.Client, Cancellation);
        exported.ShouldBeOfType<ClientExported>().Export.Consents.Select(each => (each.Class, each.Given)).ShouldBe([("service", true), ("promotional", true), ("promotional", false)]);
        (await _app.EraseAsync(stage.Tenant)).OptOutsKept.ShouldBe(1);
        (await _app.QueryAsync<(string, string, long, string?)>("SELECT number, class, given, note FROM consent")).ShouldBe([(Some.Mobile, "promotional", 0L, null)]);
        (await _app.ReadableAsync("consent", "audit")).ShouldNotNameTheClient();
        (await stage.StandingAsync(await stage.AdvertiseAsync())).ShouldBe(NoConsent);

        await stage.SayAsync(given: true, note: "came back");
        await stage.RepayAsync(200m);
        (await _app.EraseAsync(stage.Tenant)).OptOutsKept.ShouldBe(0);
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM consent")).ShouldBe([0L]);
    }

    private static async Task<ConsentNumberView> FindAsync(ConsentStage stage) =>
        (await stage.App.Services.GetRequiredService<ConsentViews>().FindAsync(stage.Registered, Some.Mobile, Cancellation)).ShouldBeOfType<ConsentFound>().View;
}
