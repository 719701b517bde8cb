using System.Text;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Vonage;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Http;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Vonage;

/// <summary>Each row of vonage.md 1, 2 and 4.</summary>
public class VonageVerdictTests
{
    [Fact]
    public void Taken_with_200_too() => Judge(200, """{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"}""").ShouldBeOfType<SendResult.Accepted>();

    [Fact]
    public void Too_fast_without_a_number() =>
        Judge(429, """{"type":"https://developer.vonage.com/api-errors#throttled","title":"Words"}""").ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(FailureClass.Throttled);

    [Fact]
    public void Taken() => Judge(202, """{"message_uuid":"aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"}""").ShouldBe(new SendResult.Accepted("aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab", "accepted"));

    [Theory]
    [InlineData(1010, FailureClass.Permanent)]
    [InlineData(1020, FailureClass.Permanent)]
    [InlineData(1022, FailureClass.Permanent)]
    [InlineData(1040, FailureClass.Permanent)]
    [InlineData(1050, FailureClass.OptedOut)]
    [InlineData(1060, FailureClass.Credentials)]
    [InlineData(1070, FailureClass.Credentials)]
    [InlineData(1080, FailureClass.Configuration)]
    [InlineData(1090, FailureClass.Permanent)]
    [InlineData(1120, FailureClass.Configuration)]
    [InlineData(1130, FailureClass.Permanent)]
    internal void Refused_by_number(int number, FailureClass failure)
    {
        Judge(422, Error(number)).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);
        Judge(422, $$"""{"type":"https://developer.vonage.com/api-errors/messages#{{number}}","title":"In words","detail":"To +254712345678"}""").ShouldBeOfType<SendResult.Rejected>()
            .ShouldSatisfyAllConditions(it => it.Class.ShouldBe(failure), it => it.Detail.ShouldNotContain("254712345678"));
    }

    [Theory]
    [InlineData(429, 1000, FailureClass.Throttled)]
    [InlineData(422, 1030, FailureClass.Transient)]
    [InlineData(422, 1100, FailureClass.Transient)]
    internal void Not_now(int status, int number, FailureClass failure) => Judge(status, Error(number)).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(failure);

    [Theory]
    [InlineData(401, FailureClass.Credentials)]
    [InlineData(402, FailureClass.Credentials)]
    [InlineData(403, FailureClass.Credentials)]
    [InlineData(400, FailureClass.Permanent)]
    [InlineData(422, FailureClass.Permanent)]
    internal void Refused_without_a_number(int status, FailureClass failure) =>
        Judge(status, """{"type":"https://developer.vonage.com/api-errors#x","title":"Words","detail":"More words"}""").ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);

    [Theory]
    [InlineData(202, "")]
    [InlineData(202, "{}")]
    [InlineData(200, "<html></html>")]
    [InlineData(200, """{"message_uuid":""}""")]
    [InlineData(201, """{"message_uuid":"x"}""")]
    [InlineData(202, """{"type":"https://developer.vonage.com/api-errors/messages#1120","title":"1120","detail":"Illegal sender"}""")]
    [InlineData(200, """{"type":"https://developer.vonage.com/api-errors/messages#1070","title":"1070"}""")]
    [InlineData(202, """{"message_uuid":"x","type":"https://developer.vonage.com/api-errors/messages#1120","title":"1120","detail":"Illegal sender"}""")]
    [InlineData(500, """{"type":"https://developer.vonage.com/api-errors#x","title":"1030","detail":"Internal"}""")]
    [InlineData(400, """{"error":"of some proxy"}""")]
    [InlineData(403, "<html></html>")]
    [InlineData(303, "")]
    public void What_leaves_it_in_doubt(int status, string body) => Judge(status, body).ShouldBeOfType<SendResult.Unknown>();

    [Theory]
    [InlineData("submitted", MessageStatus.Sent, null)]
    [InlineData("delivered", MessageStatus.Delivered, null)]
    [InlineData("read", MessageStatus.Delivered, null)]
    [InlineData("undeliverable", MessageStatus.Undelivered, Reasons.DeliveryFailed)]
    [InlineData("rejected", MessageStatus.Failed, Reasons.DeliveryFailed)]
    internal void What_a_report_means(string word, MessageStatus status, string? reason)
    {
        var report = Report($$"""{"message_uuid":"u","status":"{{word}}","client_ref":"42.1.1700","usage":{"price":"?","currency":"XXX"} }""").ShouldNotBeNull().ShouldHaveSingleItem();

        report.Reference.ShouldBe(new SmsReference(42, 1, 1700));
        report.Of(42).ShouldNotBeNull().ShouldSatisfyAllConditions(it => it.Status.ShouldBe(status), it => it.Reason.ShouldBe(reason), it => it.ProviderId.ShouldBe("u"));
    }

    [Theory]
    [InlineData("""{"price":"0.0333","currency":"EUR"}""", "EUR 0.0333")]
    [InlineData("""{"price":0.0333,"currency":"eur"}""", "EUR 0.0333")]
    [InlineData("""{"price":"?","currency":"XXX"}""", null)]
    [InlineData("""{"price":"0.0333","currency":"€"}""", null)]
    [InlineData("""{"price":"0.0333"}""", null)]
    [InlineData("[]", null)]
    public void What_an_SMS_cost(string usage, string? price) =>
        Report($$"""{"message_uuid":"u","status":"submitted","client_ref":"42.1.1700","usage":{{usage}} }""")!.ShouldHaveSingleItem().Of(42).ShouldNotBeNull()
            .Price.ShouldBe(price is null ? null : Price.Read(price[4..], price[..3]));

    [Fact]
    public void What_is_no_report_or_has_a_word_nobody_knows_changes_nothing()
    {
        Report("""{"status":"delivered"}""").ShouldBeNull();
        Report("""{"message_uuid":"u"}""").ShouldBeNull();
        Report("""{"message_uuid":"u","status":"teleported"}""").ShouldNotBeNull().ShouldHaveSingleItem().Of(42).ShouldBeNull();
    }

    [Fact]
    public async Task A_signature_is_of_this_body_this_secret_and_this_algorithm()
    {
        var vonage = new StandInVonage { SignatureSecret = "s3cret" };
        using var report = vonage.ReportOf(
            new TakenSms("u", "+254712345678", "MyBank", "x", "42.1.1700", "https://sms.example.org/x", TimeProvider.System.GetUtcNow()), StandInNews.Delivered);
        var body = await report.Content!.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var authorization = report.Headers.Authorization!.ToString();
        var parts = authorization.Split('.');

        VonageSignature.Verify(authorization, body, "s3cret", Some.Instant).ShouldBeTrue();
        VonageSignature.Verify(authorization, body, "other", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify(authorization, body, "", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify(authorization, [.. body, (byte)' '], "s3cret", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify(null, body, "s3cret", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify("Bearer x", body, "s3cret", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify("Bearer !.!.!", body, "s3cret", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify($"{parts[0]}.{parts[1]}.", body, "s3cret", Some.Instant).ShouldBeFalse();
        VonageSignature.Verify($"Bearer eyJhbGciOiJub25lIn0.{parts[1]}.", body, "s3cret", Some.Instant).ShouldBeFalse(); // alg none
    }

    /// <summary>A token of long ago, with its body, proves nothing.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(""","exp":1700000000""", false)]
    [InlineData(""","exp":-9e300""", false)]
    [InlineData(""","nbf":99999999999""", false)]
    [InlineData(""","exp":99999999999,"nbf":1700000000""", true)]
    [InlineData(""","exp":"soon" """, true)] // says nothing that could be understood, as some say nothing
    public void A_signature_that_has_run_out_is_none(string times, bool isBelieved)
    {
        var body = "{}"u8.ToArray();
        var signed = $"{Part("""{"alg":"HS256"}""")}.{Part($$"""{"payload_hash":"{{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body))}}"{{times}}}""")}";
        var signature = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.HMACSHA256.HashData("s3cret"u8, Encoding.ASCII.GetBytes(signed)));

        VonageSignature.Verify($"Bearer {signed}.{signature}", body, "s3cret", Some.Instant).ShouldBe(isBelieved);

        static string Part(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }

    private static SendResult Judge(int status, string body) =>
        VonageVerdict.Of(new WireAnswer(status, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null), HttpSome.Sms());

    private static string Error(int number) => $$"""{"type":"https://developer.vonage.com/api-errors/messages#{{number}}","title":"{{number}}","detail":"Words","instance":"1"}""";

    private static IReadOnlyList<IncomingReport>? Report(string body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return VonageReports.Read(new ReportRequest(default, new Dictionary<string, string>(StringComparer.Ordinal), json.RootElement.Clone(), Authorization: null));
    }
}
