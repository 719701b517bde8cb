using System.Text;
using System.Text.Json;
using SmsBridge.Gateways;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Gateways.Reports;

/// <summary>Clients' SMS in the forms that providers' documents show, and what only looks like one.</summary>
public class ReplyReadingTests
{
    [Fact]
    public void Infobips_list()
    {
        var read = InfobipReports.ReadReplies(Json("""
            {"results":[{"messageId":"817790313235066447","from":"385916242493","to":"385921004026","text":"STOP","cleanText":"","keyword":"STOP",
              "receivedAt":"2026-10-06T09:28:39.220+0000","smsCount":1,"price":{"pricePerMessage":0,"currency":"EUR"},"callbackData":"callbackData"}],
             "messageCount":1,"pendingMessageCount":0}
            """));

        read.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new IncomingReply("817790313235066447", "+385916242493", "385921004026", OptOutWish.Stop));
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":{"from":"254712345678","text":"STOP"}}""")]
    [InlineData("""{"results":[{"text":"STOP"},{"from":"","text":"STOP"},{"from":{},"text":"STOP"},null,[]]}""")]
    [InlineData("""{"results":[{"messageId":"1","from":"MyBank","to":"254712345678","text":"STOP","status":{"groupId":3,"id":5,"name":"DELIVERED_TO_HANDSET"}}]}""")] // a report
    [InlineData("""[]""")]
    public void Infobips_that_are_none(string body) => InfobipReports.ReadReplies(Json(body)).ShouldBeNull();

    [Fact]
    public void Infobips_are_read_up_to_a_bound()
    {
        var entry = """{"from":"254712345678","text":"STOP"}""";

        InfobipReports.ReadReplies(Json($$"""{"results":[{{string.Join(',', Enumerable.Repeat(entry, InfobipReports.MostReports + 5))}}]}""")).ShouldNotBeNull().Count.ShouldBe(InfobipReports.MostReports);
    }

    [Theory]
    [InlineData("linkId=SampleLinkId123&text=Stop&to=28901&id=28a92cdf&date=2026-11-30&from=%2B254711222333", "28a92cdf", "28901", OptOutWish.Stop)]
    [InlineData("text=start&to=28901&id=28a92cdf&from=+254711222333", "28a92cdf", "28901", OptOutWish.Start)] // a plus that was not escaped is a blank
    [InlineData("text=Thanks&from=%2B254711222333", null, "", OptOutWish.None)]
    [InlineData("text=&from=%2B254711222333", null, "", OptOutWish.None)]
    [InlineData("senderId=MyBank&phoneNumber=%2B254711222333", null, "MyBank", OptOutWish.Stop)]
    internal void Africas_talkings_forms(string form, string? id, string to, OptOutWish wish) =>
        AfricasTalkingReports.ReadReplies(Form(form)).ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new IncomingReply(id, "+254711222333", to, wish));

    [Theory]
    [InlineData("id=ATXid_1&status=Success&phoneNumber=%2B254711222333&senderId=MyBank&from=MyBank&text=STOP")] // a report
    [InlineData("phoneNumber=%2B254711222333")]
    [InlineData("text=STOP&to=28901")]
    [InlineData("")]
    public void Africas_talkings_that_are_none(string form) => AfricasTalkingReports.ReadReplies(Form(form)).ShouldBeNull();

    [Theory]
    [InlineData("sms", "STOP", OptOutWish.Stop)]
    [InlineData("sms", "Unsubscribe.", OptOutWish.Stop)]
    [InlineData("sms", "Hello there", OptOutWish.None)]
    [InlineData("whatsapp", "STOP", OptOutWish.None)]
    internal void Vonages_webhook(string channel, string text, OptOutWish wish)
    {
        var read = VonageReports.ReadReplies(Json($$"""
            {"channel":"{{channel}}","message_uuid":"aaaaaaaa-bbbb-cccc-dddd-0123456789ab","to":"447700900000","from":"447700900001","timestamp":"2026-11-03T12:14:25Z",
             "text":"{{text}}","sms":{"num_messages":"1","keyword":"HELLO"},"usage":{"currency":"EUR","price":"0.0333"},"message_type":"text","context_status":"none"}
            """));

        read.ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new IncomingReply("aaaaaaaa-bbbb-cccc-dddd-0123456789ab", "+447700900001", "447700900000", wish));
    }

    [Theory]
    [InlineData("""{"message_uuid":"1","to":"447700900001","from":"MyBank","text":"STOP","status":"delivered"}""")] // a report
    [InlineData("""{"from":"447700900001","text":"STOP"}""")]
    [InlineData("""{"message_uuid":"1","from":{"type":"messenger","id":"1"},"text":"STOP"}""")]
    [InlineData("""[]""")]
    public void Vonages_that_are_none(string body) => VonageReports.ReadReplies(Json(body)).ShouldBeNull();

    [Fact]
    public void A_described_gateways_list_and_an_id_nobody_could_keep()
    {
        var reports = HttpSome.Reports(HttpSome.Options(it => (it.ReplyList, it.ReplyFrom, it.ReplyTo) = ("messages", "source.number", "")));
        var read = reports.ReadReplies(Json($$$"""{"messages":[{"id":"7","source":{"number":"0712345678"},"text":"stop"},{"id":"{{{new string('x', 300)}}}","source":{"number":254711000111}},{"text":"STOP"}]}"""));

        read.ShouldBe([new IncomingReply("7", "0712345678", "", OptOutWish.Stop), new IncomingReply(Id: null, "254711000111", "", OptOutWish.None)]);
    }

    [Fact]
    public void A_number_does_not_slip_into_a_log() =>
        new IncomingReply("7", "+254712345678", "22141", OptOutWish.Stop).ToString().ShouldNotContain("254712");

    private static ReportRequest Json(string body)
    {
        using var json = JsonDocument.Parse(body);
        return new ReportRequest(default, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase), json.RootElement.Clone(), Authorization: null);
    }

    private static ReportRequest Form(string form) => new(
        Encoding.UTF8.GetBytes(form),
        Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(form).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.OrdinalIgnoreCase), Json: null, Authorization: null);
}
