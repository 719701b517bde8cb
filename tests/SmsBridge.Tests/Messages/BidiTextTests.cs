using Microsoft.Extensions.Options;
using SmsBridge.Intake.Hooks;
using SmsBridge.Messages;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Messages;

/// <summary>A sign in a name that nobody sees must not turn the amount behind it around.</summary>
public class BidiTextTests
{
    public static TheoryData<char> Controls =>
        ['\u202A', '\u202B', '\u202C', '\u202D', '\u202E', '\u2066', '\u2067', '\u2068', '\u2069', '\u200E', '\u200F', '\u061C'];

    [Theory]
    [MemberData(nameof(Controls))]
    public void It_is_in_no_text_that_is_sent_and_in_no_table(char control)
    {
        var catalog = new TemplateCatalog(Options.Create(new TemplateOptions()));

        catalog.Render("LOAN REPAYMENT", new TemplateModel { Name = $"{control}Jane", Amount = $"KES{control} 1,500.00", Account = "31", Date = "today" })
            .ShouldBe("Thank you, Jane. We received KES 1,500.00 for loan 31 on today.");
        TemplateText.Finish($"a{control}b").ShouldBe("ab");
        HookText.ToPlainText($"Dear {control}Jane, 1,500.00").ShouldBe("Dear Jane, 1,500.00");
        HookText.ToPlainText($"Dear &#{(int)control};Jane").ShouldBe("Dear Jane");
        CsvField.Of($"{control}=1+1").ShouldBe("'=1+1");
        CsvField.Of($"a{control},b").ShouldBe("\"a,b\"");
    }

    [Theory]
    [InlineData("شكرا لك، عائشة")]
    [InlineData("क्‍ष, می‌خواهم")] // joiners are letters' business
    [InlineData("😀 é")]
    public void What_scripts_need_stays(string text) => BidiText.Without(text).ShouldBe(text);
}
