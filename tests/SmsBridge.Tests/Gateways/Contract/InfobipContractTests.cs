using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Reports;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Contract;

public sealed class InfobipContractTests : GatewayContract
{
    private StandInInfobip Infobip => ((InfobipStage)Stage).Infobip;

    internal override ProviderStage Create() => new InfobipStage();

    [Fact]
    public async Task What_a_text_is_registered_under_is_told_with_it_and_with_no_other()
    {
        await Stage.SendAsync();
        await Stage.SendRegisteredAsync();

        var calls = Infobip.Calls.Where(call => call.Method == "POST").Select(call => call.Body).ToList();
        calls[0].ShouldNotContain("indiaDlt");
        calls[1].ShouldContain("\"options\":{\"regional\":{\"indiaDlt\":{\"principalEntityId\":\"1101161\",\"contentTemplateId\":\"1107161\"}}}");
    }

    [Fact]
    public async Task A_repeat_of_what_was_taken_is_refused_there_and_known_as_taken_here()
    {
        Infobip.IsLogLate = true; // for longer than the bridge believes
        Stage.Faults.Next(new StandInFault.AcceptThenDropConnection());

        var id = await Stage.SendAsync();
        await Stage.PassAsync(TimeSpan.FromHours(1));

        Infobip.Taken.ShouldHaveSingleItem();
        Infobip.Calls.Count(call => call.Method == "POST").ShouldBe(2);
        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Sent, null, Infobip.Taken[0].Id));
    }

    [Fact]
    public async Task What_is_resent_by_a_person_is_another_sms()
    {
        var id = await Stage.SendAsync();
        await Stage.ReportAsync(0, StandInNews.Failed);
        Stage.App.Clock.Advance(TimeSpan.FromMinutes(1));
        await Stage.App.Services.GetRequiredService<SmsBridge.Ledger.MessageResend>().ResendAsync(
            Stage.Directory().Id, [id], force: true, SmsBridge.Ledger.Sources.Operator);
        await Stage.App.DrainAsync();

        Infobip.Taken.Count.ShouldBe(2);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }

    [Fact]
    public async Task Many_reports_in_one_request_reach_each_its_own()
    {
        var ids = new List<long>();
        for (var number = 0; number < 5; number++)
        {
            ids.Add(await Stage.SendAsync(FormattableString.Invariant($"+25471100011{number}")));
        }

        await Stage.PostAsync(StandInInfobip.ReportOf(
            Infobip.Taken.Select((sms, index) => (sms, index % 2 == 0 ? StandInNews.Delivered : StandInNews.Failed)), new Uri(Infobip.Taken[0].ReportTo!)));

        for (var number = 0; number < 5; number++)
        {
            (await Stage.StatusAsync(ids[number])).ShouldBe(number % 2 == 0 ? MessageStatus.Delivered : MessageStatus.Undelivered);
        }
    }

    /// <summary>It repeats what is refused.</summary>
    [Theory]
    [InlineData("""{"results":[]}""", 200)]
    [InlineData("""{"results":[{"messageId":"another-programs","status":{"groupId":3,"id":5}}]}""", 200)]
    [InlineData("""{"results":"none"}""", 400)]
    public async Task What_is_about_nothing_of_ours_is_answered_too(string body, int status) => ((int)await Stage.PostAsync(
        new HttpRequestMessage(HttpMethod.Post, Stage.AddressOf(InfobipGateway.Name)) { Content = new StringContent(body) })).ShouldBe(status);

    [Fact]
    public async Task One_tenants_address_says_nothing_about_anothers_sms()
    {
        var id = await Stage.SendAsync();
        var theirs = Infobip.Taken[0];
        await Stage.RegisterAsync("other");
        var address = Stage.App.Services.GetRequiredService<ReportAddresses>().Of(new Uri(ProviderStage.PublicUrl + "/"), "infobip", "other");

        ((int)await Stage.PostAsync(Infobip.ReportOf(theirs, StandInNews.Failed, address))).ShouldBe(200);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
    }
}

internal sealed class InfobipStage : ProviderStage
{
    public StandInInfobip Infobip { get; private set; } = null!;

    public override bool CanFind => true;

    public override bool CanPoll => true;

    public override Price? Price => SmsBridge.Messages.Price.Read("0.01", "EUR");

    public override StandInFaults Faults => Infobip.Faults;

    public override IReadOnlyList<(string To, string Text)> Taken => [.. Infobip.Taken.Select(sms => (sms.To, sms.Text))];

    public override void Refuse(StandInRefusal refusal) => Infobip.Refuse(refusal);

    public override HttpRequestMessage ReportOf(int index, StandInNews news) => Infobip.ReportOf(Infobip.Taken[index], news);

    public override Task<HttpStatusCode> ReportStrangeAsync(StandInNews news) =>
        PostAsync(Infobip.ReportOf(Infobip.Taken[0] with { Id = "999999.1.1700000000000", Reference = "999999.1.1700000000000" }, news));

    public override HttpRequestMessage ForgeryOf(int index, StandInNews news) =>
        Infobip.ReportOf(Infobip.Taken[index], news, StrangeAddressOf(InfobipGateway.Name));

    public override Task SettleAsync(int index, StandInNews news)
    {
        Infobip.Settle(Infobip.Taken[index], news);
        return Task.CompletedTask;
    }

    public override HttpRequestMessage ReplyOf(StandInReply reply) => Infobip.ReplyOf(reply, AddressOf(InfobipGateway.Name));

    public override HttpRequestMessage ForgedReplyOf(StandInReply reply) => Infobip.ReplyOf(reply, StrangeAddressOf(InfobipGateway.Name));

    protected override async Task StartAsync()
    {
        Infobip = new StandInInfobip(App.Clock);
        await Infobip.StartAsync();
        App.Settings["Infobip:BaseUrl"] = Infobip.Url.GetLeftPart(UriPartial.Authority);
        App.Replacements.Add(services => services.AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<InfobipGateway>()));
    }

    protected override async Task StopAsync() => await Infobip.DisposeAsync();

    protected override void Register(Dictionary<string, string> registration)
    {
        registration["smsProvider"] = "infobip";
        registration["smsProviderAccountId"] = "xyz123.api.infobip.com";
        registration["smsProviderToken"] = StandInInfobip.Key;
        registration["phoneNo"] = "MyBank";
    }
}
