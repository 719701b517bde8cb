using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>What a refusal means for the tenant beyond its message: a wrong set-up, a sender too fast.</summary>
public sealed class ProviderTroubleTests : IAsyncLifetime
{
    private const string Mobile = "0712345678";

    private readonly SmsBridgeApp _app = new();
    private RelayDriver _relay = null!;

    private Tenant Tenant => _app.Services.GetRequiredService<TenantDirectory>().Find(_relay.Core.Id)!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _relay = await RelayDriver.RegisterAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_sender_that_is_wrong_for_everybody_stops_the_tenant_and_its_messages_wait()
    {
        Refuse(50, "21705", RejectionScope.Tenant);
        await SmsAsync(1);
        await _app.DrainAsync();
        await SmsAsync(20);
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(1);
        Tenant.Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderConfiguration);
        _relay.Messages().ShouldAllBe(message => message.Status != MessageStatus.DeadLettered && message.Tries == 0);
    }

    [Fact]
    public async Task Once_it_is_mended_and_proved_everything_goes_out()
    {
        Refuse(1, "21705", RejectionScope.Tenant);
        await SmsAsync(1);
        await _app.DrainAsync();
        await SmsAsync(3);

        await _app.Services.GetRequiredService<TenantAdmin>().VerifyAsync(Tenant, TestContext.Current.CancellationToken);
        await _app.DrainAsync();

        _app.Gateway.Taken.Count.ShouldBe(4);
        Tenant.Pause.ShouldBeNull();
    }

    [Fact]
    public async Task A_refusal_that_concerns_the_recipient_stops_nobody_else()
    {
        Refuse(30, "21408", RejectionScope.Message);
        await SmsAsync(30);
        await _app.DrainAsync();
        await SmsAsync(1);
        await _app.DrainAsync();

        Tenant.Pause.ShouldBeNull();
        _app.Gateway.Taken.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Where_the_code_leaves_it_open_so_many_in_a_row_stop_the_tenant()
    {
        Refuse(ProviderTrouble.RefusalsInARow, "21606", RejectionScope.PerhapsTenant);
        for (var index = 1; index < ProviderTrouble.RefusalsInARow; index++)
        {
            await SmsAsync(1);
            await _app.DrainAsync();
            Tenant.Pause.ShouldBeNull();
        }

        await SmsAsync(1);
        await _app.DrainAsync();

        Tenant.Pause.ShouldNotBeNull().Reason.ShouldBe(Reasons.ProviderConfiguration);
    }

    [Fact]
    public async Task One_that_is_taken_between_them_begins_the_count_anew()
    {
        for (var round = 0; round < 3; round++)
        {
            Refuse(ProviderTrouble.RefusalsInARow - 1, "21606", RejectionScope.PerhapsTenant);
            for (var index = 0; index < ProviderTrouble.RefusalsInARow; index++)
            {
                await SmsAsync(1);
                await _app.DrainAsync();
            }
        }

        Tenant.Pause.ShouldBeNull();
        _app.Gateway.Taken.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_throttled_message_uses_up_no_try_and_slows_its_sender_down()
    {
        for (var index = 0; index < 20; index++)
        {
            _app.Gateway.Next(new SendResult.Retryable(FailureClass.Throttled, "20429", null, "Too many."));
        }

        await SmsAsync(1);
        for (var minute = 0; minute < 240; minute++)
        {
            await _app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        _relay.Message().ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.Sent), message => message.Tries.ShouldBe(1), message => message.Attempts.ShouldBe(21));
    }

    [Fact]
    public async Task A_delivery_that_failed_for_the_senders_speed_slows_it_down_too()
    {
        await SmsAsync(1);
        await _app.DrainAsync();

        await _app.Services.GetRequiredService<SmsBridge.Receipts.ReceiptIntake>().AcceptAsync(
            SmsBridge.Gateways.Twilio.TwilioReceipts.Of(_relay.LastEvent(), _relay.Message().ProviderId!, "undelivered", "30022", null)!);

        var rates = _app.Services.GetRequiredService<SenderRates>();
        rates.RateOf(Tenant.Id, Some.Sender).ShouldNotBeNull();
        rates.RateOf(Tenant.Id + 1, Some.Sender).ShouldBeNull();
    }

    [Fact]
    public async Task Reports_of_one_burst_slow_the_sender_down_once_however_long_they_trickle_in()
    {
        await SmsAsync(5);
        await _app.DrainAsync();
        var rates = _app.Services.GetRequiredService<SenderRates>();
        var intake = _app.Services.GetRequiredService<SmsBridge.Receipts.ReceiptIntake>();
        var seen = new List<double>();
        foreach (var (eventId, sid) in await _app.QueryAsync<(long, string)>("SELECT event_id, provider_id FROM message ORDER BY event_id"))
        {
            _app.Clock.Advance(TimeSpan.FromSeconds(2));
            await intake.AcceptAsync(SmsBridge.Gateways.Twilio.TwilioReceipts.Of(eventId, sid, "undelivered", "30022", null)!);
            seen.Add(rates.RateOf(Tenant.Id, Some.Sender)!.Value);
        }

        seen.Count.ShouldBe(5);
        seen.Zip(seen.Skip(1)).ShouldAllBe(pair => pair.Second >= pair.First, "it only gains its speed back");
    }

    [Fact]
    public async Task Once_stopped_and_resumed_it_takes_as_many_in_a_row_again()
    {
        Refuse(ProviderTrouble.RefusalsInARow + 1, "21606", RejectionScope.PerhapsTenant);
        for (var index = 0; index < ProviderTrouble.RefusalsInARow; index++)
        {
            await SmsAsync(1);
            await _app.DrainAsync();
        }

        Tenant.Pause.ShouldNotBeNull();
        await _app.Services.GetRequiredService<TenantAdmin>().VerifyAsync(Tenant, TestContext.Current.CancellationToken);
        Tenant.Pause.ShouldBeNull();

        await SmsAsync(1);
        await _app.DrainAsync();

        Tenant.Pause.ShouldBeNull();
    }

    private void Refuse(int times, string code, RejectionScope scope)
    {
        for (var index = 0; index < times; index++)
        {
            _app.Gateway.Next(new SendResult.Rejected(FailureClass.Configuration, code, "No.") { Scope = scope });
        }
    }

    private async Task SmsAsync(int count)
    {
        for (var index = 0; index < count; index++)
        {
            await _relay.SmsAsync(Mobile, $"Text {Guid.NewGuid():N}");
        }
    }
}
