using SmsBridge.Gateways.Smpp;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>Receipts of a long text, one for each of its parts.</summary>
public sealed partial class SmppContractTests
{
    private static readonly string InThreeParts = string.Concat(Enumerable.Repeat("Malipo ya KES 1,500. ", 20)).Trim(); // of 419 characters

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(3, 1, 2)]
    [InlineData(2, 3, 1)]
    public async Task A_long_text_is_delivered_when_each_of_its_parts_is(params int[] order)
    {
        var id = await Stage.SendAsync(text: InThreeParts);
        Stage.Taken.ShouldHaveSingleItem().Text.ShouldBe(InThreeParts);
        Here.Smsc.Parts.Select(part => part.RegisteredDelivery).ShouldBe(new byte[] { 1, 1, 1 });

        foreach (var number in order)
        {
            (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
            await ReportPartAsync(number, StandInNews.OnItsWay);
            await ReportPartAsync(number, StandInNews.Delivered);
            await ReportPartAsync(number, StandInNews.Delivered); // again
        }

        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Delivered, null, "smpp:00000003"));
        (await HeardAsync(id)).ShouldBe(["0 of 3 parts delivered", "1 of 3 parts delivered", "2 of 3 parts delivered", "3 of 3 parts delivered"]);
    }

    [Fact]
    public async Task A_part_that_is_not_delivered_fails_the_whole_and_says_why()
    {
        var id = await Stage.SendAsync(text: InThreeParts);

        await ReportPartAsync(1, StandInNews.Delivered);
        await ReportPartAsync(2, StandInNews.Failed);
        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Undelivered, Reasons.DeliveryFailed, "smpp:00000003"));
        (await DetailAsync(id)).ShouldBe("1 of 3 parts was not delivered: UNDELIV, error 027");
        var heard = await HeardAsync(id);

        await ReportPartAsync(3, StandInNews.Delivered);
        await ReportPartAsync(2, StandInNews.Failed);
        (await HeardAsync(id)).ShouldBe(heard, "it is no news of the whole");
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Undelivered);

        await ReportPartAsync(2, StandInNews.Delivered); // after all
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
    }

    /// <summary>The next part is submitted when the one before is answered, and telephones are quick.</summary>
    [Fact]
    public async Task A_part_that_is_delivered_before_the_others_are_taken_counts()
    {
        var early = new TaskCompletionSource();
        Stage.Faults.Next(new StandInFault.AcceptThenHold(early.Task));
        using var answer = await Stage.Tenant.Hooks().PostSmsAsync(Some.Mobile, InThreeParts, TestContext.Current.CancellationToken);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        var sending = Stage.App.DrainAsync();
        await Eventually.BecomesAsync(() => Task.FromResult(Here.Smsc.Parts.Count), count => count == 1, "the SMSC to take the first part");

        await ReportPartAsync(1, StandInNews.Delivered, "0000000001"); // in another spelling
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);
        early.SetResult();
        await sending;
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        await ReportPartAsync(1, StandInNews.Delivered, "0000000001");
        await ReportPartAsync(3, StandInNews.Delivered);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        await ReportPartAsync(2, StandInNews.Delivered);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        (await HeardAsync(id)).ShouldNotContain(words => words.Contains("may get two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_parts_delivered_settle_a_long_text_whose_last_answer_was_lost_and_fewer_do_not()
    {
        var submits = 0;
        Stage.Faults.Plan = _ => ++submits == 3 ? new StandInFault.AcceptThenDropConnection() : null;
        var id = await Stage.SendAsync(text: InThreeParts);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending);

        await ReportPartAsync(1, StandInNews.Delivered);
        await ReportPartAsync(1, StandInNews.Delivered);
        await ReportPartAsync(3, StandInNews.Delivered);
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sending, "whether the second was taken nobody knows");
        await ReportPartAsync(2, StandInNews.Delivered);

        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Delivered);
        await ReportPartAsync(3, StandInNews.Delivered);
        (await HeardAsync(id)).ShouldBe(["1 of 3 parts delivered", "2 of 3 parts delivered", "3 of 3 parts delivered"]);
    }

    [Fact]
    public async Task A_long_text_of_which_a_part_is_missing_is_decided_by_a_person()
    {
        var submits = 0;
        Stage.Faults.Plan = _ => ++submits == 2 ? new StandInFault.AcceptThenDropConnection() : null;
        var id = await Stage.SendAsync(text: InThreeParts);
        await ReportPartAsync(1, StandInNews.Delivered);
        await ReportPartAsync(2, StandInNews.Delivered);
        await Stage.PassAsync(TimeSpan.FromHours(3));

        (await Stage.MessageAsync(id)).ShouldSatisfyAllConditions(
            message => message.Status.ShouldBe(MessageStatus.DeadLettered), message => message.Reason.ShouldBe(Reasons.OutcomeUnknown));
        (await HeardAsync(id)).ShouldBe(["1 of 3 parts delivered", "2 of 3 parts delivered"]);
        Here.Smsc.Parts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Parts_are_known_by_another_spelling_of_their_ids_too()
    {
        Here.Smsc.IdOf = number => FormattableString.Invariant($"{number + 0xFE:X}"); // FF, 100, 101
        var id = await Stage.SendAsync(text: InThreeParts);

        await ReportPartAsync(2, StandInNews.Delivered, "0000000256");
        await ReportPartAsync(3, StandInNews.Delivered, "0000000257");
        (await Stage.StatusAsync(id)).ShouldBe(MessageStatus.Sent);
        await ReportPartAsync(1, StandInNews.Delivered, "0000000255");

        (await Stage.MessageAsync(id)).ShouldBe((MessageStatus.Delivered, null, "smpp:101"));
    }

    private async Task ReportPartAsync(int number, StandInNews news, string? id = null)
    {
        var part = new TakenSms(id ?? FormattableString.Invariant($"{number:x8}"), Some.Mobile, "MyBank", "Malipo", Reference: null, ReportTo: null, Stage.App.Clock.GetUtcNow());
        (await Here.DeliverAsync(StandInSmsc.ReceiptOf(part, news))).ShouldBe(SmppStatus.Ok);
    }

    /// <summary>What the timeline has of the SMSC.</summary>
    private Task<List<string>> HeardAsync(long id) =>
        Stage.App.QueryAsync<string>("SELECT COALESCE(detail, '') FROM status_change WHERE event_id = @id AND source = 'provider' ORDER BY id", new { id });
}
