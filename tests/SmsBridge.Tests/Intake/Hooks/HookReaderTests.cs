using System.Text;
using SmsBridge.Intake.Hooks;
using SmsBridge.Ledger;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>Bodies of fineract-hooks.md 5.2, 5.3, 3 and 7, as written there and as the stand-in core writes them.</summary>
public class HookReaderTests
{
    private const string EnvelopeRepayment = """
        {"actionName":"REPAYMENT","entityName":"LOAN","createdBy":1,"createdByName":"mifos","createdByFullName":"App Administrator",
         "request":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","resourceId":1.0,"loanId":2.0},
         "officeId":1,"clientId":7,
         "response":{"clientId":7,"loanId":31,"resourceId":904,"resourceExternalId":"rcpt-77","changes":{"resourceId":5,"loanId":6}},
         "timestamp":"2026-11-21T19:11:50.123456Z"}
        """;

    public static TheoryData<string, object> JsonBodies => new()
    {
        { """{"officeId":1,"clientId":7,"resourceId":7}""", Flat(client: 7, resource: 7) },
        { """{"officeId":1,"clientId":7,"savingsId":12,"resourceId":7}""", Flat(client: 7, resource: 7) with { SavingsId = 12 } },
        { """{"savingsId":"x","subResourceId":{"a":1},"clientId":7}""", Flat(client: 7) },
        { """{"loanId":31,"resourceId":31,"subResourceId":9.05E2}""", Flat(loan: 31, resource: 31) with { SubResourceId = 905 } },
        { """{"response":{"clientId":7,"savingsId":12.0,"resourceId":88},"entityName":"SAVINGSACCOUNT"}""", Envelope(client: 7, resource: 88) with { SavingsId = 12 } },
        {
            """{"officeId":1,"clientId":7,"loanId":31,"resourceId":904,"changes":{"transactionDate":"21 November 2026","resourceId":1,"clientId":2}}""",
            Flat(client: 7, loan: 31, resource: 904)
        },
        { """{"officeId":1.0,"clientId":1.2345678E7,"resourceId":"12345678"}""", Flat(client: 12_345_678, resource: 12_345_678) },
        { """{"commandId":3,"clientId":7,"resourceId":7}""", Flat(client: 7, resource: 7) },
        { """{"resourceId":null,"clientId":7}""", Flat(client: 7) },
        { """{"\u0063lientId":7}""", Flat(client: 7) },
        { "\uFEFF{\"clientId\":7}", Flat(client: 7) },
        { " \n{\"clientId\":7}\r\n ", Flat(client: 7) },
        { """{"commandId":3}""", Flat() with { Succeeded = false } },
        { """{"clientId":7,"status":"Exception"}""", Flat(client: 7) with { Succeeded = false } },
        { """{"status":"Exception","clientId":7,"status":null}""", Flat(client: 7) with { Succeeded = false } },
        { """{"mobileNo":"0712345678","message":"Dear Jane, ..."}""", Flat() with { MobileNo = "0712345678", Message = "Dear Jane, ..." } },
        { """{"mobileNo":"0712","message":"\u003cp\u003eO\u0026#39;B\u003c/p\u003e"}""", Flat() with { MobileNo = "0712", Message = "<p>O&#39;B</p>" } },
        { """{"mobileNo":null,"message":null}""", Flat() },
        { EnvelopeRepayment, Envelope(client: 7, loan: 31, resource: 904) },
        { """{"response":{"loanId":31,"groupId":3,"resourceId":904},"entityName":"LOAN"}""", Envelope(loan: 31, resource: 904) },
        { """{"entityName":"CLIENT","clientId":7,"response":{"resourceId":7}}""", Envelope(client: 7, resource: 7) },
        { """{"entityName":"LOAN","request":{"resourceId":904},"timestamp":"x"}""", Envelope() with { Succeeded = false } },
        { """{"entityName":"LOAN","response":null,"clientId":7}""", Envelope(client: 7) with { Succeeded = false } },
        { """{"entityName":"LOAN","response":"an error","clientId":7}""", Envelope(client: 7) with { Succeeded = false } },
        { """{"entityName":"LOAN","response":{},"clientId":7}""", Envelope(client: 7) with { Succeeded = false } },
        { """{"entityName":"LOAN","response":[{"resourceId":1}]}""", Envelope() with { Succeeded = false } },
        {
            """{"status":"Exception","clientId":7,"response":{"developerMessage":"no","resourceId":904},"entityName":"LOAN"}""",
            Envelope(client: 7, resource: 904) with { Succeeded = false }
        },
        { """{"response":{"resourceId":904},"status":"Exception"}""", Envelope(resource: 904) with { Succeeded = false } },
        { """{"clientId":0}""", Flat() with { Problem = new("clientId", "clientId must be a positive whole number.") } },
        { """{"clientId":1.5,"loanId":-1}""", Flat() with { Problem = new("clientId", "clientId must be a positive whole number.") } },
        { """{"loanId":{"id":[1,2]},"clientId":7}""", Flat(client: 7) with { Problem = new("loanId", "loanId must be a positive whole number.") } },
        { """{"resourceId":[7]}""", Flat() with { Problem = new("resourceId", "resourceId must be a positive whole number.") } },
        { """{"resourceId":true}""", Flat() with { Problem = new("resourceId", "resourceId must be a positive whole number.") } },
        { """{"resourceId":7,"resourceId":8}""", Flat(resource: 7) with { Problem = new("resourceId", "resourceId is given twice.") } },
        { """{"response":{"resourceId":7},"response":{"clientId":8}}""", Envelope(resource: 7, client: 8) with { Problem = new("response", "response is given twice.") } },
        { """{"response":{"resourceId":"x"}}""", Envelope() with { Problem = new("resourceId", "resourceId must be a positive whole number.") } },
        { """{"mobileNo":712345678,"message":"Hi"}""", Flat() with { Message = "Hi", Problem = new("mobileNo", "mobileNo must be a text.") } },
        { """{"mobileNo":"0712","message":{"a":1}}""", Flat() with { MobileNo = "0712", Problem = new("message", "message must be a text.") } },
    };

    [Theory]
    [MemberData(nameof(JsonBodies))]
    public void A_json_body_says_what_its_core_means(string body, object expected)
    {
        var reading = JsonHookReader.Read(Encoding.UTF8.GetBytes(body));

        reading.Malformed.ShouldBeNull();
        reading.ShouldBe((HookFacts)expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("[{\"clientId\":7}]")]
    [InlineData("{")]
    [InlineData("{\"clientId\":7")]
    [InlineData("{\"clientId\":}")]
    [InlineData("{\"clientId\":007}")]
    [InlineData("{'clientId':7}")]
    [InlineData("{\"clientId\":7,}")]
    [InlineData("{\"clientId\":7}{}")]
    [InlineData("{\"clientId\":7} trailing")]
    [InlineData("{\"clientId\":7}\0")]
    [InlineData("/* no */{\"clientId\":7}")]
    [InlineData("clientId=7&resourceId=7")]
    [InlineData("{\"message\":\"\\ud800\"}")]
    [InlineData("<html>")]
    public void What_is_not_one_json_object_is_malformed(string body) =>
        JsonHookReader.Read(Encoding.UTF8.GetBytes(body)).Malformed.ShouldNotBeNull();

    [Fact]
    public void Text_that_is_not_utf8_is_malformed_where_it_is_read()
    {
        JsonHookReader.Read([.. "{\"message\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Malformed.ShouldNotBeNull();
        JsonHookReader.Read([.. "{\"clientId\":\""u8, 0xFF, .. "\"}"u8]).Problem.ShouldNotBeNull();
        JsonHookReader.Read([0xFF, 0xFE, .. "{\"clientId\":7}"u8]).Malformed.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void A_body_a_thousand_levels_deep_is_malformed(string level)
    {
        var deep = "{\"a\":" + string.Concat(Enumerable.Repeat(level, 1_000));

        JsonHookReader.Read(Encoding.UTF8.GetBytes(deep)).Malformed.ShouldNotBeNull();
    }

    public static TheoryData<string, object> FormBodies => new()
    {
        { "officeId=1.0&clientId=7.0&resourceId=7.0", Form(client: 7, resource: 7) },
        { "officeId=1.0&clientId=1.2345678E7&resourceId=1.2345678E7", Form(client: 12_345_678, resource: 12_345_678) },
        { "clientId=7.0&loanId=31.0&resourceId=904.0&changes=%7Bstatus%3D%7Bid%3D300.0%7D%7D", Form(client: 7, loan: 31, resource: 904) },
        { "entityName=CLIENT&actionName=CREATE&response=%7BclientId%3D5.0%2C+resourceId%3D5.0%7D&clientId=5.0", Form(client: 5, resource: 5) },
        { "entityName=LOAN&response=%7BclientId%3D7.0%2C%20loanId%3D31.0%2C%20resourceId%3D904.0%7D", Form(client: 7, loan: 31, resource: 904) },
        {
            "entityName=SAVINGSACCOUNT&response=%7BclientId%3D7.0%2C+savingsId%3D12.0%2C+resourceId%3D88.0%7D",
            Form(client: 7, resource: 88) with { SavingsId = 12 }
        },
        { "entityName=LOAN&request=%7Ba%3D1%7D&timestamp=x", Form() with { Succeeded = false } },
        { "entityName=LOAN&status=Exception&response=%7BresourceId%3D904.0%7D", Form() with { Succeeded = false } },
        { "clientId=7.0&status=Exception", Form(client: 7) with { Succeeded = false } },
        { "commandId=3.0", Form() with { Succeeded = false } },
        { "mobileNo=0712345678&message=Dear+Jane%2C+%26amp%3B", Form() with { MobileNo = "0712345678", Message = "Dear Jane, &amp;" } },
        { "clientId=7.0&clientId=8.0", Form() with { Problem = new("clientId", "clientId must be a positive whole number, given once.") } },
        { "clientId=", Form() },
        { "resourceId=1.5", Form() with { Problem = new("resourceId", "resourceId must be a positive whole number, given once.") } },
        {
            "entityName=LOAN&response=%7BresourceId%3D904.0%2C+resourceExternalId%3Dx%2C+resourceId%3D905.0%7D",
            Form() with { Problem = new("resourceId", "resourceId must be a positive whole number, given once.") }
        },
    };

    [Theory]
    [MemberData(nameof(FormBodies))]
    public void A_form_says_what_its_core_means(string body, object expected)
    {
        var reading = FormHookReader.Read(Encoding.UTF8.GetBytes(body));

        reading.Malformed.ShouldBeNull();
        reading.ShouldBe((HookFacts)expected);
    }

    [Fact]
    public void An_empty_form_is_malformed() => FormHookReader.Read([]).Malformed.ShouldNotBeNull();

    [Theory]
    [InlineData(Generation.G1, false)]
    [InlineData(Generation.G1, true)]
    [InlineData(Generation.G2, false)]
    [InlineData(Generation.G2, true)]
    [InlineData(Generation.G3, false)]
    [InlineData(Generation.G3, true)]
    [InlineData(Generation.G4, false)]
    [InlineData(Generation.G4, true)]
    internal void Every_generations_repayment_is_read_alike(Generation generation, bool form)
    {
        var body = HookBodies.Of(generation, new HookRepayment(31, 12_345_678, 1_500m) { ClientId = 10_000_000, PaymentTypeId = 1 }.ToEvent(), Some.Instant);

        var facts = Read(body, form);

        facts.ShouldBe(new HookFacts
        {
            Dialect = form ? Dialect.Form : generation.IsRetrofit2 ? Dialect.Envelope : Dialect.Flat,
            Succeeded = true,
            ClientId = 10_000_000,
            LoanId = 31,
            ResourceId = 12_345_678,
        });
    }

    [Theory]
    [InlineData(Generation.G1, false)]
    [InlineData(Generation.G1, true)]
    [InlineData(Generation.G2, false)]
    [InlineData(Generation.G2, true)]
    [InlineData(Generation.G3, false)]
    [InlineData(Generation.G3, true)]
    [InlineData(Generation.G4, false)]
    [InlineData(Generation.G4, true)]
    internal void Every_generations_new_client_is_read_alike(Generation generation, bool form)
    {
        var facts = Read(HookBodies.Of(generation, HookEvent.ClientCreated(1, 7), Some.Instant), form);

        facts.Succeeded.ShouldBeTrue();
        facts.ClientId.ShouldBe(7);
        facts.ResourceId.ShouldBe(7);
        facts.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData(FailureShape.Marked, false)]
    [InlineData(FailureShape.Marked, true)]
    [InlineData(FailureShape.Unmarked, false)]
    [InlineData(FailureShape.Unmarked, true)]
    internal void A_failed_command_is_told_from_one_that_succeeded(FailureShape shape, bool form)
    {
        var repayment = new HookRepayment(31, 904, 1_500m) { ClientId = 7 };

        Read(HookBodies.Failed(repayment.ToEvent(), shape, Some.Instant), form).Succeeded.ShouldBeFalse();
    }

    private static HookFacts Read(JavaMap body, bool form)
    {
        var reading = form ? FormHookReader.Read(Encoding.UTF8.GetBytes(FormOf(body))) : JsonHookReader.Read(Encoding.UTF8.GetBytes(JavaText.ToGson(body)));
        reading.Malformed.ShouldBeNull();
        return reading;
    }

    private static string FormOf(JavaMap body) => string.Join(
        '&', body.ThroughUntypedMap().Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(JavaText.Print(field.Value))}"));

    private static HookFacts Flat(long? client = null, long? loan = null, long? resource = null) =>
        new() { Dialect = Dialect.Flat, Succeeded = true, ClientId = client, LoanId = loan, ResourceId = resource };

    private static HookFacts Envelope(long? client = null, long? loan = null, long? resource = null) =>
        Flat(client, loan, resource) with { Dialect = Dialect.Envelope };

    private static HookFacts Form(long? client = null, long? loan = null, long? resource = null) =>
        Flat(client, loan, resource) with { Dialect = Dialect.Form };
}
