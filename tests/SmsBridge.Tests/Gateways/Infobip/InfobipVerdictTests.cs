using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Infobip;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Gateways.Infobip;

/// <summary>Each row of infobip.md 5 to 7.</summary>
public class InfobipVerdictTests
{
    private const string Id = "42.1.1700";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(1, 7)]
    [InlineData(1, 26)]
    [InlineData(3, 5)]
    [InlineData(3, 2)]
    [InlineData(5, 23)] // a repeat of one that was taken
    public void Taken(int group, int id) => Judge(200, Message(group, id)).ShouldBeOfType<SendResult.Accepted>().ProviderId.ShouldBe(Id);

    [Theory]
    [InlineData(6, FailureClass.Configuration)]
    [InlineData(8, FailureClass.Permanent)]
    [InlineData(10, FailureClass.OptedOut)]
    [InlineData(11, FailureClass.Configuration)]
    [InlineData(12, FailureClass.Credentials)]
    [InlineData(13, FailureClass.Configuration)]
    [InlineData(14, FailureClass.OptedOut)]
    [InlineData(17, FailureClass.Credentials)]
    [InlineData(18, FailureClass.Configuration)]
    [InlineData(19, FailureClass.Configuration)]
    [InlineData(24, FailureClass.Permanent)]
    [InlineData(25, FailureClass.Permanent)]
    [InlineData(51, FailureClass.Permanent)]
    [InlineData(52, FailureClass.Permanent)]
    [InlineData(87, FailureClass.Configuration)]
    [InlineData(999, FailureClass.Permanent)] // a new one
    internal void A_refusal_inside_a_200(int id, FailureClass failure) => Judge(200, Message(5, id)).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);

    /// <summary>Suspected fraud may be about the text or the account: several in a row hold the tenant.</summary>
    [Theory]
    [InlineData(87, RejectionScope.PerhapsTenant)]
    [InlineData(11, RejectionScope.Tenant)]
    [InlineData(6, RejectionScope.Message)]
    internal void Whom_a_refusal_of_the_set_up_concerns(int id, RejectionScope scope) => Judge(200, Message(5, id)).ShouldBeOfType<SendResult.Rejected>().Scope.ShouldBe(scope);

    [Theory]
    [InlineData(20, FailureClass.Throttled, 3600)]
    [InlineData(21, FailureClass.Transient, null)]
    [InlineData(100, FailureClass.Transient, null)]
    internal void Not_now(int id, FailureClass failure, int? seconds) => Judge(200, Message(5, id)).ShouldBeOfType<SendResult.Retryable>()
        .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(failure), it => it.After.ShouldBe(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null), it => it.IsOfMessage.ShouldBe(id == 20));

    /// <summary>Taken, and at its end: what it says of that counts as a report.</summary>
    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 15)]
    public void At_its_end_at_once(int group, int id) =>
        Judge(200, Message(group, id)).ShouldBeOfType<SendResult.Accepted>().Report.ShouldNotBeNull().Status.ShouldBe(MessageStatus.Undelivered);

    [Fact]
    public void A_page_that_is_not_found_is_no_word_of_infobips() => Judge(404, "<html>Not found</html>").ShouldNotBeOfType<SendResult.Rejected>();

    [Theory]
    [InlineData(12)]
    [InlineData(17)]
    public void No_credit_that_a_report_tells_is_of_the_account(int id) =>
        Report($$$"""{"results":[{"messageId":"42.1.1700","status":{"groupId":5,"id":{{{id}}},"name":"REJECTED","description":"Words"}}]}""").ShouldNotBeNull().ShouldHaveSingleItem()
            .Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(it => it.Class.ShouldBe(FailureClass.Credentials), it => it.Reason.ShouldBe(Reasons.ProviderConfiguration));

    [Theory]
    [InlineData(11, RejectionScope.Tenant)]
    [InlineData(13, RejectionScope.Tenant)]
    [InlineData(19, RejectionScope.Message)]
    internal void Whom_a_wrong_set_up_concerns(int id, RejectionScope scope) => Judge(200, Message(5, id)).ShouldBeOfType<SendResult.Rejected>().Scope.ShouldBe(scope);

    [Theory]
    [InlineData(401, FailureClass.Credentials)]
    [InlineData(403, FailureClass.Credentials)]
    [InlineData(400, FailureClass.Permanent)]
    [InlineData(404, FailureClass.Configuration)]
    internal void An_error_of_the_request_in_either_form(int status, FailureClass failure)
    {
        Judge(status, """{"requestError":{"serviceException":{"messageId":"CODE","text":"About +254712345678"}}}""").ShouldBeOfType<SendResult.Rejected>()
            .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(failure), it => it.Code.ShouldBe("CODE"), it => it.Detail.ShouldNotContain("254712345678"));
        Judge(status, """{"errorCode":"E401","description":"Words","action":"Mend it"}""").ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"messages":[]}""")]
    [InlineData(200, """{"messages":[{"messageId":"42.1.1700"}]}""")]
    [InlineData(200, """{"messages":[{"messageId":"somebody-elses","status":{"groupId":1,"id":26}}]}""")]
    [InlineData(200, """{"messages":[{"messageId":"42.1.1700","status":{"groupId":1,"id":26}},{"messageId":"42.1.1700","status":{"groupId":1,"id":26}}]}""")]
    [InlineData(200, """{"messages":[{"messageId":"42.1.1700","status":{"groupId":77,"id":1}}]}""")]
    [InlineData(500, """{"requestError":{"serviceException":{"messageId":"GENERAL_ERROR","text":"Something went wrong"}}}""")]
    [InlineData(302, "")]
    public void What_leaves_it_in_doubt(int status, string body) => Judge(status, body).ShouldBeOfType<SendResult.Unknown>();

    [Theory]
    [InlineData(0, 0, MessageStatus.Sent)]
    [InlineData(1, 26, MessageStatus.Sent)]
    [InlineData(3, 5, MessageStatus.Delivered)]
    [InlineData(3, 2, MessageStatus.Sent)]
    [InlineData(4, 29, MessageStatus.Sent)]
    [InlineData(4, 15, MessageStatus.Undelivered)]
    [InlineData(4, 87, MessageStatus.Undelivered)]
    [InlineData(2, 4, MessageStatus.Undelivered)]
    [InlineData(2, 9, MessageStatus.Undelivered)]
    [InlineData(2, 31, MessageStatus.Undelivered)]
    [InlineData(5, 11, MessageStatus.Failed)]
    [InlineData(5, 23, null)]
    [InlineData(9, 1, null)]
    internal void What_a_report_means(int group, int id, MessageStatus? status)
    {
        var report = Report($$"""{"results":[{"messageId":"42.1.1700","status":{"groupId":{{group}},"id":{{id}},"name":"N"},"price":{"pricePerMessage":"12,50","currency":"???"} }]} """)
            .ShouldNotBeNull().ShouldHaveSingleItem();

        (report.Of(42)?.Status).ShouldBe(status);
    }

    [Theory]
    [InlineData(""" "messageCount":1,"price":{"pricePerMessage":0.0125,"currency":"EUR"} """, "EUR 0.0125")]
    [InlineData(""" "messageCount":3,"price":{"pricePerMessage":0.0125,"currency":"EUR"} """, "EUR 0.0375")]
    [InlineData(""" "smsCount":2,"price":{"pricePerMessage":"0.5","currency":"KES"} """, "KES 1.00")]
    [InlineData(""" "price":{"pricePerMessage":0.0125,"currency":"EUR"} """, null)] // of how many parts?
    [InlineData(""" "messageCount":-1,"price":{"pricePerMessage":0.0125,"currency":"EUR"} """, null)]
    [InlineData(""" "messageCount":9000000,"price":{"pricePerMessage":"999999","currency":"USD"} """, null)]
    [InlineData(""" "messageCount":256,"price":{"pricePerMessage":"0.01","currency":"USD"} """, null)] // no SMS has so many
    [InlineData(""" "messageCount":2,"price":{"pricePerMessage":"999999","currency":"USD"} """, null)] // or costs so much
    [InlineData(""" "messageCount":1,"price":{"pricePerMessage":"12,50","currency":"???"} """, null)]
    [InlineData(""" "messageCount":1,"price":{"pricePerMessage":1.5e-2,"currency":"EUR"} """, null)]
    public void What_an_SMS_cost(string members, string? price) =>
        Report($$"""{"results":[{"messageId":"42.1.1700","status":{"groupId":3,"id":5,"name":"N"},{{members}} }]} """)!.ShouldHaveSingleItem().Of(42).ShouldNotBeNull()
            .Price.ShouldBe(price is null ? null : Price.Read(price[4..], price[..3]));

    [Fact]
    public void A_recipient_who_blocked_the_sender_has_opted_out() =>
        Report("""{"results":[{"messageId":"42.1.1700","status":{"groupId":2,"id":9},"error":{"id":573,"name":"EC_BLOCKED","description":"Blocked by the user"}}]}""")!
            .ShouldHaveSingleItem().Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(it => it.Class.ShouldBe(FailureClass.OptedOut), it => it.Reason.ShouldBe(Reasons.OptedOut));

    /// <summary>571 is in no source.</summary>
    [Fact]
    public void No_other_error_opts_anybody_out() =>
        Report("""{"results":[{"messageId":"42.1.1700","status":{"groupId":2,"id":9},"error":{"id":571,"name":"EC_OTHER","description":"Another"}}]}""")!
            .ShouldHaveSingleItem().Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(it => it.Class.ShouldBeNull(), it => it.Reason.ShouldBe(Reasons.DeliveryFailed));

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"messageId":"somebody-elses","status":{"groupId":3,"id":5}}]}""")]
    [InlineData("""{"results":[null,7,{"messageId":"somebody-elses","status":{"groupId":3,"id":5}}]}""")]
    public void What_is_a_report_of_nothing_of_ours(string body) => Report(body).ShouldNotBeNull().ShouldBeEmpty();

    [Theory]
    [InlineData("""{"results":{"messageId":"42.1.1700"}}""")]
    [InlineData("""{"results":[{"messageId":"42.1.1700"}]}""")]
    [InlineData("""{"results":[null,7,"x"]}""")]
    [InlineData("""{"results":null}""")]
    [InlineData("[]")]
    public void What_is_no_report(string body) => Report(body).ShouldBeNull();

    private static SendResult Judge(int status, string body) =>
        InfobipVerdict.Of(new WireAnswer(status, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null), HttpSome.Sms());

    private static IReadOnlyList<IncomingReport>? Report(string body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return InfobipReports.Read(new ReportRequest(default, new Dictionary<string, string>(StringComparer.Ordinal), json.RootElement.Clone(), Authorization: null));
    }

    private static string Message(int group, int id) =>
        $$"""{"messages":[{"messageId":"{{Id}}","status":{"groupId":{{group}},"groupName":"G","id":{{id}},"name":"NAME","description":"D"},"destination":"254712345678"}]} """;
}
