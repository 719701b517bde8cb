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
    [InlineData("""{"value":254712345678,"numbers":[254712345678,7],"resourceId":254712345678,"paid":254712345678.0}""", """{"value":"254712***678","numbers":["254712***678",7],"resourceId":254712345678,"paid":"254712***678"}""")]
    [InlineData("""{"errors":["bad password hunter2","no such user"]}""", """{"errors":["••••","no such user"]}""")]
    [InlineData("\uFEFF{\"token\":\"abc\"}", """{"token":"••••"}""")]
    [InlineData("\uFEFF<html><head><TITLE>Bad Gateway</TITLE></head></html>", "Bad Gateway")]
    [InlineData("wrong token abc, code=5", "••••=••••")]
    [InlineData("upstream connect error for 0712 345 678\nsecond line", "upstream connect error for 071234*678")]
    public void What_an_answer_says_is_kept_without_secrets_and_numbers(string body, string shown) => Of(body).ShouldBe(shown);

    [Theory]
    [InlineData("<html><body>no title, but 0712345678</body></html>")]
    [InlineData("""{"mobileNo":"0712345678" """)]
    [InlineData("wrong password hunter2")]
    [InlineData("\uFEFF{\"mobileNo\":\"0712345678\" ")]
    [InlineData("\uFEFF{\"mobileNo\":\"a=0712345678\" ")]
    [InlineData("<html><title>never ends")]
    [InlineData("<html><title>one <b>two</b></title>")]
    [InlineData("")]
    public void What_can_not_be_shown_safely_is_not_kept(string body) => Of(body).ShouldBeNull();

    [Fact]
    public void A_long_answer_is_cut_and_a_huge_one_left_out()
    {
        Of($"[{string.Join(',', Enumerable.Repeat("\"word\"", 2_000))}]")!.Length.ShouldBeLessThan(PeerAnswer.LongestBody + 20);
        PeerAnswer.Of("core", TimeSpan.Zero, 500, new byte[100_000]).Body.ShouldBeNull();
    }

    [Fact]
    public void A_title_of_any_length_is_found_without_a_limit_of_time() =>
        Of($"<html><title>{new string('x', 50_000)}</title></html>").ShouldBe(new string('x', 200) + "…");

    private static string? Of(string body) => AnswerMask.Of(Encoding.UTF8.GetBytes(body));
}
