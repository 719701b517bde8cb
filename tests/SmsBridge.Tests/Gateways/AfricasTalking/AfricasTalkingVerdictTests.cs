using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.AfricasTalking;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Gateways.AfricasTalking;

/// <summary>Each row of africas-talking.md 1, 2 and 4.</summary>
public class AfricasTalkingVerdictTests
{
    private static readonly DateTimeOffset Evening = new(2026, 11, 21, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(102)]
    public void Taken(int code) => TakenWith(201, code);

    [Fact]
    public void The_body_of_a_201_with_200_is_taken_too() => TakenWith(200, 101);

    private static void TakenWith(int status, int code) => Judge(status, Recipient(code)).ShouldBeOfType<SendResult.Accepted>().ProviderId.ShouldBe("ATXid_1");

    [Theory]
    [InlineData(401, FailureClass.Configuration, RejectionScope.PerhapsTenant)]
    [InlineData(402, FailureClass.Configuration, RejectionScope.Tenant)]
    [InlineData(403, FailureClass.Permanent, RejectionScope.Message)]
    [InlineData(404, FailureClass.Permanent, RejectionScope.Message)]
    [InlineData(405, FailureClass.Credentials, RejectionScope.Message)]
    [InlineData(406, FailureClass.OptedOut, RejectionScope.Message)]
    [InlineData(407, FailureClass.Configuration, RejectionScope.Message)]
    [InlineData(502, FailureClass.Configuration, RejectionScope.Message)]
    internal void Refused_inside_a_201(int code, FailureClass failure, RejectionScope scope) => Judge(201, Recipient(code, id: "None")).ShouldBeOfType<SendResult.Rejected>()
        .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(failure), it => it.Scope.ShouldBe(scope), it => it.Code.ShouldBe(code.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("InvalidSenderId", FailureClass.Configuration)]
    [InlineData("InsufficientBalance", FailureClass.Credentials)]
    [InlineData("Message is too long for +254712345678", FailureClass.Permanent)]
    internal void Refused_with_an_empty_list(string message, FailureClass failure) =>
        Judge(201, $$"""{"SMSMessageData":{"Message":"{{message}}","Recipients":[]} }""").ShouldBeOfType<SendResult.Rejected>()
            .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(failure), it => it.Detail.ShouldNotContain("254712345678"));

    [Fact]
    public void Nights_in_nigeria_are_waited_for()
    {
        Judge(201, Recipient(409, id: "None")).ShouldBeOfType<SendResult.Retryable>()
            .ShouldSatisfyAllConditions(it => it.After.ShouldBe(TimeSpan.FromHours(11)), it => it.UsesUpATry.ShouldBeFalse(), it => it.IsOfMessage.ShouldBeTrue());
        Judge(409, Recipient(409, id: "None")).ShouldBeOfType<SendResult.Retryable>().After.ShouldBe(TimeSpan.FromHours(11));
    }

    [Fact]
    public void A_night_that_is_told_in_plain_words_is_waited_for_too() =>
        Judge(409, "DoNotDisturbRejection").ShouldBeOfType<SendResult.Retryable>().ShouldSatisfyAllConditions(it => it.IsOfMessage.ShouldBeTrue(), it => it.After.ShouldNotBeNull());

    [Fact]
    public void A_gateway_error_is_sent_again() => Judge(201, Recipient(501, id: "None")).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Transient);

    [Theory]
    [InlineData(401, "The supplied authentication is invalid", FailureClass.Credentials)]
    [InlineData(400, "Must have username in your request", FailureClass.Permanent)]
    internal void Plain_text_of_the_provider_is_a_refusal(int status, string text, FailureClass failure) => Judge(status, text).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);

    [Theory]
    [InlineData(401, "<html>Please sign in</html>")]
    [InlineData(407, "")]
    [InlineData(307, "")]
    public void A_page_on_the_way_is_no_refusal_and_it_is_sent_again(int status, string text) =>
        Judge(status, text).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Unreachable);

    public static TheoryData<int, string> Doubtful => new()
    {
        { 201, Recipient(500, id: "None") },
        { 201, Recipient(101, id: "None") },
        { 201, Recipient(101, number: "+254700000000") },
        { 201, Recipient(777) },
        { 201, """{"SMSMessageData":{"Message":"","Recipients":[]}}""" },
        { 201, """{"SMSMessageData":{}}""" },
        { 201, "<SMSMessageData/>" },
        { 201, "" },
        { 200, "<html></html>" },
        { 202, Recipient(101) },
        { 400, "<html></html>" },
        { 500, "InternalServerError" },
        { 502, "" },
        { 302, "" },
    };

    [Theory]
    [MemberData(nameof(Doubtful))]
    public void What_leaves_it_in_doubt(int status, string body) => Judge(status, body).ShouldBeOfType<SendResult.Unknown>();

    [Theory]
    [InlineData("KES 0.8000", "KES 0.80")]
    [InlineData("UGX 35", "UGX 35.00")]
    [InlineData("0", null)]
    [InlineData("KES 0,80", null)]
    [InlineData("KES -0.8", null)]
    [InlineData("0.8 KES", null)]
    [InlineData("KES  0.8", null)]
    [InlineData("¤ 1'234,5", null)]
    public void A_cost_is_a_currency_and_a_number_or_it_is_not_known(string cost, string? price) =>
        Judge(201, Recipient(101).Replace("KES 0.8000\",\"messageId", cost + "\",\"messageId", StringComparison.Ordinal)).ShouldBeOfType<SendResult.Accepted>()
            .Price.ShouldBe(price is null ? null : Price.Read(price[4..], price[..3]));

    [Fact]
    public void A_price_in_a_strange_currency_is_no_reason_to_doubt() =>
        Judge(201, Recipient(101).Replace("KES 0.8000", "¤ 1'234,5", StringComparison.Ordinal)).ShouldBeOfType<SendResult.Accepted>();

    [Theory]
    [InlineData("Sent", null, MessageStatus.Sent, null)]
    [InlineData("Submitted", null, MessageStatus.Sent, null)]
    [InlineData("buffered", null, MessageStatus.Sent, null)]
    [InlineData("Success", null, MessageStatus.Delivered, null)]
    [InlineData("SUCCESS", null, MessageStatus.Delivered, null)]
    [InlineData("Failed", "DeliveryFailure", MessageStatus.Undelivered, Reasons.DeliveryFailed)]
    [InlineData("Failed", "userinblacklist", MessageStatus.Undelivered, Reasons.OptedOut)]
    [InlineData("AbsentSubscriber", null, MessageStatus.Undelivered, Reasons.DeliveryFailed)]
    [InlineData("Expired", null, MessageStatus.Undelivered, Reasons.DeliveryFailed)]
    [InlineData("Rejected", "InsufficientCredit", MessageStatus.Failed, Reasons.ProviderConfiguration)]
    internal void What_a_report_means(string word, string? failure, MessageStatus status, string? reason) =>
        Report(("id", "ATXid_1"), ("status", word), ("phoneNumber", "+254712345678"), ("failureReason", failure ?? "")).ShouldNotBeNull().ShouldHaveSingleItem().Of(42).ShouldNotBeNull()
            .ShouldSatisfyAllConditions(it => it.Status.ShouldBe(status), it => it.Reason.ShouldBe(reason), it => it.ProviderId.ShouldBe("ATXid_1"));

    [Fact]
    public void What_is_no_report_or_has_a_word_nobody_knows_changes_nothing()
    {
        Report(("status", "Success")).ShouldBeNull();
        Report(("id", "ATXid_1")).ShouldBeNull();
        Report(("id", "ATXid_1"), ("status", "Teleported"), ("phoneNumber", "0712")).ShouldNotBeNull().ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(it => it.Of(42).ShouldBeNull(), it => it.To.ShouldBeNull());
    }

    private static SendResult Judge(int status, string body) =>
        AfricasTalkingVerdict.Of(new WireAnswer(status, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null), HttpSome.Sms(), Evening);

    private static string Recipient(int code, string id = "ATXid_1", string number = "+254712345678") =>
        $$"""{"SMSMessageData":{"Message":"Sent to 1/1 Total Cost: KES 0.8000","Recipients":[{"statusCode":{{code}},"number":"{{number}}","status":"Word","cost":"KES 0.8000","messageId":"{{id}}"}]} }""";

    private static IReadOnlyList<IncomingReport>? Report(params (string Name, string Value)[] fields) => AfricasTalkingReports.Read(new ReportRequest(
        default, fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.OrdinalIgnoreCase), Json: null, Authorization: null));
}
