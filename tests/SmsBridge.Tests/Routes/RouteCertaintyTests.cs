using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Routes;

namespace SmsBridge.Tests.Routes;

/// <summary>What is a certain non-delivery, and what only looks like one.</summary>
public sealed class RouteCertaintyTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    public ValueTask InitializeAsync() => _stage.InitializeAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task A_long_text_of_which_a_part_was_taken_goes_by_no_other_route()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Permanent, "0x8", "1 of 3 parts were taken") { TookSome = true });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.DeadLettered);
        _stage.Taken.ShouldBe(0);
    }

    [Theory]
    [InlineData("delivered", 0)]
    [InlineData("not heard of", 0)]
    [InlineData("lost", 1)]
    public async Task After_a_non_delivery_the_whole_goes_on_only_where_no_part_arrived_or_may_still(string other, int sent)
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        _stage.Second.Next(new SendResult.Accepted("P2", "accepted") { Parts = [["P1"], ["P2"]] });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        if (other != "not heard of")
        {
            await PartAsync(id, "P1", other == "delivered" ? MessageStatus.Delivered : MessageStatus.Undelivered);
        }

        await PartAsync(id, "P2", MessageStatus.Undelivered);
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(1));

        _stage.Third.Sent.Count.ShouldBe(sent);
        (await _stage.MessageAsync(id)).Status.ShouldBe(sent == 0 ? MessageStatus.Undelivered : MessageStatus.Sent);
    }

    [Fact]
    public async Task A_report_of_non_delivery_that_is_faster_than_the_answer_goes_on_once_the_answer_is_there()
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        _stage.Second.NextAsync(async sms =>
        {
            var answer = _stage.Second.Take(sms);
            await _stage.ReportAsync(sms.MessageId, answer.ProviderId, MessageStatus.Undelivered, "second");
            (await _stage.RoutesOfAsync(sms.MessageId)).ShouldBe(["by-second"]);
            return answer;
        });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-third"]);
        (await _stage.MessageAsync(id)).Status.ShouldBe(MessageStatus.Sent);

        await _stage.ReportAsync(id, _stage.Second.Taken[0].ProviderId, MessageStatus.Undelivered, "second"); // again
        await _stage.App.DrainAsync();
        _stage.First.Sent.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("another id")]
    [InlineData("no answer")]
    public async Task A_report_that_no_answer_confirms_may_be_of_another_sms_and_nothing_goes_on_for_it(string answer)
    {
        await _stage.UseAllAsync(afterNonDelivery: true);
        _stage.Second.NextAsync(async sms =>
        {
            await _stage.ReportAsync(sms.MessageId, "reported-id", MessageStatus.Undelivered, "second");
            return answer == "no answer" ? new SendResult.Unknown("timeout", "No answer in time.") : _stage.Second.Take(sms);
        });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.App.DrainAfterAsync(TimeSpan.FromMinutes(10));

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second"]);
        (_stage.Third.Sent.Count, _stage.First.Sent.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task An_sms_that_has_to_wait_for_the_morning_waits_for_it_by_its_own_route_and_slows_nobody()
    {
        await _stage.UseAllAsync();
        _stage.Second.Next(new SendResult.Retryable(FailureClass.Throttled, "409", TimeSpan.FromHours(9), "Do not disturb.") { IsOfMessage = true });
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (await _stage.MessageAsync(id)).DueAt.ShouldBe((_stage.App.Clock.GetUtcNow() + TimeSpan.FromHours(9)).ToUnixTimeMilliseconds());
        var lane = _stage.App.Services.GetRequiredService<RouteDirectory>().LaneOf(_stage.Tenant.Id, "second", "second-1", "SECOND");
        _stage.App.Services.GetRequiredService<SenderRates>().RateOf(_stage.Tenant.Id, lane).ShouldBeNull();

        await _stage.App.DrainAfterAsync(TimeSpan.FromHours(9));
        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-second", "by-second"]);
        (_stage.Second.Taken.Count, (await _stage.MessageAsync(id)).Tries).ShouldBe((1, 1));
    }

    private Task PartAsync(long id, string part, MessageStatus status) => ReceiptState.ApplyAsync(_stage.App, new Receipt(
        id, part, status, status.ToString(), status == MessageStatus.Delivered ? null : "17", status == MessageStatus.Delivered ? null : Reasons.DeliveryFailed, null, _ => true)
    {
        Provider = "second", MayBePart = true,
    });
}
