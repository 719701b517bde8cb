using SmsBridge.Console.Pages.BulkResend;
using SmsBridge.Insight.MessageList;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Console;

/// <summary>A number that can not get an SMS is not sent to again in bulk.</summary>
public class BulkLeftOutTests
{
    [Theory]
    [InlineData(Reasons.NotTextable, null, "landline")]
    [InlineData(Reasons.ProviderRejected, "21211", "not a valid phone number")]
    [InlineData(Reasons.ProviderRejected, "21614", "not a mobile number")]
    [InlineData(Reasons.ProviderRejected, "21635", "landline")]
    [InlineData(Reasons.DeliveryFailed, "30005", "unknown to the carrier")]
    [InlineData(Reasons.DeliveryFailed, "30006", "landline")]
    public void What_can_not_work_is_left_out_by_its_reason_unless_it_is_picked(string reason, string? code, string words)
    {
        MessageRow[] rows = [Row(1, reason, code), Row(2, reason, code), Row(3, Reasons.DeliveryFailed, "30003")];

        var plan = ResendPlan.Of(rows, isNamed: false, isCut: false);

        plan.Chosen.ShouldBe([(1, 3)]);
        var (why, count) = plan.LeftOut.ShouldHaveSingleItem();
        why.ShouldContain(words);
        count.ShouldBe(2);
        ResendPlan.Of(rows, isNamed: true, isCut: false).Chosen.Count.ShouldBe(3);
    }

    [Fact]
    public void Another_providers_code_does_not_say_that_a_number_can_not_work() =>
        ResendPlan.Of([Row(1, Reasons.DeliveryFailed, "30005") with { Provider = "smpp" }], isNamed: false, isCut: false).Chosen.Count.ShouldBe(1);

    [Fact]
    public void What_was_erased_is_sent_again_by_nobody()
    {
        MessageRow[] rows = [Row(1, Reasons.NoNumber, null) with { Erased = 1 }];

        foreach (var isNamed in new[] { false, true })
        {
            var plan = ResendPlan.Of(rows, isNamed, isCut: false);
            plan.Chosen.ShouldBeEmpty();
            plan.LeftOut.ShouldHaveSingleItem().Key.ShouldContain("data were erased");
        }
    }

    [Theory]
    [InlineData(Reasons.NoNumber, null)] // somebody may have entered one since
    [InlineData(Reasons.InvalidNumber, null)]
    [InlineData(Reasons.DeliveryFailed, "30003")]
    [InlineData(Reasons.DeliveryFailed, "30008")]
    [InlineData(Reasons.DeliveryFailed, null)]
    [InlineData(Reasons.ProviderConfiguration, "21606")]
    public void What_may_work_is_sent_again(string reason, string? code) =>
        ResendPlan.Of([Row(1, reason, code)], isNamed: false, isCut: false).Chosen.Count.ShouldBe(1);

    [Theory]
    [InlineData(Reasons.NoNumber, "SMS SEND")]
    [InlineData(Reasons.InvalidNumber, "SMS SEND")]
    [InlineData(Reasons.NotTextable, "SMS CAMPAIGN")]
    [InlineData(Reasons.EmptyText, "SMS TRIGGER")]
    [InlineData(Reasons.TextTooLong, "SMS SEND")]
    public void What_the_core_wrote_itself_stays_as_wrong_as_it_was(string reason, string name)
    {
        MessageRow[] rows = [Row(1, reason, null) with { EventName = name }, Row(2, Reasons.RetriesExhausted, null) with { EventName = name }];

        ResendPlan.Of(rows, isNamed: false, isCut: false).Chosen.ShouldBe([(1, 2)]);
        ResendPlan.Of(rows, isNamed: true, isCut: false).Chosen.Count.ShouldBe(2);
    }

    private static MessageRow Row(long id, string reason, string? code) => new()
    {
        EventId = id, TenantId = 1, Status = MessageStatus.Undelivered, Reason = reason, ErrorCode = code, Provider = "twilio",
    };
}
