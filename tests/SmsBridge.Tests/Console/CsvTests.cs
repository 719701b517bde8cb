using SmsBridge.Messages;

namespace SmsBridge.Tests.Console;

public class CsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+254712345678", "'+254712345678")]
    [InlineData("-2", "'-2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=a,b", "\"'=a,b\"")]
    [InlineData("hi;=1+cmd|x;y", "hi;'=1+cmd|x;y")]
    [InlineData("hi ;\"=1+cmd|x;", "\"hi ;\"\"'=1+cmd|x;\"")]
    [InlineData("\"=1", "\"\"\"'=1\"")]
    [InlineData("a\t@SUM(A1)", "a\t'@SUM(A1)")]
    [InlineData("two\n-lines", "\"two\n'-lines\"")]
    [InlineData("a; b", "a; b")]
    [InlineData("plain", "plain")]
    [InlineData(null, "")]
    public void A_field_is_text_whatever_it_holds(string? text, string field)
    {
        CsvField.Of(text).ShouldBe(field);
    }
}
