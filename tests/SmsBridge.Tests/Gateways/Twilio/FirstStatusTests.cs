using System.Text.Json;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Twilio;

/// <summary>What Twilio's answer, or its list, says has become of a message already: no callback ever tells of the status it begins with.</summary>
public sealed class FirstStatusTests : IAsyncLifetime
{
    private const string Sid = "SM00000000000000000000000000000007";

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("accepted", null, null)]
    [InlineData("scheduled", null, null)]
    [InlineData("queued", null, null)]
    [InlineData("sending", null, null)]
    [InlineData("sent", null, null)]
    [InlineData("teleported", null, null)]
    [InlineData("delivered", null, MessageStatus.Delivered)]
    [InlineData("read", null, MessageStatus.Delivered)]
    [InlineData("failed", 30001, MessageStatus.Failed)]
    [InlineData("failed", null, MessageStatus.Failed)]
    [InlineData("canceled", null, MessageStatus.Failed)]
    [InlineData("undelivered", 30005, MessageStatus.Undelivered)]
    internal async Task The_answer_to_the_call_is_taken_at_its_word(string status, int? code, MessageStatus? outcome)
    {
        using var answers = new CannedAnswers(201, JsonSerializer.Serialize(new { sid = Sid, status, error_code = code }));
        using var under = new GatewayUnderTest(new Uri("http://127.0.0.1:1"), handler: answers);

        var accepted = (await under.Gateway.SendAsync(TwilioSome.Sms(), Token)).ShouldBeOfType<SendResult.Accepted>();

        (accepted.ProviderId, accepted.ProviderStatus).ShouldBe((Sid, status));
        accepted.Report?.Status.ShouldBe(outcome!.Value);
        (accepted.Report is null).ShouldBe(outcome is null);
        accepted.Report?.MessageId.ShouldBe(42);
        accepted.Report?.ErrorCode.ShouldBe(code?.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("failed", "30005", MessageStatus.Failed, Reasons.DeliveryFailed)]
    [InlineData("failed", null, MessageStatus.Failed, Reasons.DeliveryFailed)]
    [InlineData("undelivered", "30034", MessageStatus.Undelivered, Reasons.ProviderConfiguration)]
    [InlineData("canceled", null, MessageStatus.Failed, Reasons.DeliveryFailed)]
    [InlineData("delivered", null, MessageStatus.Delivered, null)]
    [InlineData("read", null, MessageStatus.Delivered, null)]
    internal async Task A_message_that_is_over_as_it_is_taken_is_shown_so_at_once(string word, string? code, MessageStatus status, string? reason)
    {
        _app.Gateway.Next(sms => new SendResult.Accepted(Sid, word) { Report = TwilioReceipts.Of(sms.MessageId, Sid, word, code, errorMessage: null) });
        await _relay.SmsAsync("0712345678", "Habari");

        await _app.DrainAsync();

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(status),
            message => message.ProviderId.ShouldBe(Sid),
            message => message.ProviderStatus.ShouldBe(word),
            message => message.ErrorCode.ShouldBe(code),
            message => message.Reason.ShouldBe(reason),
            message => message.FinalAt.ShouldNotBeNull(),
            message => message.DueAt.ShouldBeNull());
        (await _app.QueryAsync<(MessageStatus, string)>("SELECT status, source FROM status_change ORDER BY id DESC LIMIT 1"))
            .ShouldBe([(status, Sources.Provider)]);
        _app.Gateway.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task An_opt_out_learnt_so_stops_the_next_message()
    {
        _app.Gateway.Next(sms => new SendResult.Accepted(Sid, "failed") { Report = TwilioReceipts.Of(sms.MessageId, Sid, "failed", "21610", errorMessage: null) });
        await _relay.SmsAsync("0712345678", "one");
        await _app.DrainAsync();
        await _relay.SmsAsync("0712345678", "two");
        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem();
        _relay.Messages().Select(message => message.Reason).ShouldBe([Reasons.OptedOut, Reasons.OptedOut]);
    }

    [Fact]
    public async Task A_doubt_that_is_settled_by_the_list_is_taken_at_the_lists_word()
    {
        await using var twilio = await TwilioSome.StandInAsync();
        using var under = new GatewayUnderTest(twilio.Url);
        twilio.SetOutcome(TwilioSome.Recipient.Value, StandInOutcome.Undelivered(30003));
        await under.Gateway.SendAsync(TwilioSome.Sms(), Token);
        var listed = (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Listed>();
        listed.Messages.ShouldHaveSingleItem().Report.ShouldBeNull();

        await twilio.FinishAsync(Token);
        listed = (await under.Gateway.FindAsync(TwilioSome.Account, TwilioSome.Recipient, DateTimeOffset.UnixEpoch, Token)).ShouldBeOfType<ProviderSearch.Listed>();

        var report = listed.Messages.ShouldHaveSingleItem().Report.ShouldNotBeNull()(7);
        (report.MessageId, report.Status, report.ErrorCode).ShouldBe((7, MessageStatus.Undelivered, "30003"));
    }
}
