using SmsBridge.Messages;

namespace SmsBridge.Tests.Messages;

public class KeptWordsTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("0123456789", "0123456789")]
    [InlineData("0123456789x", "0123456789… (cut: 11 characters came)")]
    [InlineData("012345678\U0001F600", "012345678… (cut: 11 characters came)")] // a character of two is not halved
    public void What_is_too_long_is_cut_and_says_so(string? text, string? kept) => KeptWords.Cut(text, 10).ShouldBe(kept);
}
