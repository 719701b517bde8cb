using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Ledger;

/// <summary>What receipts of parts come to.</summary>
public class SmsPartsTests
{
    private static readonly string[] Ids = ["a", "b", "c"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_order_of_receipts_changes_nothing_in_the_end(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var news = Enumerable.Range(0, 8).Select(_ => new SmsPart(
                random.GetItems(Ids, 1)[0], random.GetItems([MessageStatus.Sent, MessageStatus.Undelivered, MessageStatus.Delivered], 1)[0], Code: null, Words: "why")).ToArray();
            var expected = Take(news).Whole;

            random.Shuffle(news);
            Take(news).Whole.ShouldBe(expected);
        }

        static SmsParts Take(SmsPart[] news) => news.Aggregate(New(), (parts, part) => parts.With(part));
    }

    [Theory]
    [InlineData(MessageStatus.Undelivered, MessageStatus.Undelivered, MessageStatus.Failed, true)]
    [InlineData(MessageStatus.Undelivered, MessageStatus.Delivered, MessageStatus.Undelivered, false)]
    [InlineData(MessageStatus.Undelivered, MessageStatus.Undelivered, null, false)]
    internal void All_are_lost_when_none_has_arrived_or_may_still(MessageStatus a, MessageStatus b, MessageStatus? c, bool lost)
    {
        var parts = new SmsParts(3, [new SmsPart("a", a, null, null), new SmsPart("b", b, null, null)]);

        (c is { } last ? parts.With(new SmsPart("c", last, null, null)) : parts).AreAllLost.ShouldBe(lost);
    }

    [Fact]
    public void What_is_kept_is_read_as_it_was()
    {
        var parts = New().With(new SmsPart("b", MessageStatus.Undelivered, "027", "UNDELIV,\terror\n027")).With(new SmsPart("c", MessageStatus.Delivered, null, null));

        var read = SmsParts.Parse(parts.ToText()).ShouldNotBeNull();

        read.Total.ShouldBe(3);
        read.Known.ShouldBe([
            new SmsPart("a", MessageStatus.Sent, null, null), new SmsPart("b", MessageStatus.Undelivered, "027", "UNDELIV, error 027"), new SmsPart("c", MessageStatus.Delivered, null, null)]);
        read.Whole.ShouldBe((MessageStatus.Undelivered, "027", "1 of 3 parts was not delivered: UNDELIV, error 027"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("three")]
    [InlineData("3\nx")]
    [InlineData("3\n4\t\tid")]
    public void What_is_none_is_none(string? text) => SmsParts.Parse(text).ShouldBeNull();

    [Fact]
    public void Ids_that_do_not_tell_parts_apart_are_of_no_use()
    {
        SmsParts.Of([["a"], ["a"]], before: null).ShouldBeNull();
        SmsParts.Of([["a"], ["b\tc"]], before: null).ShouldBeNull();
    }

    [Fact]
    public void No_more_are_known_than_there_are()
    {
        var parts = new SmsParts(1, []).With(new SmsPart("a", MessageStatus.Delivered, null, null));

        parts.With(new SmsPart("strange", MessageStatus.Undelivered, null, null)).ShouldBe(parts);
    }

    [Fact]
    public void What_was_reported_before_the_answers_counts_by_whatever_spelling()
    {
        var before = new SmsParts(2, []).With(new SmsPart("0255", MessageStatus.Delivered, null, null)).With(new SmsPart("somebody-elses", MessageStatus.Undelivered, null, null));

        var parts = SmsParts.Of([["FF", "0255", "255"], ["100", "256"]], before).ShouldNotBeNull();

        parts.Whole.ShouldBe((MessageStatus.Sent, null, "1 of 2 parts delivered"));
        parts.Holds("0255").ShouldBeTrue();
    }

    private static SmsParts New() => SmsParts.Of([.. Ids.Select(id => new[] { id })], before: null)!;
}
