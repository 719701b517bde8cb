using SmsBridge.Gateways;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Proving a registration: what is definitely wrong names its field, what can not be asked proves nothing.</summary>
public class TwilioGatewayVerifyTests
{
    [Theory]
    [InlineData(TwilioSome.Number)]
    [InlineData(TwilioSome.Service)]
    [InlineData("MyBank")]
    [InlineData("12345")]
    public async Task A_good_registration_is_verified(string sender)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        (await under.Gateway.VerifyAsync(TwilioSome.Account with { Sender = sender }, Token)).ShouldBeOfType<AccountCheck.Verified>();

        twilio.Messages.ShouldBeEmpty();
        twilio.Requests.Accounts.ShouldBe(1);
        twilio.Requests.Numbers.ShouldBe(sender == TwilioSome.Number ? 1 : 0);
    }

    [Theory]
    [InlineData("AC1", TwilioSome.AuthToken, TwilioSome.Number, "smsProviderAccountId")]
    [InlineData("AC000000000000000000000000000000ff", TwilioSome.AuthToken, TwilioSome.Number, "smsProviderToken")]
    [InlineData(TwilioSome.AccountSid, "wrong", TwilioSome.Number, "smsProviderToken")]
    [InlineData(TwilioSome.AccountSid, "", TwilioSome.Number, "smsProviderToken")]
    [InlineData(TwilioSome.AccountSid, TwilioSome.AuthToken, "+15005559999", "phoneNo")]
    [InlineData(TwilioSome.AccountSid, TwilioSome.AuthToken, "+1500555000", "phoneNo")] // only part of an own number
    [InlineData(TwilioSome.AccountSid, TwilioSome.AuthToken, "15005550006", "phoneNo")]
    public async Task What_is_wrong_is_named(string accountId, string token, string sender, string field)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);

        var check = await under.Gateway.VerifyAsync(new SenderAccount("twilio", accountId, token, sender), Token);

        var refused = check.ShouldBeOfType<AccountCheck.Refused>();
        refused.Field.ShouldBe(field);
        refused.Detail.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("closed")]
    public async Task An_account_that_is_not_active_is_refused(string status)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.AddAccount(TwilioSome.AccountSid, TwilioSome.AuthToken, [TwilioSome.Number]).Status = status;

        var refused = (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Refused>();

        refused.Field.ShouldBe("smsProviderAccountId");
        refused.Detail.ShouldContain(status);
    }

    [Fact]
    public async Task A_number_without_sms_is_refused()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.AddAccount(TwilioSome.AccountSid, TwilioSome.AuthToken).Numbers[TwilioSome.Number] = false;

        (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Refused>().Field.ShouldBe("phoneNo");
    }

    [Theory]
    [InlineData(401, 20003, "smsProviderToken")]
    [InlineData(403, 20005, "smsProviderAccountId")]
    [InlineData(401, 10001, "smsProviderAccountId")]
    [InlineData(403, 20008, "smsProviderToken")]
    [InlineData(404, 20404, "smsProviderAccountId")]
    public async Task A_refusal_by_Twilio_names_the_field_to_mend(int httpStatus, int code, string field)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.Faults.Next(new StandInFault.Error(httpStatus, code));

        (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Refused>().Field.ShouldBe(field);
    }

    [Theory]
    [InlineData(TwilioSome.Number)]
    [InlineData(TwilioSome.Service)]
    public async Task A_standard_key_is_proven_by_the_numbers_it_may_list(string sender)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.AddApiKey(twilio.AddAccount(TwilioSome.AccountSid, TwilioSome.AuthToken, [TwilioSome.Number]), TwilioSome.KeySid, "s3cret");
        var account = TwilioSome.Account with { Token = TwilioSome.KeySid + ":s3cret", Sender = sender };

        (await under.Gateway.VerifyAsync(account, Token)).ShouldBeOfType<AccountCheck.Verified>();
        (await under.Gateway.VerifyAsync(account with { Token = TwilioSome.KeySid + ":wrong" }, Token))
            .ShouldBeOfType<AccountCheck.Refused>().Field.ShouldBe("smsProviderToken");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Trouble_at_Twilio_proves_nothing(int call)
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        if (call == 1)
        {
            twilio.Faults.Next(new StandInFault.Error(503));
        }
        else
        {
            twilio.Faults.Next(
                new StandInFault.AnswerAfterAcceptance(200, """{"status":"active"}"""), new StandInFault.RefuseBeforeAcceptance());
        }

        (await under.Gateway.VerifyAsync(TwilioSome.Account, Token)).ShouldBeOfType<AccountCheck.Unavailable>();
    }

    [Fact]
    public async Task Without_verification_the_shape_is_all_that_counts()
    {
        await using var twilio = await TwilioSome.StandInAsync(new StandInTwilioOptions { RecordRequests = true });
        using var under = new GatewayUnderTest(twilio.Url, verify: false);

        (await under.Gateway.VerifyAsync(TwilioSome.Account with { Token = "wrong" }, Token)).ShouldBeOfType<AccountCheck.Verified>();
        (await under.Gateway.VerifyAsync(TwilioSome.Account with { AccountId = "AC1" }, Token)).ShouldBeOfType<AccountCheck.Refused>();
        twilio.Recorded.ShouldBeEmpty();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
