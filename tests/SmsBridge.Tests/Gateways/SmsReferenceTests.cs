using SmsBridge.Gateways;

namespace SmsBridge.Tests.Gateways;

public class SmsReferenceTests
{
    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var reference = new SmsReference(42, 3, 1_795_287_110_000);

        reference.ToString().ShouldBe("42.3.1795287110000");
        SmsReference.TryParse(reference.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(reference);
    }

    [Theory]
    [InlineData(0, 1, 0, "0-1-0")]
    [InlineData(42, 3, 1_795_287_110_000, "16-3-mwqrlbow")]
    [InlineData(12_345_678, 1, 1_795_287_110_000, "7clzi-1-mwqrlbow")]
    [InlineData(2_821_109_907_455, 1_295, 2_821_109_907_455, "zzzzzzzz-zz-zzzzzzzz")] // the year 2059
    public void The_short_one_has_twenty_characters_at_most_and_is_read_as_it_was_written(long id, int attempt, long queuedAt, string text)
    {
        var reference = new SmsReference(id, attempt, queuedAt);

        reference.ToShortString().ShouldBe(text);
        text.Length.ShouldBeLessThanOrEqualTo(20);
        SmsReference.TryParseShort(text, out var read).ShouldBeTrue();
        read.ShouldBe(reference);
        SmsReference.TryParse(text, out _).ShouldBeFalse("the two are told apart");
        SmsReference.TryParseShort(reference.ToString(), out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("16-1")]
    [InlineData("16-1-a-b")]
    [InlineData("16-1-")]
    [InlineData("16-1-A")]
    [InlineData("016-1-a")]
    [InlineData("16-1- a")]
    [InlineData("16-1-aé")]
    [InlineData("16-zzzzzzz-a")] // more attempts than can be counted
    [InlineData("zzzzzzzzzzzzz-1-a")]
    public void Anything_else_is_no_short_one(string? text) => SmsReference.TryParseShort(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("42.1")]
    [InlineData("42.1.2.3")]
    [InlineData("-42.1.2")]
    [InlineData("42.1. 2")]
    [InlineData("42.1.99999999999999999999")]
    [InlineData("9999999999999999999.1.2")]
    public void Anything_else_is_none(string? text) => SmsReference.TryParse(text, out _).ShouldBeFalse();
}
