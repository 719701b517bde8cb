using SmsBridge.Insight.Search;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Insight.Search;

/// <summary>What messages that have come to their end change of what is known.</summary>
public class KnownChangesTests
{
    private static readonly Dictionary<(long, long), KnownClient> Nobody = [];

    [Fact]
    public void A_new_client_is_found_by_each_word_of_the_name()
    {
        var changes = KnownChanges.Of([Sent(10, "Amina Odhiambo")], Nobody);

        changes.Clients[(1, 7)].Name.ShouldBe("Amina Odhiambo");
        changes.Words.ShouldBe([new(1, "amina", WordKind.Name, 7), new(1, "odhiambo", WordKind.Name, 7)], ignoreOrder: true);
    }

    [Fact]
    public void Who_is_known_as_told_is_not_written_again()
    {
        var known = KnownChanges.Of([Sent(10, "Amina Odhiambo")], Nobody).Clients;

        KnownChanges.Of([Sent(11, "Amina Odhiambo")], known).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Who_marries_is_found_by_the_new_name_and_no_longer_by_the_old_one()
    {
        var known = KnownChanges.Of([Sent(10, "Amina Odhiambo")], Nobody).Clients;

        var changes = KnownChanges.Of([Sent(11, "Amina Kamau")], known);

        changes.Words.ShouldBe([new(1, "kamau", WordKind.Name, 7)]);
        changes.Gone.ShouldBe([new(1, "odhiambo", WordKind.Name, 7)]);
    }

    [Fact]
    public void A_name_that_is_taken_back_within_a_step_stays()
    {
        var known = KnownChanges.Of([Sent(10, "Amina Odhiambo")], Nobody).Clients;

        var changes = KnownChanges.Of([Sent(11, "Amina Kamau"), Sent(12, "Amina Odhiambo")], known);

        changes.Clients[(1, 7)].Name.ShouldBe("Amina Odhiambo");
        changes.Words.ShouldContain(new SearchWord(1, "odhiambo", WordKind.Name, 7));
        changes.Words.ShouldNotContain(word => word.Word == "kamau");
        changes.Gone.ShouldNotContain(word => word.Word == "odhiambo");
    }

    [Theory]
    [InlineData(Reasons.NoNumber, true)]
    [InlineData(Reasons.InvalidNumber, true)]
    [InlineData(Reasons.NotTextable, true)]
    [InlineData(Reasons.OptedOut, false)]
    public void Only_a_number_that_a_branch_can_mend_is_trouble_with_the_number(string reason, bool isTrouble)
    {
        var client = KnownChanges.Of([Closed(10, reason)], Nobody).Clients[(1, 7)];

        (client.Trouble, client.TroubleEvent).ShouldBe(isTrouble ? (reason, 10) : (null, null));
    }

    [Fact]
    public void It_is_over_with_the_next_sms_that_goes_out_and_not_with_an_older_one()
    {
        var known = KnownChanges.Of([Closed(10, Reasons.InvalidNumber)], Nobody).Clients;

        KnownChanges.Of([Sent(9, "Amina Odhiambo")], known).Clients.ShouldBeEmpty();
        KnownChanges.Of([Sent(11, "Amina Odhiambo")], known).Clients[(1, 7)].Trouble.ShouldBeNull();
        KnownChanges.Of([Sent(10, "Amina Odhiambo")], known).Clients[(1, 7)].Trouble.ShouldBeNull("the same one, sent anew once the number was mended");
    }

    [Fact]
    public void A_receipt_leads_to_its_message_and_an_account_to_its_loan()
    {
        var changes = KnownChanges.Of([Sent(10, null) with { About = new MessageAbout { ClientId = 7, Account = "LN0112678", Receipt = "QX-12/AB" } }], Nobody);

        changes.Words.ShouldBe(
            [new(1, "ln0112678", WordKind.Loan, 31), new(1, "112678", WordKind.Loan, 31), new(1, "qx12ab", WordKind.Event, 10)], ignoreOrder: true);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8L)] // an event that names somebody else is not believed
    public void A_message_that_does_not_name_its_client_is_led_to_from_the_client(long? named) =>
        KnownChanges.Of([Sent(10, null) with { ClientId = named }], Nobody).Words.ShouldBe([new(1, "7", WordKind.About, 10)]);

    private static SettledMessage Sent(long eventId, string? name) =>
        new(1, eventId, 31, 1_000 + eventId, MessageStatus.Sent, null, null, new MessageAbout { ClientId = 7, Name = name }) { ClientId = 7 };

    private static SettledMessage Closed(long eventId, string reason) => Sent(eventId, "Amina Odhiambo") with { Status = MessageStatus.DeadLettered, Reason = reason };
}
