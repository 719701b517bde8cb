using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Http;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;
using SmsBridge.Messages;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Gateways.Http;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/providers.md: a newcomer's first SMS, and recipes that start.</summary>
public class ProvidersDocumentTests
{
    private static IReadOnlyList<string> Samples => [.. DocumentFiles.Samples(DocumentFiles.Read("docs/providers.md"), "json").Select(sample => sample.Code)];

    [Fact]
    public async Task The_first_description_sends_to_the_stand_in()
    {
        await using var standIn = new StandInHttpGateway();
        await standIn.StartAsync();
        var described = Read(Samples[0]).GetSection("Http").Get<HttpOptions>()!.Providers["local"];
        described.Url = described.Url.Replace("http://127.0.0.1:9194/", standIn.Url.AbsoluteUri, StringComparison.Ordinal);
        var sms = HttpSome.Sms() with { Account = HttpSome.Account with { Token = StandInHttpGateway.Token } };

        HttpProviderCheck.Problems("local", described).ShouldBeEmpty();
        (await HttpSome.Gateway(described).SendAsync(sms, TestContext.Current.CancellationToken)).ShouldBeOfType<SendResult.Accepted>();

        standIn.Taken.ShouldHaveSingleItem().ReportTo.ShouldBe(sms.StatusCallback!.AbsoluteUri);
    }

    [Fact]
    public void Every_recipe_is_a_description_that_starts()
    {
        var recipes = Recipes.ToList();

        recipes.Count.ShouldBeGreaterThanOrEqualTo(4);
        recipes.SelectMany(recipe => HttpProviderCheck.Problems(recipe.Key, recipe.Value)).ShouldBeEmpty();
    }

    /// <summary>What holds a tenant is known as such, or every SMS would be left in doubt until somebody looks.</summary>
    [Theory]
    [InlineData("bulksms", 403, """{"type":"https://developer.bulksms.com/json/v1/errors#insufficient-credits","title":"Forbidden","status":403,"detail":"Not enough credits"}""", FailureClass.Credentials)]
    [InlineData("bulksms", 401, """{"type":"https://developer.bulksms.com/json/v1/errors#authentication-failed","title":"Authentication Failed","status":401,"detail":"Full authentication is required"}""", FailureClass.Credentials)]
    [InlineData("bulksms", 403, """{"type":"https://developer.bulksms.com/json/v1/errors/#insufficient-credits","title":"Insufficient Credits","status":403}""", FailureClass.Credentials)]
    [InlineData("bulksms", 403, """{"type":"https://developer.bulksms.com/json/v1/errors#forbidden","title":"Forbidden","status":403}""", FailureClass.Credentials)]
    [InlineData("bulksms", 400, """{"type":"https://developer.bulksms.com/json/v1/errors#bad-request","title":"Bad Request","status":400}""", FailureClass.Permanent)]
    [InlineData("bulksms", 201, """[{"id":"7","type":"SENT","status":{"id":"FAILED.BLOCKED","type":"FAILED","subtype":"BLOCKED"}}]""", FailureClass.OptedOut)]
    [InlineData("bulksms", 201, """[{"id":"7","type":"SENT","status":{"id":"FAILED.NOT_SENT","type":"FAILED","subtype":"NOT_SENT"}}]""", FailureClass.Permanent)]
    [InlineData("clickatell", 402, """{"messages":[{"apiMessageId":null,"accepted":false,"to":"254712345678","error":{"code":20,"description":"Insufficient account balance"}}],"error":null}""", FailureClass.Credentials)]
    [InlineData("clickatell", 402, """{"messages":[],"error":{"code":20,"description":"Insufficient account balance"}}""", FailureClass.Credentials)]
    [InlineData("clickatell", 207, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":20,"description":"Insufficient account balance"}}],"error":null}""", FailureClass.Credentials)]
    [InlineData("clickatell", 401, """{"error":{"code":1,"description":"Invalid or missing integration API Key"}}""", FailureClass.Credentials)]
    [InlineData("clickatell", 400, """{"messages":[],"error":{"code":2,"description":"Account is not active"}}""", FailureClass.Credentials)]
    [InlineData("clickatell", 400, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":26,"description":"Recipient opted out"}}],"error":null}""", FailureClass.OptedOut)]
    [InlineData("clickatell", 400, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":45,"description":"FROM number is not related to integration"}}],"error":null}""", FailureClass.Configuration)]
    [InlineData("clickatell", 400, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":25,"description":"Invalid recipient address"}}],"error":null}""", FailureClass.Permanent)]
    [InlineData("clickatell", 202, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":100,"description":"Maximum message parts exceeded"}}],"error":null}""", FailureClass.Permanent)]
    [InlineData("clickatell", 400, """{"messages":[],"error":{"code":21,"description":"Payload data is malformed"}}""", FailureClass.Permanent)]
    [InlineData("kannel", 403, "Authorization failed for sendsms", FailureClass.Credentials)]
    [InlineData("kannel", 403, "Not routable. Do not try again.", FailureClass.Permanent)]
    [InlineData("kannel", 400, "Number(s) has/have been denied by white- and/or black-lists.", FailureClass.Permanent)]
    [InlineData("kannel", 400, "Charset or body misformed, rejected", FailureClass.Permanent)]
    [InlineData("jasmin", 400, "Error \"Authorization failed for user [foo] (Cannot send MT messages).\"", FailureClass.Credentials)]
    [InlineData("jasmin", 400, "Error \"Authorization failed for user [foo] (Setting dlr level not authorized).\"", FailureClass.Credentials)]
    [InlineData("jasmin", 400, "Error \"Authorization failed for user [foo] (Long content not authorized).\"", FailureClass.Permanent)]
    [InlineData("jasmin", 400, "Error \"Value filter failed for user [foo] (source_address filter mismatch).\"", FailureClass.Configuration)]
    [InlineData("jasmin", 400, "Error \"Value filter failed for user [foo] (destination_address filter mismatch).\"", FailureClass.Permanent)]
    [InlineData("jasmin", 403, "Error \"Authentication failure for username:bank\"", FailureClass.Credentials)]
    [InlineData("jasmin", 403, "Error \"Authorization failed for username:bank\"", FailureClass.Credentials)]
    [InlineData("jasmin", 403, "Error \"Cannot charge submit_sm, check RouterPB log file for details\"", FailureClass.Credentials)]
    [InlineData("jasmin", 412, "Error \"No route found\"", FailureClass.Permanent)]
    [InlineData("jasmin", 400, "Error \"Mandatory argument [to] is not found.\"", FailureClass.Permanent)]
    internal void A_recipe_knows_a_refusal(string recipe, int status, string body, FailureClass failure) =>
        Judge(recipe, status, body).ShouldBeOfType<SendResult.Rejected>().Class.ShouldBe(failure);

    /// <summary>What a passing trouble is, too: else a person would have to settle each.</summary>
    [Theory]
    [InlineData("clickatell", 400, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":43,"description":"Rate limit"}}],"error":null}""", FailureClass.Throttled)]
    [InlineData("clickatell", 400, """{"messages":[],"error":{"code":43,"description":"Rate limit"}}""", FailureClass.Throttled)]
    [InlineData("clickatell", 503, """{"messages":[{"accepted":false,"to":"254712345678","error":{"code":19,"description":"Internal error, please retry"}}],"error":null}""", FailureClass.Transient)]
    [InlineData("clickatell", 503, """{"messages":[],"error":{"code":19,"description":"Internal error, please retry"}}""", FailureClass.Transient)]
    [InlineData("kannel", 503, "Temporal failure, try again later.", FailureClass.Transient)]
    [InlineData("jasmin", 403, "Error \"User throughput exceeded\"", FailureClass.Throttled)]
    [InlineData("jasmin", 412, "Error \"Failover route has no bound connectors\"", FailureClass.Transient)]
    [InlineData("jasmin", 503, "Error \"InterceptorPB not connected !\"", FailureClass.Transient)]
    internal void A_recipe_knows_what_passes(string recipe, int status, string body, FailureClass failure) =>
        Judge(recipe, status, body).ShouldBeOfType<SendResult.Retryable>().Class.ShouldBe(failure);

    [Theory]
    [InlineData("bulksms", 201, """[{"id":"7","type":"SENT","userSuppliedId":"7clzi-1-mwqrlbow","status":{"id":"ACCEPTED.null","type":"ACCEPTED"}}]""")]
    [InlineData("clickatell", 202, """{"messages":[{"apiMessageId":"77fb29998253415fa5d66971d519d362","accepted":true,"to":"254712345678","error":null}],"error":null}""")]
    [InlineData("kannel", 202, "0: Accepted for delivery")]
    [InlineData("kannel", 202, "3: Queued for later delivery")]
    [InlineData("jasmin", 200, "Success \"9ab2867c-96ce-4405-b890-8d35d52c8e01\"")]
    public void A_recipe_knows_what_was_taken(string recipe, int status, string body) => Judge(recipe, status, body).ShouldBeOfType<SendResult.Accepted>();

    [Theory]
    [InlineData("bulksms", 500, "")]
    [InlineData("bulksms", 403, "<html>Blocked</html>")]
    [InlineData("clickatell", 500, """{"messages":[],"error":{"code":18,"description":"Internal error"}}""")]
    [InlineData("clickatell", 402, "<html></html>")]
    [InlineData("kannel", 500, "Sending failed.")]
    [InlineData("jasmin", 500, "Error \"Cannot send submit_sm, check SMPPClientManagerPB log file for details\"")]
    public void A_recipe_leaves_in_doubt_what_nobody_knows(string recipe, int status, string body) => Judge(recipe, status, body).ShouldBeOfType<SendResult.Unknown>();

    /// <summary>Of an SMS that is not among the first, with the number of characters that the gateway takes.</summary>
    [Fact]
    public async Task BulkSMS_takes_our_name_for_an_SMS_and_brings_it_back()
    {
        var gateway = HttpSome.Gateway(Recipe("bulksms"));
        using var call = JsonDocument.Parse((await gateway.ShowAsync(Later)).Body);
        var name = call.RootElement.GetProperty("userSuppliedId").GetString().ShouldNotBeNull();

        name.Length.ShouldBeLessThanOrEqualTo(20);
        call.RootElement.GetProperty("longMessageMaxParts").GetInt32().ShouldBeGreaterThan(12, "it refuses texts of more than three parts otherwise");
        var report = Reports("bulksms", $$$"""[{"id":"7","type":"SENT","to":"254712345678","body":"Habari","userSuppliedId":"{{{name}}}","status":{"id":"DELIVERED.null","type":"DELIVERED"}}]""").ShouldHaveSingleItem();
        report.Reference.ShouldBe(Later.Reference);
        Reports("bulksms", "[]").ShouldBeEmpty("it tries the address so before it takes it");
    }

    [Theory]
    [InlineData("bulksms", "SENT.null", MessageStatus.Sent, null)]
    [InlineData("bulksms", "DELIVERED.null", MessageStatus.Delivered, null)]
    [InlineData("bulksms", "FAILED.EXPIRED", MessageStatus.Undelivered, null)]
    [InlineData("bulksms", "FAILED.NOT_SENT", MessageStatus.Failed, null)]
    [InlineData("bulksms", "FAILED.BLOCKED", MessageStatus.Undelivered, FailureClass.OptedOut)]
    [InlineData("clickatell", "SENT_TO_SUPPLIER", MessageStatus.Sent, null)]
    [InlineData("clickatell", "DEVICE_ACK", MessageStatus.Delivered, null)]
    [InlineData("clickatell", "DELIVERY_FAILURE", MessageStatus.Undelivered, null)]
    [InlineData("clickatell", "STOPPED_BY_USER", MessageStatus.Failed, null)] // the account's own user may be meant
    [InlineData("clickatell", "ROUTING_ERROR", MessageStatus.Failed, null)]
    internal void A_recipes_reports_count(string recipe, string word, MessageStatus status, FailureClass? failure)
    {
        var body = recipe == "bulksms"
            ? $$$"""[{"id":"7","type":"SENT","userSuppliedId":"7clzi-1-mwqrlbow","status":{"id":"{{{word}}}","type":"{{{word.Split('.')[0]}}}"}}]"""
            : $$$"""{"integrationId":"x","event":{"messageStatusUpdate":[{"channel":"sms","messageId":"7","clientMessageId":"{{{Later.Reference}}}","status":"{{{word}}}","statusCode":5}]}}""";

        var report = Reports(recipe, body).ShouldHaveSingleItem();

        report.Reference.ShouldBe(Later.Reference);
        report.Of(12_345_678).ShouldNotBeNull().ShouldSatisfyAllConditions(it => it.Status.ShouldBe(status), it => it.Class.ShouldBe(failure));
    }

    [Fact]
    public void Clickatells_replies_are_read()
    {
        using var json = JsonDocument.Parse("""{"integrationId":"x","event":{"moText":[{"channel":"sms","messageId":"3a89","from":"254712345678","to":"12345","content":"STOP"}]}}""");

        HttpSome.Reports(Recipe("clickatell")).ReadReplies(Request(json)).ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new IncomingReply("3a89", "254712345678", "12345", OptOutWish.Stop));
    }

    [Theory]
    [InlineData("bulksms", """{"id":"3a89","type":"RECEIVED","from":"254712345678","to":"12345","body":"STOP"}""")]
    [InlineData("jasmin", """{"id":"3a89","from":"254712345678","to":"12345","origin-connector":"smppc1","content":"STOP"}""")]
    public void Replies_are_read_and_are_no_reports(string recipe, string body)
    {
        using var json = JsonDocument.Parse(body);
        var reports = HttpSome.Reports(Recipe(recipe));

        reports.ReadReplies(Request(json)).ShouldNotBeNull().ShouldHaveSingleItem().ShouldBe(new IncomingReply("3a89", "254712345678", "12345", OptOutWish.Stop));
        reports.Read(Request(json)).ShouldBeNull();
    }

    [Fact]
    public void Jasmin_is_answered_with_what_it_waits_for() => HttpSome.Gateway(Recipe("jasmin")).Acknowledgement.ShouldBe("ACK/Jasmin");

    private static IEnumerable<KeyValuePair<string, HttpProviderOptions>> Recipes =>
        Samples.Skip(1).Select(code => Read($"{{ \"Providers\": {{ {code} }} }}").Get<HttpOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!.Providers.ShouldHaveSingleItem());

    private static OutgoingSms Later => HttpSome.Sms() with { MessageId = 12_345_678, Reference = new SmsReference(12_345_678, 1, 1_795_287_110_000) };

    private static HttpProviderOptions Recipe(string name) => Recipes.Single(recipe => recipe.Key == name).Value;

    private static IReadOnlyList<IncomingReport> Reports(string recipe, string body)
    {
        using var json = JsonDocument.Parse(body);
        return HttpSome.Reports(Recipe(recipe)).Read(Request(json)).ShouldNotBeNull();
    }

    private static ReportRequest Request(JsonDocument json) => new(default, new Dictionary<string, string>(StringComparer.Ordinal), json.RootElement.Clone(), Authorization: null);

    private static SendResult Judge(string recipe, int status, string body) => HttpSome.Answers(Recipe(recipe))
        .Judge(new WireAnswer(status, Encoding.UTF8.GetBytes(body), RetryAfter: null, RequestId: null), HttpSome.Sms());

    private static IConfiguration Read(string json) => new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();
}
