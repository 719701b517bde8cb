using System.Diagnostics;
using SmsBridge.Intake.Hooks;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>fineract-hooks.md 7: what the core's editor and template engine leave behind.</summary>
public class HookTextTests
{
    [Theory]
    [InlineData("Dear Jane, welcome.", "Dear Jane, welcome.")]
    [InlineData("Dear O&#39;Brien &amp; Co, &quot;hi&quot;", "Dear O'Brien & Co, \"hi\"")]
    [InlineData("1 &lt; 2 &gt; 0", "1 < 2 > 0")]
    [InlineData("&lt;b&gt;typed&lt;/b&gt;", "<b>typed</b>")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("a&nbsp;b", "a b")]
    [InlineData("&#x1F600; &eacute;", "😀 é")]
    [InlineData("<p>One</p><p>Two</p>", "One\nTwo")]
    [InlineData("One<br>Two<br/>Three<BR />Four", "One\nTwo\nThree\nFour")]
    [InlineData("<ul><li>One</li><li>Two</li></ul>", "One\nTwo")]
    [InlineData("One\r\nTwo\rThree\nFour", "One\nTwo\nThree\nFour")]
    [InlineData("One<br><br> <br>Two", "One\nTwo")]
    [InlineData("<span style=\"color:red\">Pay</span> <b>now</b>", "Pay now")]
    [InlineData("<div><p>deep <i><b>er</b></i></p></div>", "deep er")]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("5<6", "5<6")]
    [InlineData("x <3 y", "x <3 y")]
    [InlineData("unclosed <b", "unclosed <b")]
    [InlineData("a<!-- gone -->b<!-- and <b>this</b> -->c", "abc")]
    [InlineData("a<!-- never closed", "a<!-- never closed")]
    [InlineData("tab\there", "tab here")]
    [InlineData("bell\a and null\0", "bell and null")]
    [InlineData("  spaces   everywhere  ", "spaces everywhere")]
    [InlineData("&unknown; & alone", "&unknown; & alone")]
    [InlineData("", "")]
    [InlineData("<p></p>", "")]
    public void Tags_go_line_breaks_stay_and_entities_are_decoded_once(string html, string text) => HookText.ToPlainText(html).ShouldBe(text);

    [Theory]
    [InlineData("<!--")]
    [InlineData("<a")]
    [InlineData("<br ")]
    [InlineData("</p ")]
    [InlineData("<")]
    [InlineData("&")]
    [InlineData("&#")]
    [InlineData(" \n")]
    [InlineData(" ")]
    [InlineData("<b>")]
    [InlineData("--><!--")]
    public void A_hostile_text_costs_no_more_than_an_ordinary_one(string pattern)
    {
        var hostile = string.Concat(Enumerable.Repeat(pattern, 256 * 1024 / pattern.Length));

        // A quadratic pattern runs into its own one-second limit and throws; this is for one that comes close.
        // The quickest of five counts: on a busy machine any single one may have been kept waiting.
        Enumerable.Range(0, 5).Min(_ => Timed(pattern, hostile)).ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static TimeSpan Timed(string pattern, string hostile)
    {
        var started = Stopwatch.GetTimestamp();
        _ = HookText.ToPlainText(hostile);
        _ = HookText.ToPlainText(pattern + new string(' ', 256 * 1024));
        return Stopwatch.GetElapsedTime(started);
    }
}
