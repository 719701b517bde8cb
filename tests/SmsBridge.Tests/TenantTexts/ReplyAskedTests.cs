using SmsBridge.TenantTexts;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>A text that asks for a reply where none can arrive.</summary>
public class ReplyAskedTests
{
    [Theory]
    [InlineData("MyBank", "Hello. Reply STOP to end.", true)]
    [InlineData("MyBank", "Habari. Jibu STOP kuacha.", true)]
    [InlineData("MyBank", "To end, text 'stop' to us.", true)]
    [InlineData("MyBank", "We never stop. Call 0800 1.", false)]
    [InlineData("MyBank", "UNSTOPPABLE", false)]
    [InlineData("+15005550006", "Reply STOP to end.", false)]
    [InlineData("12345", "Reply STOP to end.", false)]
    [InlineData("MG0123456789abcdef0123456789abcdef", "Reply STOP to end.", false)]
    public void It_is_warned_of(string sender, string text, bool isWarned) => (ReplyAsked.WhyInVain(sender, text) is not null).ShouldBe(isWarned);
}
