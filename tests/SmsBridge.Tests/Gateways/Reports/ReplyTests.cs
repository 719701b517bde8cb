using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tenants;
using SmsBridge.Tests.Gateways.Contract;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Reports;

/// <summary>Clients' replies at a report address: what only some providers do, and what none should.</summary>
public sealed class ReplyTests : IAsyncDisposable
{
    private const string Neighbour = "+254711000111";

    private ProviderStage _stage = null!;

    public static TheoryData<string> Providers => ["infobip", "africastalking", "vonage", "vonage-signed", "local"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await _stage.DisposeAsync();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stop_to_a_deleted_tenant_counts_from_whom_it_wrote_to_and_holds_for_its_next_registration(string provider)
    {
        await SetUpAsync(provider);
        await _stage.SendAsync();
        await _stage.DeleteAsync();

        (await _stage.PostAsync(_stage.ForgedReplyOf(Reply("STOP")))).ShouldBe(HttpStatusCode.Forbidden);
        (await _stage.ReplyAsync(Reply("STOP", Neighbour))).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync()).ShouldBeEmpty("one was forged, and to the other it never wrote");
        (await _stage.ReplyAsync(Reply("STOP"))).ShouldBe(HttpStatusCode.OK);
        (await _stage.ReplyAsync(Reply("START"))).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync()).ShouldBe([Some.Mobile], "yes is said to who asks now");

        var again = await _stage.RegisterAsync("bank");
        using var answer = await again.Hooks().PostSmsAsync(Some.Mobile, "Anew.", Token);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        await _stage.App.DrainAsync();
        (await _stage.MessageAsync(id)).Reason.ShouldBe(Reasons.OptedOut);
    }

    /// <summary>With its last SMS an account that was left is forgotten, and nobody speaks for it.</summary>
    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_stop_to_an_account_that_is_forgotten_is_answered_and_changes_nothing(string provider)
    {
        await SetUpAsync(provider);
        await _stage.SendAsync();
        await _stage.LeaveAsync();
        await _stage.ReportAsync(0, StandInNews.Delivered);
        _stage.App.Clock.Advance(TimeSpan.FromDays(2));
        await _stage.App.Services.GetRequiredService<FormerAccounts>().ForgetSettledAsync(Token);

        (await _stage.ReplyAsync(Reply("STOP"))).ShouldBe(HttpStatusCode.OK);

        (await OptedOutAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_number_that_nobody_can_have_is_answered_and_changes_nothing(string provider)
    {
        await SetUpAsync(provider);

        foreach (var from in (string[])["Safaricom", "22141", new string('9', 400), "+254712345678 +254711000111"])
        {
            (await _stage.ReplyAsync(Reply("STOP", from))).ShouldBe(HttpStatusCode.OK, from);
        }

        (await OptedOutAsync()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_was_written_to_is_kept_where_it_can_be_a_sender(string provider)
    {
        await SetUpAsync(provider);

        await _stage.ReplyAsync(Reply("STOP") with { To = "22141" });
        await _stage.ReplyAsync(Reply("STOP", Neighbour) with { To = new string('7', 60_000) });
        (await _stage.ReplyAsync(Reply("STOP", "+254711000112", "1\02") with { To = "22\0141" })).ShouldBe(HttpStatusCode.OK, "not every store takes a zero byte");

        (await _stage.App.QueryAsync<string>("SELECT sender FROM opt_out ORDER BY id")).ShouldBe(["22141", "MyBank", "MyBank"]);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task More_than_any_report_is_refused_whole(string provider)
    {
        await SetUpAsync(provider);

        (await _stage.PostAsync(_stage.ReplyOf(Reply("STOP") with { To = new string('7', ReportRequests.LargestBody) }))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        (await OptedOutAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_many_replies_in_one_request_each_counts_once()
    {
        var infobip = await SetUpAsync<InfobipStage>("infobip");
        await infobip.ReplyAsync(Reply("STOP", Neighbour, "1"));
        StandInReply[] replies = [Reply("Thank you!"), Reply("STOP", "Safaricom"), Reply("STOP", id: "2"), Reply("START", Neighbour, "3"), Reply("STOP", Neighbour, "1"), Reply("STOP", id: "2"), Reply("")];

        (await infobip.PostAsync(StandInInfobip.ReplyOf(replies, infobip.AddressOf(InfobipGateway.Name)))).ShouldBe(HttpStatusCode.OK);

        (await OptedOutAsync()).ShouldBe([Some.Mobile]);
        (await infobip.App.QueryAsync<string>("SELECT reply_id FROM opt_out_reply ORDER BY at, reply_id")).ShouldBe(["infobip:1", "infobip:2", "infobip:3"], ignoreOrder: true);
    }

    [Fact]
    public async Task Reports_and_replies_in_one_request_all_count()
    {
        var infobip = await SetUpAsync<InfobipStage>("infobip");
        var id = await infobip.SendAsync();
        var report = await infobip.ReportOf(0, StandInNews.Delivered).Content!.ReadAsStringAsync(Token);
        var body = report.Insert(report.IndexOf('[', StringComparison.Ordinal) + 1, """null,7,"x",{"from":"254712345678","to":"22141","text":"stop","messageId":"mo"},""");

        (await infobip.PostAsync(new HttpRequestMessage(HttpMethod.Post, infobip.AddressOf(InfobipGateway.Name)) { Content = new StringContent(body) })).ShouldBe(HttpStatusCode.OK);

        (await infobip.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await OptedOutAsync()).ShouldBe([Some.Mobile]);
    }

    [Fact]
    public async Task Africas_talking_tells_of_an_opt_out_that_was_made_with_it()
    {
        var stage = await SetUpAsync<AfricasTalkingStage>("africastalking");

        (await stage.PostAsync(StandInAfricasTalking.OptOutOf(Some.Mobile, "MyBank", stage.StrangeAddressOf(AfricasTalkingGateway.Name)))).ShouldBe(HttpStatusCode.Forbidden);
        (await OptedOutAsync()).ShouldBeEmpty();
        (await stage.PostAsync(StandInAfricasTalking.OptOutOf(Some.Mobile, "MyBank", stage.Address))).ShouldBe(HttpStatusCode.OK);
        (await stage.PostAsync(StandInAfricasTalking.OptOutOf(Some.Mobile, "MyBank", stage.Address))).ShouldBe(HttpStatusCode.OK);

        (await stage.App.QueryAsync<string>("SELECT number || ' ' || sender || ' ' || source FROM opt_out WHERE lifted_at IS NULL")).ShouldBe([$"{Some.Mobile} MyBank inbound"]);
        (await stage.MessageAsync(await stage.SendAsync())).Reason.ShouldBe(Reasons.OptedOut);
    }

    [Fact]
    public async Task What_comes_to_vonage_by_another_channel_is_no_sms()
    {
        var stage = await SetUpAsync<VonageStage>("vonage-signed");

        (await stage.PostAsync(stage.Vonage.ReplyOf(Reply("STOP"), stage.AddressOf(VonageGateway.Name), "whatsapp"))).ShouldBe(HttpStatusCode.OK);

        (await OptedOutAsync()).ShouldBeEmpty();
    }

    /// <summary>An account without a secret beside one that signs: each says no more than it can prove.</summary>
    [Fact]
    public async Task Of_two_accounts_of_one_provider_only_one_that_signed_lifts_anything()
    {
        var stage = await SetUpAsync<VonageStage>("vonage");
        await stage.SendAsync();
        await stage.ChangeAsync(new { smsProviderAccountId = StandInVonage.OtherKey, smsProviderSharedKey = stage.Vonage.SignatureSecret });
        var secret = stage.Vonage.SignatureSecret;
        stage.Vonage.SignatureSecret = "somebody-elses";

        (await stage.ReplyAsync(Reply("STOP", Neighbour))).ShouldBe(HttpStatusCode.OK, "it may be of the account before, which signs nothing");
        (await OptedOutAsync()).ShouldBeEmpty("and that one never wrote to it");
        (await stage.ReplyAsync(Reply("STOP"))).ShouldBe(HttpStatusCode.OK);
        (await stage.ReplyAsync(Reply("START"))).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync()).ShouldBe([Some.Mobile]);
        stage.Vonage.SignatureSecret = secret;
        (await stage.ReplyAsync(Reply("START"))).ShouldBe(HttpStatusCode.OK);
        (await OptedOutAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("0712345678")]
    [InlineData("254712345678")]
    [InlineData("+254712345678")]
    [InlineData(" 254712345678")]
    public async Task A_gateways_number_is_read_as_the_tenants_core_writes_it(string from)
    {
        var stage = await SetUpAsync<HttpStage>("local");
        var query = $"?sender={Uri.EscapeDataString(from)}&text=stop&id=7";

        (await stage.PostAsync(new HttpRequestMessage(HttpMethod.Get, stage.AddressOf("local") + query))).ShouldBe(HttpStatusCode.OK);

        (await OptedOutAsync()).ShouldBe([Some.Mobile]);
    }

    [Fact]
    public async Task A_gateway_that_is_not_said_to_bring_replies_brings_none()
    {
        var stage = new HttpStage { BringsReplies = false };
        await SetUpAsync(stage);

        (await stage.ReplyAsync(Reply("STOP"))).ShouldBe(HttpStatusCode.BadRequest);

        (await OptedOutAsync()).ShouldBeEmpty();
    }

    private static StandInReply Reply(string text, string from = Some.Mobile, string? id = null) => new(id ?? Guid.NewGuid().ToString("N"), from, "22141", text);

    private Task<List<string>> OptedOutAsync() => _stage.App.QueryAsync<string>("SELECT number FROM opt_out WHERE lifted_at IS NULL");

    private async Task<TStage> SetUpAsync<TStage>(string provider)
        where TStage : ProviderStage
    {
        await SetUpAsync(provider);
        return (TStage)_stage;
    }

    private Task SetUpAsync(string provider) => SetUpAsync(provider switch
    {
        "infobip" => new InfobipStage(),
        "africastalking" => new AfricasTalkingStage(),
        "vonage" => new VonageStage(),
        "vonage-signed" => new VonageStage { IsSigned = true },
        _ => new HttpStage(),
    });

    private async Task SetUpAsync(ProviderStage stage)
    {
        _stage = stage;
        await stage.SetUpAsync();
    }
}
