using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Asking for one message (twilio.md 1 and 4).</summary>
public class TwilioGatewayPollTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_answer_is_the_receipt_a_callback_would_have_brought()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.SetOutcome(TwilioSome.Recipient.Value, StandInOutcome.Undelivered(30003));
        var sid = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Accepted>().ProviderId;

        (await ReceiptAsync(under, sid)).Status.ShouldBe(MessageStatus.Sent);
        await twilio.FinishAsync(Token);
        var receipt = await ReceiptAsync(under, sid);

        receipt.ShouldSatisfyAllConditions(
            it => it.MessageId.ShouldBe(42),
            it => it.ProviderId.ShouldBe(sid),
            it => it.Status.ShouldBe(MessageStatus.Undelivered),
            it => it.ProviderStatus.ShouldBe("undelivered"),
            it => it.ErrorCode.ShouldBe("30003"),
            it => it.Reason.ShouldBe(Reasons.DeliveryFailed),
            it => it.Detail.ShouldNotBeNull().ShouldStartWith("30003: "),
            it => it.Supersedes("sent").ShouldBeTrue(),
            it => it.Supersedes("delivered").ShouldBeFalse());
    }

    [Theory]
    [InlineData("SM0000000000000000000000000000ffff")]
    [InlineData("LOG0000000000000000000000000000000f")]
    public async Task A_message_twilio_does_not_know_is_no_reason_to_ask_again_soon(string sid)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        (await under.Gateway.PollAsync(TwilioSome.Account, 42, sid, Token)).ShouldBeOfType<ProviderReport.Nothing>();
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_known()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        var sid = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Accepted>().ProviderId;

        (await under.Gateway.PollAsync(TwilioSome.Account with { Token = "ffffffffffffffffffffffffffffffff" }, 42, sid, Token)).ShouldBeOfType<ProviderReport.Unavailable>();
        (await under.Gateway.PollAsync(TwilioSome.Account with { AccountId = "none" }, 42, sid, Token)).ShouldBeOfType<ProviderReport.Unavailable>();
        await twilio.StopListeningAsync();
        (await under.Gateway.PollAsync(TwilioSome.Account, 42, sid, Token)).ShouldBeOfType<ProviderReport.Unavailable>();
    }

    private static async Task<Receipt> ReceiptAsync(GatewayUnderTest under, string sid) =>
        (await under.Gateway.PollAsync(TwilioSome.Account, 42, sid, Token)).ShouldBeOfType<ProviderReport.Reported>().Receipt;
}
