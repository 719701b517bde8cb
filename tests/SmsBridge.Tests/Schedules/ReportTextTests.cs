using System.Text;
using SmsBridge.Core;
using SmsBridge.Core.Reports;
using SmsBridge.Schedules.Reports;
using SmsBridge.Texts;

namespace SmsBridge.Tests.Schedules;

/// <summary>A report's answer, and a text made of a row of it.</summary>
public class ReportTextTests
{
    private static readonly CoreReport Report = new(["firstName", "mobileNo", "Total Due", "dueDate", "cycle", "loan_no"], []);

    private static readonly ReportCell[] Row = [new("Jane O'Brien"), new("0712345678"), new(null, 1500.5m), new(null, Date: new DateOnly(2026, 11, 23)), new(null, 3m), new(null, 1000031m)];

    [Fact]
    public void Columns_are_variables_by_their_letters_and_digits_however_they_are_written() =>
        Render("Dear {{firstname}}, {{totaldue}} is due on {{ Due Date }} (loan no. {{cycle}}: {{LOAN_NO}}).")
            .ShouldBe("Dear Jane O'Brien, 1,500.50 is due on 2026-11-23 (loan no. 3: 1000031).");

    [Fact]
    public void Masked_it_shows_no_whole_name_and_no_whole_number() => Render("{{firstname}}, {{mobileno}}, {{loanno}}", isMasked: true).ShouldBe("J••• O•••, •••678, •••031");

    [Theory]
    [InlineData(" ", "firstname is empty")]
    [InlineData("\u0001\u202e", "firstname is empty")]
    public void What_a_row_has_no_value_for_is_not_told(string value, string problem)
    {
        ReportText.Render("Dear {{firstname}}", Report, [new(value), .. Row[1..]], Day, isMasked: false, out var why).ShouldBeNull();
        why.ShouldBe(problem);
    }

    [Fact]
    public void What_is_too_long_for_a_name_or_an_amount_is_not_told()
    {
        ReportText.Render("Dear {{firstname}}", Report, [new(new string('x', 161)), .. Row[1..]], Day, isMasked: false, out var why).ShouldBeNull();
        why.ShouldBe("firstname has more than 160 characters");
    }

    [Theory]
    [InlineData("{{mobileno}}", "Dear {{mobileno}}!")]
    [InlineData("Ja\nne\u202e \\\"'", "Dear Ja\nne \\\"'!")]
    public void A_value_is_a_value_whatever_it_looks_like(string value, string text) =>
        ReportText.Render("Dear {{firstname}}!", Report, [new(value), .. Row[1..]], Day, isMasked: false, out _).ShouldBe(text);

    [Theory]
    [InlineData("Dear {{firstname}}", null)]
    [InlineData("Dear {{First Name}}", null)]
    [InlineData(" ", "empty")]
    [InlineData("{{#if cycle}}x{{/if}}", "no conditions")]
    [InlineData("Dear {firstname}", "no conditions")]
    [InlineData("Dear {{}}", "no conditions")]
    [InlineData("Dear\u0000 {{firstname}}", "no telephone shows")]
    public void What_can_not_be_read_is_refused_in_words(string text, string? words)
    {
        var fault = ReportText.Fault(text);

        (words is null ? fault is null : fault!.Contains(words, StringComparison.Ordinal)).ShouldBeTrue(fault);
    }

    [Theory]
    [InlineData("mobileNo", "mobileno")]
    [InlineData("MOBILE_NO", "mobileno")]
    [InlineData(" Mobile No. ", "mobileno")]
    [InlineData("Téléphone", "téléphone")]
    [InlineData("मोबाइल नंबर", "मोबाइलनंबर")]
    public void A_column_is_known_by_its_letters_and_digits_of_any_script(string column, string plain) => CoreReport.PlainOf(column).ShouldBe(plain);

    [Fact]
    public void Two_columns_of_one_name_are_none() => new CoreReport(["id", "ID"], []).PlaceOf("id").ShouldBe(-1);

    [Fact]
    public void Newer_cores_numbers_and_older_cores_texts_are_the_same()
    {
        var report = Read("""
            {"columnHeaders":[{"columnName":"id","columnDisplayType":"INTEGER"},{"columnName":"d","columnDisplayType":"DATE"},{"columnName":"due","columnDisplayType":"DECIMAL"}],
            "data":[{"row":[7,[2026,11,23],1500]},{"row":["7","2026-11-23","1500.000000"]}]}
            """).ShouldBeOfType<CoreResult<CoreReport>.Found>().Value;

        report.Rows.Count.ShouldBe(2);
        report.Rows.ShouldAllBe(row => row[0].Id == 7 && row[1].Day == new DateOnly(2026, 11, 23));
        report.Rows.Select(row => ReportText.Render("{{due}}", report, row, Day, isMasked: false, out _)).ShouldBe(["1,500.00", "1,500.00"]);
    }

    [Theory]
    [InlineData("123456789012345678901234567890")]
    [InlineData("1.5")]
    [InlineData("-7")]
    [InlineData("0")]
    [InlineData("\"7x\"")]
    [InlineData("\"\\ud800\"")]
    [InlineData("true")]
    [InlineData("[]")]
    [InlineData("[2026,2,30]")]
    [InlineData("{\"id\":7}")]
    [InlineData("null")]
    public void What_is_no_number_of_a_client_is_none_and_spoils_its_own_row_alone(string value)
    {
        var report = Read($$"""{"columnHeaders":[{"columnName":"id","columnDisplayType":"INTEGER"}],"data":[{"row":[{{value}}]},{"row":[8]}]}""").ShouldBeOfType<CoreResult<CoreReport>.Found>().Value;

        report.Rows.Select(row => row[0].Id).ShouldBe([null, 8]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"columnHeaders":[]}""")]
    [InlineData("""{"columnHeaders":[{"columnName":"id"}],"data":[{"row":[1,2]}]}""")]
    [InlineData("""{"columnHeaders":[{"columnName":"id"}],"data":[7]}""")]
    [InlineData("""{"columnHeaders":[{"columnName":"id"}],"data":[{"row":[1]},{"rows":[1]}]}""")]
    [InlineData("not json")]
    public void What_is_no_report_is_a_wrong_answer(string json) => Read(json).ShouldBeOfType<CoreResult<CoreReport>.Misconfigured>();

    [Theory]
    [InlineData("{{today}}", "2026-11-21")]
    [InlineData("{{today+3}}", "2026-11-24")]
    [InlineData("from {{today-30}}", "from 2026-10-22")]
    [InlineData("-1", "-1")]
    public void A_day_of_a_parameter_is_reckoned_from_today(string value, string sent)
    {
        ReportParameters.Fault(value).ShouldBeNull();
        ReportParameters.For(new DateOnly(2026, 11, 21), new Dictionary<string, string>(StringComparer.Ordinal) { ["x"] = value })["x"].ShouldBe(sent);
    }

    [Theory]
    [InlineData("{{tomorrow}}")]
    [InlineData("{{today+9999}}")]
    [InlineData("{{today")]
    public void Another_one_is_refused(string value) => ReportParameters.Fault(value).ShouldNotBeNull();

    private static CoreResult<CoreReport> Read(string json) => ReportReader.Read(Encoding.UTF8.GetBytes(json));

    private static string? Render(string text, bool isMasked = false) => ReportText.Render(text, Report, Row, Day, isMasked, out _);

    private static TextFormat Day { get; } = TextFormat.For("en", "yyyy-MM-dd");
}
