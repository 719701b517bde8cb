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
