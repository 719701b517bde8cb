using System.Text;
using SmsBridge.Messages;
using SmsBridge.Messages.Masking;

namespace SmsBridge.Tests.Messages.Masking;

public class AnswerMaskTests
{
    [Theory]
    [InlineData("""{"code":21211,"message":"+254712345678 is not valid"}""", """{"code":21211,"message":"+25471****678 is not valid"}""")]
    [InlineData("""{"token":"abc","mobileNo":"0712345678"}""", """{"token":"••••","mobileNo":"071234*678"}""")]
    [InlineData("<html><head><title>502 Bad Gateway &amp; more</title></head><body>0712345678</body></html>", "502 Bad Gateway & more")]
    [InlineData("upstream connect error for 0712 345 678\nsecond line", "upstream connect error for 071234*678")]
    public void What_an_answer_says_is_kept_without_secrets_and_numbers(string body, string shown) => Of(body).ShouldBe(shown);

    [Theory]
    [InlineData("<html><body>no title, but 0712345678</body></html>")]
    [InlineData("""{"mobileNo":"0712345678" """)]
    [InlineData("wrong password hunter2")]
    [InlineData("")]
    public void What_can_not_be_shown_safely_is_not_kept(string body) => Of(body).ShouldBeNull();

    [Fact]
    public void A_long_answer_is_cut_and_a_huge_one_left_out()
    {
        Of($"[{string.Join(',', Enumerable.Repeat("\"word\"", 2_000))}]")!.Length.ShouldBeLessThan(PeerAnswer.LongestBody + 20);
        PeerAnswer.Of("core", TimeSpan.Zero, 500, new byte[100_000]).Body.ShouldBeNull();
    }

    private static string? Of(string body) => AnswerMask.Of(Encoding.UTF8.GetBytes(body));
}
