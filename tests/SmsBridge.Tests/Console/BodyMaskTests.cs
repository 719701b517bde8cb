using System.Text;
using SmsBridge.Console.Pages.OneMessage;

namespace SmsBridge.Tests.Console;

public class BodyMaskTests
{
    [Theory]
    [InlineData("""{"mobileNo":"+254712345678","message":"Hello"}""", """{"mobileNo":"+25471****678","message":"Hello"}""")]
    [InlineData("""{"request":{"password":"p,4ss","x":1}}""", """{"request":{"password":"••••,4ss","x":1}}""")]
    [InlineData("""{"apiKey": 12345 }""", """{"apiKey": ••••}""")]
    [InlineData("mobileNo=0712345678&message=Hello", "mobileNo=071234*678&message=Hello")]
    [InlineData("a=1&smsProviderToken=abc", "a=1&smsProviderToken=••••")]
    [InlineData("""{"clientId":7,"loanId":31}""", """{"clientId":7,"loanId":31}""")]
    public void Secrets_and_numbers_are_masked(string body, string shown)
    {
        BodyMask.Of(Encoding.UTF8.GetBytes(body)).ShouldBe(shown);
    }
}
