using System.Text;
using SmsBridge.Messages.Masking;

namespace SmsBridge.Tests.Messages.Masking;

public class BodyMaskTests
{
    [Theory]
    [InlineData("""{"mobileNo":"+254712345678","message":"Hello"}""", """{"mobileNo":"+25471****678","message":"Hello"}""")]
    [InlineData("""{"request":{"password":"p,4ss","x":1}}""", """{"request":{"password":"••••","x":1}}""")]
    [InlineData("""{"password":"ab,cdef"}""", """{"password":"••••"}""")]
    [InlineData("""{"apiKey": 12345 }""", """{"apiKey":"••••"}""")]
    [InlineData("""{"Authorization":{"a":["b"]},"n":1}""", """{"Authorization":"••••","n":1}""")]
    [InlineData("""{"mobileNo":"0712345678,0733111222"}""", """{"mobileNo":"••••"}""")]
    [InlineData("""{"mobileNo":["0712345678"],"phone2":712345678}""", """{"mobileNo":"••••","phone2":"••••"}""")]
    [InlineData("""{"mobile\u004eo":"0712345678"}""", """{"mobileNo":"071234*678"}""")]
    [InlineData("""{"request":"{\"mobileNo\":\"0712345678\",\"a\":1}"}""", """{"request":"{\"mobileNo\":\"071234*678\",\"a\":1}"}""")]
    [InlineData("""{"note":"call +254 712 345678 please"}""", """{"note":"call +25471****678 please"}""")]
    [InlineData("""{"note":"(0712) 345 678 on 2026-11-21 08:00"}""", """{"note":"(071234*678 on 2026-11-21 08:00"}""")]
    [InlineData("""{"request":"\"{\\\"password\\\":\\\"ab\\\"}\""}""", """{"request":"\"{\\\"password\\\":\\\"••••\\\"}\""}""")]
    [InlineData("""{"request":"a=1&password=ab"}""", """{"request":"••••"}""")]
    [InlineData("""["0712345678"]""", """["071234*678"]""")]
    [InlineData("""{"request":"{\"mobileNo\":\"07123"}""", """{"request":"••••"}""")]
    [InlineData("""{"value":254712345678,"at":[{"n":254712345678}],"more":[254712345678]}""", """{"value":"254712***678","at":[{"n":"254712***678"}],"more":["254712***678"]}""")]
    [InlineData("""{"value":2.54712345678E11,"minus":-254712345678}""", """{"value":"254712***678","minus":"254712***678"}""")]
    [InlineData("""{"subResourceId":254712345678,"loan_id":254712345678,"clientIds":[254712345678],"id":254712345678}""", """{"subResourceId":254712345678,"loan_id":254712345678,"clientIds":[254712345678],"id":254712345678}""")]
    [InlineData("""{"amount":150000,"short":123456789,"rate":1234567890.5,"long":1234567890123456}""", """{"amount":150000,"short":123456789,"rate":1234567890.5,"long":1234567890123456}""")]
    [InlineData("""{"note":"0712+345+678, 0712%20345%20678"}""", """{"note":"071234*678, 071234*678"}""")]
    [InlineData("{\"note\":\"+254\u00A0712\u00A0345\u00A0678\"}", """{"note":"+25471****678"}""")]
    [InlineData("{\"note\":\"0712\u2010345\u2011678, 0712\u2012345\u2013678\"}", """{"note":"071234*678, 071234*678"}""")]
    [InlineData("{\"note\":\"\u0660\u0667\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\"}", "{\"note\":\"\u0660\u0667\u0661\u0662\u0663\u0664*\u0666\u0667\u0668\"}")]
    [InlineData("""{"note":"the password is long","other":"password: ab"}""", """{"note":"the password is long","other":"••••"}""")]
    [InlineData("mobileNo=0712345678&message=Hello", "mobileNo=071234*678&message=Hello")]
    [InlineData("a=1&smsProviderToken=abc", "a=1&smsProviderToken=••••")]
    [InlineData("request=%7BmobileNo%3D0712345678%2C+password%3Dab%2Ccd%2C+x%3D1%7D&id=7", "request={mobileNo=071234*678, password=••••, x=1}&id=7")]
    [InlineData("request=%7B%22mobileNo%22%3A%220712345678%22%7D", """request={"mobileNo":"071234*678"}""")]
    [InlineData("mobile%4Eo=0712345678", "mobileNo=071234*678")]
    [InlineData("""{"clientId":7,"loanId":31,"resourceId":123456789,"date":"2026-11-21"}""", """{"clientId":7,"loanId":31,"resourceId":123456789,"date":"2026-11-21"}""")]
    public void Secrets_and_numbers_are_masked(string body, string shown)
    {
        BodyMask.Of(Encoding.UTF8.GetBytes(body)).ShouldBe(shown);
    }

    [Theory]
    [InlineData("""{"mobileNo":"0712345678" """)]
    [InlineData("call 0712345678")]
    [InlineData("<sms to='0712345678' />")]
    [InlineData("{mobileNo=0712345678")]
    public void What_can_not_be_read_is_not_shown(string body)
    {
        BodyMask.Of(Encoding.UTF8.GetBytes(body)).ShouldBeNull();
    }

    [Fact]
    public void Bytes_that_are_no_text_are_not_shown() => BodyMask.Of([0x61, 0x3d, 0xff]).ShouldBeNull();
}
