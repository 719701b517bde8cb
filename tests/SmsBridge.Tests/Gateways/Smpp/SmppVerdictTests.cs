using SmsBridge.Gateways;
using SmsBridge.Gateways.Smpp;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>What each command_status means (smpp.md 3).</summary>
public class SmppVerdictTests
{
    private static readonly SmppVerdict Usual = new(new SmppProviderOptions());

    [Theory]
    [InlineData(0x01)] [InlineData(0x02)] [InlineData(0x03)] [InlineData(0x0B)] [InlineData(0x0C)] [InlineData(0x50)] [InlineData(0x51)]
    [InlineData(0x61)] [InlineData(0x62)] [InlineData(0x63)] [InlineData(0x65)] [InlineData(0x66)] [InlineData(0xFE)]
    public void Of_this_sms_it_is_given_up(uint status) => Usual.Of(status).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Permanent);

    [Theory]
    [InlineData(0x0A)] [InlineData(0x48)] [InlineData(0x49)] [InlineData(0x06)] [InlineData(0x07)] [InlineData(0x15)] [InlineData(0x43)] [InlineData(0x53)]
    [InlineData(0xC0)] [InlineData(0xC1)] [InlineData(0xC2)] [InlineData(0xC3)] [InlineData(0xC4)]
    public void What_every_sms_has_alike_holds_the_tenant(uint status) => Usual.Of(status).ShouldBeOfType<SendResult.Rejected>().ShouldSatisfyAllConditions(
        rejected => rejected.Class.ShouldBe(FailureClass.Configuration), rejected => rejected.Scope.ShouldBe(RejectionScope.Tenant));

    [Theory]
    [InlineData(0x0D)] [InlineData(0x0E)] [InlineData(0x0F)]
    public void The_account_holds_the_tenant_when_it_binds_and_when_it_sends(uint status)
    {
        Usual.Of(status).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Credentials);
        Usual.OfBind(status).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Credentials);
    }

    [Theory]
    [InlineData(0x14, 30)] [InlineData(0x58, 1)]
    public void Too_fast_is_sent_later(uint status, int seconds) => Usual.Of(status).ShouldBeOfType<SendResult.Retryable>().ShouldSatisfyAllConditions(
        retryable => retryable.Class.ShouldBe(FailureClass.Throttled), retryable => retryable.After.ShouldBe(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(0x04)] [InlineData(0x05)]
    public void A_session_that_is_none_says_nothing_about_the_sms(uint status) =>
        Usual.Of(status).ShouldBeOfType<SendResult.Retryable>().UsesUpATry.ShouldBeFalse();

    [Theory]
    [InlineData(0x08)] [InlineData(0x45)] [InlineData(0x64)] [InlineData(0x400)] [InlineData(0x4FF)] [InlineData(0x12345678)]
    public void Not_taken_for_now_is_tried_a_few_times(uint status) => Usual.Of(status).ShouldBeOfType<SendResult.Retryable>().ShouldSatisfyAllConditions(
        result => result.Class.ShouldBe(FailureClass.Transient), result => result.WasAnswered.ShouldBe(status != 0x08, "an SMSC that says so is there, unless it is in trouble itself"));

    [Fact]
    public void What_the_smsc_itself_does_not_know_is_in_doubt() => Usual.Of(0xFF).ShouldBeOfType<SendResult.Unknown>();

    [Theory]
    [InlineData(0x05)] [InlineData(0x08)] [InlineData(0x58)] [InlineData(0x400)]
    public void A_bind_refused_for_now_is_tried_again(uint status) => Usual.OfBind(status).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Unreachable);

    [Fact]
    public void The_settings_have_the_last_word()
    {
        var own = new SmppVerdict(new SmppProviderOptions
        {
            Statuses =
            {
                ["0x410"] = SmppStatusMeaning.OptedOut, ["1041"] = SmppStatusMeaning.Permanent, ["0xFF"] = SmppStatusMeaning.Again, ["0x08"] = SmppStatusMeaning.InDoubt,
                ["0x412"] = SmppStatusMeaning.Credentials,
            },
        });

        own.Of(0x410).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.OptedOut);
        own.Of(0x411).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Permanent);
        own.Of(0xFF).ShouldBeOfType<SendResult.Retryable>();
        own.Of(0x08).ShouldBeOfType<SendResult.Unknown>();
        own.OfBind(0x412).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(FailureClass.Credentials);
    }
}
