using System.Text.Json;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Reports;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Gateways.Http;

/// <summary>What a described gateway reports: of ours, of others, of nothing.</summary>
public class HttpReportsTests
{
    [Theory]
    [InlineData("[]", "")]
    [InlineData("""{"all":[]}""", "all")]
    [InlineData("""{"event":{"all":[]}}""", "event.all")]
    [InlineData("""{"ref":"order-77","status":"DELIVRD"}""", "")] // another program's
    [InlineData("""[{"status":"DELIVRD"},{"status":"UNDELIV","ref":""}]""", "")]
    public void A_report_of_nothing_of_ours_is_one(string body, string list) => Read(body, it => (it.ReportList, it.ReportId) = (list, "")).ShouldNotBeNull().ShouldBeEmpty();

    [Theory]
    [InlineData("{}", "")]
    [InlineData("[]", "all")] // the list stands elsewhere
    [InlineData("""{"all":{}}""", "all")]
    [InlineData("""{"all":[{"ref":"42.1.1700"}]}""", "all")]
    [InlineData("""[null,7,{"ref":"42.1.1700","status":null}]""", "")]
    [InlineData("""{"sender":"254712345678","text":"STOP"}""", "")] // a reply
    public void What_has_no_status_is_none(string body, string list) => Read(body, it => it.ReportList = list).ShouldBeNull();

    [Fact]
    public void Of_a_gateway_that_only_brings_replies_an_empty_list_is_one_too()
    {
        var options = HttpSome.Options(it => (it.ReportStatus, it.ReportId, it.ReportReference) = ("", "", ""));
        using var json = JsonDocument.Parse("[]");

        HttpSome.Reports(options).Read(Request(json)).ShouldBeNull();
        HttpSome.Reports(options).ReadReplies(Request(json)).ShouldNotBeNull().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("42.1.1700")]
    [InlineData("16-1-1b8")]
    public void Our_name_is_known_in_either_form(string name)
    {
        var report = Read($$"""{"ref":"{{name}}","status":"DELIVRD"}""").ShouldNotBeNull().ShouldHaveSingleItem();

        (report.Reference, report.ProviderId).ShouldBe((new SmsReference(42, 1, 1_700), null));
        report.Of(42).ShouldNotBeNull().ProviderId.ShouldBe("42.1.1700", "as its answer is kept");
    }

    [Fact]
    public void Who_wants_no_more_has_opted_out() => Read("""{"ref":"42.1.1700","status":"BLOCKED","err":"STOP"}""")!.ShouldHaveSingleItem().Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(
        it => it.Status.ShouldBe(MessageStatus.Undelivered), it => it.Class.ShouldBe(FailureClass.OptedOut), it => it.Reason.ShouldBe(Reasons.OptedOut), it => it.ErrorCode.ShouldBe("STOP"));

    [Fact]
    public void Who_was_not_reached_has_not() => Read("""{"ref":"42.1.1700","status":"UNDELIV"}""")!.ShouldHaveSingleItem().Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(
        it => it.Class.ShouldBeNull(), it => it.Reason.ShouldBe(Reasons.DeliveryFailed));

    private static IReadOnlyList<IncomingReport>? Read(string body, Action<HttpProviderOptions>? change = null)
    {
        using var json = JsonDocument.Parse(body);
        return HttpSome.Reports(HttpSome.Options(change)).Read(Request(json));
    }

    private static ReportRequest Request(JsonDocument json) => new(default, new Dictionary<string, string>(StringComparer.Ordinal), json.RootElement.Clone(), Authorization: null);
}
