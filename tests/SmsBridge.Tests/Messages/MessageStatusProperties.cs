using CsCheck;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Messages;

/// <summary>The laws of <see cref="MessageStatuses.Advance"/>: receipts come in any order, and again and again.</summary>
public class MessageStatusProperties
{
    private static readonly MessageStatus[] All = Enum.GetValues<MessageStatus>();

    [Fact]
    public void Receipts_in_any_order_and_repeated_end_in_the_same_status()
    {
        var receipts = Gen.OneOf(All).Array[1, 8];
        var reordered =
            from told in receipts
            from again in Gen.Int[0, told.Length]
            from shuffled in Gen.Shuffle(told.Concat(told[..again]).ToArray())
            select (told, shuffled);

        reordered.Sample(
            pair => End(pair.shuffled).ShouldBe(End(pair.told)), iter: 2_000);

        static MessageStatus End(MessageStatus[] receipts) => receipts.Aggregate(MessageStatus.Sending, MessageStatuses.Advance);
    }

    [Fact]
    public void Advancing_is_commutative_associative_and_idempotent()
    {
        foreach (var (a, b, c) in from a in All from b in All from c in All select (a, b, c))
        {
            a.Advance(b).ShouldBe(b.Advance(a));
            a.Advance(b).Advance(c).ShouldBe(a.Advance(b.Advance(c)));
            a.Advance(a).ShouldBe(a);
        }
    }

    [Fact]
    public void Nothing_undoes_delivered_and_nothing_final_waits_again()
    {
        foreach (var (status, reported) in from status in All from reported in All select (status, reported))
        {
            status.Advance(MessageStatus.Delivered).ShouldBe(MessageStatus.Delivered);
            MessageStatus.Delivered.Advance(reported).ShouldBe(MessageStatus.Delivered);
            new[] { status, reported }.ShouldContain(status.Advance(reported));
            (status.IsFinal() && !status.Advance(reported).IsFinal()).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_status_is_read_back_from_its_name()
    {
        foreach (var status in All)
        {
            MessageStatuses.TryParse(status.Name(), out var read).ShouldBeTrue();
            read.ShouldBe(status);
        }
    }
}
