using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using Twilio.Rest.Api.V2010.Account;
using Twilio.Types;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>Senders, credentials, statuses, callbacks and options: what is read, and what is refused.</summary>
public class TwilioWordsTests
{
    [Theory]
    [InlineData("+15005550006", TwilioSenderKind.Number, "From")]
    [InlineData("123", TwilioSenderKind.ShortCode, "From")]
    [InlineData("12345678", TwilioSenderKind.ShortCode, "From")]
    [InlineData("MyBank", TwilioSenderKind.Alphanumeric, "From")]
    [InlineData("Bank 24-7", TwilioSenderKind.Alphanumeric, "From")]
    [InlineData("ELEVENCHARS", TwilioSenderKind.Alphanumeric, "From")]
    [InlineData(TwilioSome.Service, TwilioSenderKind.MessagingService, "MessagingServiceSid")]
    internal void A_sender_is_recognised(string text, TwilioSenderKind kind, string parameter)
    {
        TwilioSender.TryParse(text, out var sender).ShouldBeTrue();

        sender.Kind.ShouldBe(kind);
        sender.Value.ShouldBe(text);
        var message = new CreateMessageOptions(new PhoneNumber("+254712345678"));
        sender.Sign(message);
        message.GetParams().Where(pair => pair.Key != "To").ShouldBe([new KeyValuePair<string, string>(parameter, text)]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("123456789")]
    [InlineData("15005550006")]
    [InlineData("+05005550006")]
    [InlineData("TWELVECHARSX")]
    [InlineData("12-34")]
    [InlineData("Bänk")]
    [InlineData("MG0000000000000000000000000000000z")]
    public void A_sender_in_no_known_form_is_refused(string? text)
    {
        TwilioSender.TryParse(text, out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(TwilioSome.AuthToken, TwilioSome.AccountSid, TwilioSome.AuthToken, false)]
    [InlineData(TwilioSome.KeySid + ":s3cret", TwilioSome.KeySid, "s3cret", true)]
    public void A_token_is_the_accounts_own_or_a_key_with_its_secret(string token, string user, string password, bool isKey)
    {
        TwilioCredentials.TryParse(TwilioSome.Account with { Token = token }, out var credentials).ShouldBeTrue();

        credentials.User.ShouldBe(user);
        credentials.Password.ShouldBe(password);
        credentials.IsApiKey.ShouldBe(isKey);
        credentials.AccountSid.ShouldBe(TwilioSome.AccountSid);
        credentials.ToString().ShouldNotContain(password);
    }

    [Theory]
    [InlineData("AC123", TwilioSome.AuthToken)]
    [InlineData("AC0000000000000000000000000000000/", TwilioSome.AuthToken)]
    [InlineData(TwilioSome.AccountSid, "")]
    [InlineData(TwilioSome.AccountSid, "with space")]
    [InlineData(TwilioSome.AccountSid, "SK123:secret")]
    [InlineData(TwilioSome.AccountSid, TwilioSome.KeySid + ":")]
    public void Malformed_credentials_are_refused(string accountId, string token)
    {
        TwilioCredentials.TryParse(new SenderAccount("twilio", accountId, token, TwilioSome.Number), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("scheduled", TwilioStatus.Scheduled, 0)]
    [InlineData("accepted", TwilioStatus.Accepted, 1)]
    [InlineData("queued", TwilioStatus.Queued, 2)]
    [InlineData("sending", TwilioStatus.Sending, 3)]
    [InlineData("sent", TwilioStatus.Sent, 4)]
    [InlineData("delivered", TwilioStatus.Delivered, 5)]
    [InlineData("undelivered", TwilioStatus.Undelivered, 5)]
    [InlineData("failed", TwilioStatus.Failed, 5)]
    [InlineData("canceled", TwilioStatus.Canceled, 5)]
    [InlineData("read", TwilioStatus.Read, 5)]
    [InlineData("partially_delivered", TwilioStatus.PartiallyDelivered, null)]
    [InlineData("delivery_unknown", TwilioStatus.DeliveryUnknown, null)]
    [InlineData("receiving", TwilioStatus.Receiving, null)]
    [InlineData("received", TwilioStatus.Received, null)]
    internal void Every_status_word_has_its_rank(string text, TwilioStatus status, int? rank)
    {
        TwilioStatuses.Parse(text).ShouldBe(status);
        TwilioStatuses.Rank(status).ShouldBe(rank);
    }

    [Fact]
    public void A_status_word_nobody_told_us_of_is_no_error()
    {
        TwilioStatuses.Parse("teleported").ShouldBeNull();
        TwilioStatuses.Parse(null).ShouldBeNull();
    }

    [Theory]
    [InlineData(TwilioStatus.Sent, TwilioStatus.Queued, true)]
    [InlineData(TwilioStatus.Delivered, TwilioStatus.Queued, true)]
    [InlineData(TwilioStatus.Sent, TwilioStatus.Delivered, false)]
    [InlineData(TwilioStatus.Sent, TwilioStatus.Sent, false)]
    [InlineData(TwilioStatus.Delivered, TwilioStatus.Undelivered, true)]
    [InlineData(TwilioStatus.Delivered, TwilioStatus.Failed, true)]
    [InlineData(TwilioStatus.Undelivered, TwilioStatus.Delivered, false)]
    [InlineData(TwilioStatus.Failed, TwilioStatus.Undelivered, false)]
    [InlineData(TwilioStatus.Received, TwilioStatus.Queued, false)]
    internal void Statuses_only_go_forward_and_a_failure_may_be_corrected(TwilioStatus next, TwilioStatus current, bool isNews)
    {
        TwilioStatuses.Supersedes(next, current).ShouldBe(isNews);
    }

    [Fact]
    public void A_status_callback_is_read()
    {
        var form = Form(
            ("AccountSid", TwilioSome.AccountSid), ("MessageSid", "SM00000000000000000000000000000001"), ("MessageStatus", "undelivered"),
            ("ErrorCode", "30003"), ("ErrorMessage", "Unreachable"), ("RawDlrDoneDate", "2611211911"), ("SomethingNew", "1"));

        TwilioStatusCallback.TryParse(form, out var callback).ShouldBeTrue();

        callback.ShouldBe(new TwilioStatusCallback("SM00000000000000000000000000000001", TwilioSome.AccountSid, "undelivered", "30003", "Unreachable"));
    }

    [Fact]
    public void The_older_names_of_a_status_callback_do_as_well()
    {
        TwilioStatusCallback.TryParse(Form(("SmsSid", "SM00000000000000000000000000000001"), ("SmsStatus", "brand-new")), out var callback).ShouldBeTrue();

        callback.Status.ShouldBe("brand-new");
        callback.ErrorCode.ShouldBeNull();
    }

    [Fact]
    public void A_form_without_message_or_status_is_no_status_callback()
    {
        TwilioStatusCallback.TryParse(Form(("MessageSid", "SM00000000000000000000000000000001")), out _).ShouldBeFalse();
        TwilioStatusCallback.TryParse(Form(("MessageStatus", "sent")), out _).ShouldBeFalse();
        TwilioStatusCallback.TryParse(Form(("MessageSid", "../etc"), ("MessageStatus", "sent")), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("https://api.twilio.com", true)]
    [InlineData("http://127.0.0.1:4010", true)]
    [InlineData("http://api.twilio.com", false)]
    [InlineData("https://api.twilio.com/v1", false)]
    [InlineData("https://user@api.twilio.com", false)]
    [InlineData("ftp://127.0.0.1", false)]
    public void The_base_url_must_keep_the_token_safe(string url, bool isValid)
    {
        var options = new TwilioOptions { BaseUrl = new Uri(url) };

        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true).ShouldBe(isValid);
    }

    [Theory]
    [InlineData("00:00:01", true)]
    [InlineData("00:01:00", true)]
    [InlineData("00:00:00.9", false)]
    [InlineData("00:01:01", false)]
    public void The_call_timeout_is_bounded(string timeout, bool isValid)
    {
        var options = new TwilioOptions { Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture) };

        Validator.TryValidateObject(options, new ValidationContext(options), [], validateAllProperties: true).ShouldBe(isValid);
    }

    private static IEnumerable<KeyValuePair<string, StringValues>> Form(params (string Name, string Value)[] parameters) =>
        parameters.Select(parameter => new KeyValuePair<string, StringValues>(parameter.Name, parameter.Value));
}
