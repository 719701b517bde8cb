using System.Net;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

public class CoreHooksTests
{
    private const string Url = "http://bridge:9191/modules/sms/";

    private static readonly HookRegistration Registration = new(
        "+15005550006", "twilio", "AC0000", "tok", "bWlmb3M6cGFzc3dvcmQ=", "https://core.example.org/fineract-provider/api/");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://h:9191/modules/sms", "G1", "/modules/sms/", "/modules/sms/configuration")]
    [InlineData("http://h:9191/modules/sms", "G2", "/modules/sms/", "/modules/sms/configuration")]
    [InlineData("http://h:9191/modules/sms", "G3", null, null)]
    [InlineData("http://h:9191/modules/sms", "G4", null, null)]
    [InlineData("http://h:9191/modules/sms/", "G1", "/modules/sms/", "/modules/sms/configuration")]
    [InlineData("http://h:9191/modules/sms/", "G3", "/", "/configuration")]
    [InlineData("http://h:9191/modules/sms/", "G4", "/modules/sms/", "/configuration")]
    [InlineData("http://h:9191", "G2", "/", "/configuration")]
    [InlineData("http://h:9191", "G3", "/", "/configuration")]
    [InlineData("http://h:9191", "G4", "/", "/configuration")]
    [InlineData("http://h:9191/modules/sms/?a=b", "G2", "/modules/sms/?a=b/", "/modules/sms/?a=b/configuration")]
    [InlineData("http://h:9191/modules/sms/?a=b", "G3", "/", "/configuration")]
    [InlineData("http://h:9191/modules/sms/?a=b", "G4", "/modules/sms/", "/configuration")]
    public void Payload_urls_become_request_targets_by_generation(string url, string generation, string? events, string? registration)
    {
        var it = Enum.Parse<Generation>(generation);
        if (events is null)
        {
            Should.Throw<HookNotSentException>(() => HookUrls.Events(it, url));
            Should.Throw<HookNotSentException>(() => HookUrls.Registration(it, url));
            return;
        }

        HookUrls.Events(it, url).PathAndQuery.ShouldBe(events);
        HookUrls.Registration(it, url).PathAndQuery.ShouldBe(registration);
    }

    [Theory]
    [InlineData("G1", "X-Mifos-", "X-Mifos-Platform-TenantId")]
    [InlineData("G2", "X-Fineract-", "Fineract-Platform-TenantId")]
    public async Task Old_cores_post_the_flat_result(string generation, string prefix, string tenantHeader)
    {
        using var bridge = new RecordingBridge();
        var hooks = new CoreHooks(bridge.Client, Enum.Parse<Generation>(generation), Url, "default") { ApiKey = "k" };

        using var response = await hooks.PostRepaymentAsync(7, 31, 904, 1500m, Cancellation);

        bridge.Headers[prefix + "Entity"].ShouldBe("LOAN");
        bridge.Headers[prefix + "Action"].ShouldBe("REPAYMENT");
        bridge.Headers[prefix + "API-Key"].ShouldBe("k");
        bridge.Headers[tenantHeader].ShouldBe("default");
        bridge.Headers["Content-Type"].ShouldBe("application/json; charset=UTF-8");
        bridge.Headers.ContainsKey(prefix + "Endpoint").ShouldBeFalse();
        bridge.Body.ShouldBe(
            """{"officeId":1,"clientId":7,"loanId":31,"resourceId":904,"changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy"}}""");
    }

    [Fact]
    public async Task Old_cores_tell_of_a_created_client_in_three_ids()
    {
        using var bridge = new RecordingBridge();

        using var response = await new CoreHooks(bridge.Client, Generation.G1, Url, "default").PostClientCreatedAsync(1, 7, Cancellation);

        bridge.Body.ShouldBe("""{"officeId":1,"clientId":7,"resourceId":7}""");
        bridge.Headers.ContainsKey("X-Mifos-API-Key").ShouldBeFalse(); // a null header is left out
    }

    [Theory]
    [InlineData("G3")]
    [InlineData("G4")]
    public async Task New_cores_post_the_envelope(string generation)
    {
        using var bridge = new RecordingBridge();
        var hooks = new CoreHooks(bridge.Client, Enum.Parse<Generation>(generation), Url, "default") { ApiKey = "k", Time = new At() };

        using var response = await hooks.PostRepaymentAsync(
            new HookRepayment(31, 904, 1500m) { ClientId = 7, PaymentTypeId = 1, ExternalId = "rcpt-77" }, Cancellation);

        bridge.Headers["X-Fineract-Entity"].ShouldBe("LOAN");
        bridge.Body.ShouldBe(
            """
            {"actionName":"REPAYMENT","entityName":"LOAN","createdBy":1,"createdByName":"mifos","createdByFullName":"App Administrator",
            "request":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1.0},
            "officeId":1,"clientId":7,
            "response":{"clientId":7,"loanId":31,"resourceId":904,"resourceExternalId":"rcpt-77",
            "changes":{"transactionDate":"21 November 2026","transactionAmount":"1500","locale":"en","dateFormat":"dd MMMM yyyy","paymentTypeId":1}},
            "timestamp":"2026-11-21T19:11:50.123456Z"}
            """.ReplaceLineEndings(string.Empty));
    }

    [Fact]
    public async Task Failed_commands_are_marked_or_not_by_version()
    {
        using var bridge = new RecordingBridge();
        var repayment = new HookRepayment(31, 904, 1500m) { ClientId = 7 }.ToEvent();

        using var marked = await new CoreHooks(bridge.Client, Generation.G3, Url, "default").PostFailedAsync(repayment, shape: null, Cancellation);
        bridge.Body.ShouldContain("\"status\":\"Exception\"");
        bridge.Body.ShouldContain("\"response\":{\"developerMessage\"");

        using var unmarked = await new CoreHooks(bridge.Client, Generation.G4, Url, "default").PostFailedAsync(repayment, shape: null, Cancellation);
        foreach (var name in new[] { "status", "response", "officeId", "clientId" })
        {
            bridge.Body.ShouldNotContain($"\"{name}\"");
        }

        await Should.ThrowAsync<NotSupportedException>(
            () => new CoreHooks(bridge.Client, Generation.G2, Url, "default").PostFailedAsync(repayment, shape: null, Cancellation));
    }

    [Fact]
    public async Task The_form_variant_mangles_numbers_as_java_does()
    {
        using var bridge = new RecordingBridge();
        var it = new HookEvent("CLIENT", "ACTIVATE")
        {
            ClientId = 12_345_678,
            ResourceId = 5,
            Changes = new JavaMap().Add("status", new JavaMap().Add("id", 300L)),
        };

        using var old = await new CoreHooks(bridge.Client, Generation.G1, Url, "default") { Template = HookTemplate.WebForm, BaseUrl = "http://c/api/v1/" }
            .PostAsync(it, Cancellation);
        Uri.UnescapeDataString(bridge.Body).ShouldBe("officeId=1.0&clientId=1.2345678E7&resourceId=5.0&changes={status={id=300.0}}");
        bridge.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded; charset=UTF-8");
        bridge.Headers["X-Mifos-Endpoint"].ShouldBe("http://c/api/v1/");
        bridge.Headers.ContainsKey("X-Mifos-API-Key").ShouldBeFalse();

        using var recent = await new CoreHooks(bridge.Client, Generation.G4, Url, "default") { Template = HookTemplate.WebForm }.PostAsync(it, Cancellation);
        Uri.UnescapeDataString(bridge.Body).ShouldContain("&response={clientId=1.2345678E7, resourceId=5.0, changes={status={id=300.0}}}&");
        bridge.Headers["Content-Type"].ShouldBe("application/x-www-form-urlencoded");
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1.0")]
    [InlineData(-7, "-7.0")]
    [InlineData(9_999_999, "9999999.0")]
    [InlineData(10_000_000, "1.0E7")]
    [InlineData(12_345_678, "1.2345678E7")]
    [InlineData(0.5, "0.5")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1.0E-4")]
    [InlineData(1500.000001, "1500.000001")]
    [InlineData(-1.5e20, "-1.5E20")]
    public void Java_prints_doubles_its_own_way(double number, string expected) => JavaText.Print((object)number).ShouldBe(expected);

    [Fact]
    public async Task A_rendered_message_goes_out_in_lower_case_with_its_html()
    {
        using var bridge = new RecordingBridge();

        using var response = await new CoreHooks(bridge.Client, Generation.G4, Url, "default")
            .PostSmsAsync("0712345678", "<p>Dear Jane, it&#39;s paid</p>", Cancellation);

        (bridge.Headers["X-Fineract-Entity"], bridge.Headers["X-Fineract-Action"]).ShouldBe(("sms", "send"));
        bridge.Body.ShouldBe(@"{""mobileNo"":""0712345678"",""message"":""\u003cp\u003eDear Jane, it\u0026#39;s paid\u003c/p\u003e""}");
    }

    [Fact]
    public async Task The_registration_has_its_body_and_no_headers_of_its_own()
    {
        using var bridge = new RecordingBridge { Answer = "\"0f34\"\n" };
        var hooks = new CoreHooks(bridge.Client, Generation.G4, Url, "default");

        var key = await hooks.RegisterAsync(Registration, Cancellation);

        key.ShouldBe("0f34");
        hooks.ApiKey.ShouldBe("0f34");
        bridge.Target.ShouldBe("POST /configuration");
        bridge.Headers.Keys.ShouldNotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || name.Contains("Tenant", StringComparison.OrdinalIgnoreCase));
        bridge.Body.ShouldBe(
            @"{""phoneNo"":""+15005550006"",""smsProvider"":""twilio"",""smsProviderAccountId"":""AC0000"",""smsProviderToken"":""tok"","
            + @"""tenantId"":""default"",""mifosToken"":""bWlmb3M6cGFzc3dvcmQ\u003d"",""endpoint"":""https://core.example.org/fineract-provider/api/""}");
    }

    [Fact]
    public async Task What_is_not_set_is_left_out_of_the_registration()
    {
        using var bridge = new RecordingBridge { Answer = "\"k\"" };

        await new CoreHooks(bridge.Client, Generation.G1, Url, "default")
            .RegisterAsync(Registration with { MifosToken = null, Endpoint = null }, Cancellation);

        bridge.Body.ShouldEndWith("\"tenantId\":\"default\"}");
    }

    [Theory]
    [InlineData(200, "\"0f34\"", "0f34", "0f34")]
    [InlineData(201, "\"0f34\"\n", "0f34", "0f34")]
    [InlineData(201, "0f34", "0f34", "!Unreadable")]
    [InlineData(201, "12345", "12345", "12345")]
    [InlineData(201, "0f34 abcd", "!Unreadable", "!Unreadable")]
    [InlineData(201, "{\"key\":\"0f34\"}", "!Unreadable", "!Unreadable")]
    [InlineData(201, "[\"0f34\"]", "!Unreadable", "!Unreadable")]
    [InlineData(200, "null", "!NoKey", "!NoKey")]
    [InlineData(200, "", "!NoKey", "!Unreadable")]
    [InlineData(204, "", "!NoKey", "!NoKey")]
    [InlineData(200, "\"\"", "!EmptyKey", "!EmptyKey")]
    [InlineData(400, "\"0f34\"", "!Refused", "!Refused")]
    [InlineData(409, "", "!Refused", "!Refused")]
    [InlineData(302, "", "!Refused", "!Refused")]
    public void Key_answers_are_read_as_the_generations_do(int status, string body, string old, string recent)
    {
        Read(Generation.G1).ShouldBe(old);
        Read(Generation.G2).ShouldBe(old);
        Read(Generation.G3).ShouldBe(recent);
        Read(Generation.G4).ShouldBe(recent);

        string Read(Generation generation)
        {
            try
            {
                return KeyAnswer.Read(generation, (HttpStatusCode)status, body);
            }
            catch (HookRegistrationException exception)
            {
                return "!" + exception.Failure;
            }
        }
    }

    [Fact]
    public void A_key_longer_than_the_cores_column_can_not_be_kept()
    {
        KeyAnswer.Read(Generation.G4, HttpStatusCode.OK, $"\"{new string('a', 100)}\"").Length.ShouldBe(100);

        Should.Throw<HookRegistrationException>(() => KeyAnswer.Read(Generation.G4, HttpStatusCode.OK, $"\"{new string('a', 101)}\""))
            .Failure.ShouldBe(RegistrationFailure.TooLong);
    }

    [Fact]
    public async Task The_ping_is_a_bare_get()
    {
        using var bridge = new RecordingBridge();

        using var response = await new CoreHooks(bridge.Client, Generation.G4, Url, "default").PingAsync(Cancellation);

        bridge.Target.ShouldBe("GET /modules/sms/");
        bridge.Body.ShouldBeEmpty();
        bridge.Headers.Keys.ShouldNotContain(name => name.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Remembers the last request instead of sending it.</summary>
    private sealed class RecordingBridge : HttpMessageHandler
    {
        public RecordingBridge() => Client = new HttpClient(this, disposeHandler: false);

        public HttpClient Client { get; }

        public string Answer { get; init; } = string.Empty;

        public string Target { get; private set; } = string.Empty;

        public string Body { get; private set; } = string.Empty;

        public Dictionary<string, string> Headers { get; private set; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Target = $"{request.Method} {request.RequestUri!.PathAndQuery}";
            Body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
            Headers = request.Headers.NonValidated
                .Concat(request.Content?.Headers.NonValidated.AsEnumerable() ?? [])
                .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer) };
        }

        protected override void Dispose(bool disposing)
        {
            Client.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class At : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 21, 19, 11, 50, TimeSpan.Zero).AddTicks(1_234_560);
    }
}
