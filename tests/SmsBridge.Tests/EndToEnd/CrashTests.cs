using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>The promises "never lost, never doubled", with <c>kill -9</c> and with SIGTERM.</summary>
[Collection(BridgeProcesses.Name)]
public class CrashTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    [Fact]
    public async Task A_hook_answered_200_becomes_one_sms_though_the_process_is_killed_right_after()
    {
        var key = await stage.RegisterAsync("killed");
        for (var round = 0; round < 4; round++)
        {
            var client = stage.AddClient("killed");

            var eventId = await stage.PostClientCreatedAsync("killed", key, client.Id);
            await stage.Bridge.KillAsync(EndToEndStage.Cancellation);
            await stage.Bridge.StartAsync(EndToEndStage.Cancellation);

            await stage.EventBecomesAsync("killed", key, eventId, "sent");
            stage.SmsTo(client).ShouldHaveSingleItem();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_sms_whose_answer_was_lost_in_a_crash_is_found_at_twilio_and_not_sent_again(bool isHeld)
    {
        var tenant = $"in-doubt-{isHeld}";
        var key = await stage.RegisterAsync(tenant);
        var client = stage.AddClient(tenant);
        stage.Twilio.Faults.Next(isHeld
            ? new StandInFault.AcceptThenHold(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, EndToEndStage.Cancellation))
            : new StandInFault.AcceptThenDropConnection());

        var eventId = await stage.PostClientCreatedAsync(tenant, key, client.Id);
        var sms = await stage.WaitForSmsToAsync(client);
        await stage.Bridge.KillAsync(EndToEndStage.Cancellation);
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);

        var detail = await stage.EventBecomesAsync(tenant, key, eventId, "sent");
        ((string?)detail["event"]!["message"]!["providerId"]).ShouldBe(sms.Sid);
        ((int?)detail["event"]!["attempts"]).ShouldBe(1);
        stage.SmsTo(client).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stop_finishes_and_records_the_send_that_is_on_its_way()
    {
        var key = await stage.RegisterAsync("stopped");
        var client = stage.AddClient("stopped");
        var answered = new TaskCompletionSource();
        stage.Twilio.Faults.Next(new StandInFault.AcceptThenHold(answered.Task));

        var eventId = await stage.PostClientCreatedAsync("stopped", key, client.Id);
        var sms = await stage.WaitForSmsToAsync(client);
        stage.Bridge.Terminate();
        await stage.Bridge.StandardOutput.WaitForAsync("Application is shutting down", EndToEndStage.Cancellation)
            .WaitAsync(Eventually.Deadline, TimeProvider.System, EndToEndStage.Cancellation);
        answered.SetResult();
        (await stage.Bridge.WaitForExitAsync(EndToEndStage.Cancellation)).ShouldBe(0);

        var asked = stage.Twilio.Requests.Lists;
        await stage.Bridge.StartAsync(EndToEndStage.Cancellation);
        var detail = await stage.EventBecomesAsync("stopped", key, eventId, "sent");
        ((string?)detail["event"]!["message"]!["providerId"]).ShouldBe(sms.Sid);
        stage.Twilio.Requests.Lists.ShouldBe(asked); // known from the record, not found out anew
        stage.SmsTo(client).ShouldHaveSingleItem();
    }
}
