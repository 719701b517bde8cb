using SmsBridge.Gateways;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Looking for what was already taken (twilio.md 9).</summary>
public class TwilioGatewayFindTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_found()
    {
        await using var twilio = await TwilioSome.StandInAsync(time: new HandClock(Noon));
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.AcceptThenDropConnection());
        await under.Gateway.SendAsync(TwilioSome.Sms("Ref 4711"), Token);

        var listed = (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon.AddMinutes(-2), Token))
            .ShouldBeOfType<ProviderSearch.Listed>();

        var sid = twilio.Messages.ShouldHaveSingleItem().Sid;
        listed.Messages.ShouldBe([new ProviderMessage(sid, "+254712345678", "Ref 4711", "queued", Outbound: true, Noon, ErrorCode: null)]);
    }

    [Fact]
    public async Task Pages_are_followed_until_the_messages_are_older_than_asked()
    {
        var clock = new HandClock(Noon);
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true }, clock);
        using var under = new GatewayUnderTest(twilio.Url);
        for (var number = 0; number < 180; number++)
        {
            clock.Now = Noon.AddSeconds(number);
            await under.Gateway.SendAsync(TwilioSome.Sms($"{number}"), Token);
        }

        var listed = (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon.AddSeconds(100), Token))
            .ShouldBeOfType<ProviderSearch.Listed>();

        // 179 down to 100 are new enough: two pages of 50 reach past 100, the third and fourth are never asked for.
        listed.Messages.Select(message => message.Body).ShouldBe(Enumerable.Range(100, 80).Reverse().Select(number => $"{number}"));
        var pages = twilio.Recorded.Where(request => request.Method == "GET").Select(request => request.Target).ToList();
        pages.Count.ShouldBe(2);
        pages[0].ShouldBe($"/2010-04-01/Accounts/{TwilioSome.AccountSid}/Messages.json?To=%2B254712345678&PageSize=50");
        pages[1].ShouldStartWith(pages[0] + "&Page=1&PageToken=PA");
    }

    [Fact]
    public async Task A_message_of_the_same_second_is_not_overlooked()
    {
        await using var twilio = await TwilioSome.StandInAsync(time: new HandClock(Noon));
        using var under = new GatewayUnderTest(twilio.Url);
        await under.Gateway.SendAsync(TwilioSome.Sms(), Token);

        var listed = await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon.AddMilliseconds(900), Token);

        listed.ShouldBeOfType<ProviderSearch.Listed>().Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_message_comes_with_its_code()
    {
        await using var twilio = await TwilioSome.StandInAsync(time: new HandClock(Noon));
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.SetOutcome(TwilioSome.Recipient.Value, StandInOutcome.Undelivered(30003));
        await under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        await twilio.FinishAsync(Token);

        var listed = await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon, Token);

        var found = listed.ShouldBeOfType<ProviderSearch.Listed>().Messages.ShouldHaveSingleItem();
        (found.Status, found.ErrorCode).ShouldBe(("undelivered", "30003"));
    }

    [Fact]
    public async Task Nobody_else_s_messages_are_found()
    {
        await using var twilio = await TwilioSome.StandInAsync(time: new HandClock(Noon));
        using var under = new GatewayUnderTest(twilio.Url);
        await under.Gateway.SendAsync(TwilioSome.Sms(to: "+254700000001"), Token);

        var listed = await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon.AddHours(-1), Token);

        listed.ShouldBeOfType<ProviderSearch.Listed>().Messages.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TwilioSome.Number, TwilioSome.Number, true)]
    [InlineData(TwilioSome.Number, "+15005550010", false)]
    [InlineData(TwilioSome.Number, TwilioSome.Service, false)]
    [InlineData(TwilioSome.Number, "MYBANK", true)] // how a name is written back differs by country
    [InlineData(TwilioSome.Service, TwilioSome.Service, true)]
    [InlineData("MG00000000000000000000000000000009", TwilioSome.Service, false)]
    [InlineData("MYBANK", "MYBANK", true)]
    [InlineData("MYBANK", TwilioSome.Service, false)]
    public async Task What_another_sender_of_the_account_certainly_sent_is_left_out(string asked, string sent, bool found)
    {
        await using var twilio = await TwilioSome.StandInAsync(time: new HandClock(Noon));
        using var under = new GatewayUnderTest(twilio.Url);
        (await under.Gateway.SendAsync(TwilioSome.Sms(account: TwilioSome.Account with { Sender = sent }), Token)).ShouldBeOfType<SendResult.Accepted>();
        await twilio.FinishAsync(Token); // by now a service has picked its number

        var listed = await under.Gateway.FindAsync(TwilioSome.Account with { Sender = asked }, TwilioSome.Recipient, Noon.AddHours(-1), Token);

        listed.ShouldBeOfType<ProviderSearch.Listed>().Messages.Count.ShouldBe(found ? 1 : 0);
    }

    public static TheoryData<string> Failures => ["busy", "down", "cut", "garbage", "no list", "no date", "foreign link", "other scheme"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_can_not_be_listed_completely_proves_nothing(string how)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(how switch
        {
            "busy" => new StandInFault.Error(429, 20429),
            "down" => new StandInFault.Error(503),
            "cut" => new StandInFault.RefuseBeforeAcceptance(),
            "garbage" => new StandInFault.AnswerAfterAcceptance(200, "{"),
            "no list" => new StandInFault.AnswerAfterAcceptance(200, "{}"),
            "no date" => new StandInFault.AnswerAfterAcceptance(200, """{"messages":[{"sid":"SM1"}]}"""),
            "foreign link" => new StandInFault.AnswerAfterAcceptance(200, """{"messages":[],"next_page_uri":"//evil.example/x"}"""),
            _ => new StandInFault.AnswerAfterAcceptance(200, """{"messages":[],"next_page_uri":"http://127.0.0.1:1/x"}"""),
        });

        var search = await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon, Token);

        search.ShouldBeOfType<ProviderSearch.Unavailable>().Detail.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_list_without_end_is_given_up()
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true });
        using var under = new GatewayUnderTest(twilio.Url);
        var loop = new StandInFault.AnswerAfterAcceptance(200, """{"messages":[],"next_page_uri":"/2010-04-01/again?a=%2B1"}""");
        twilio.Faults.Next([.. Enumerable.Repeat<StandInFault>(loop, 100)]);

        var search = await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, Noon, Token);

        search.ShouldBeOfType<ProviderSearch.Unavailable>();
        twilio.Recorded.Count.ShouldBe(20);
        twilio.Recorded[^1].Target.ShouldBe("/2010-04-01/again?a=%2B1");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
