using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>From the core's request to the delivered SMS, over real processes and sockets.</summary>
[Collection(BridgeProcesses.Name)]
public class HookToDeliveryTests(EndToEndStage stage) : IClassFixture<EndToEndStage>
{
    public static TheoryData<string, bool> Dialects => new() { { "X-Mifos-", false }, { "X-Mifos-", true }, { "X-Fineract-", false }, { "X-Fineract-", true } };

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_new_client_is_welcomed_once_and_the_delivery_is_on_the_record(string family, bool isEnvelope)
    {
        var tenant = $"welcome-{family}{isEnvelope}".ToUpperInvariant();
        var key = await stage.RegisterAsync(tenant);
        var client = stage.AddClient(tenant);
        var body = isEnvelope
            ? $$"""{"entityName":"CLIENT","actionName":"CREATE","createdBy":1,"request":{"firstname":"Jane"},"officeId":1,"clientId":{{client.Id}},"response":{"clientId":{{client.Id}},"resourceId":{{client.Id}}},"timestamp":"2026-11-21T19:11:50.123456Z"}"""
            : $$"""{"officeId":1,"clientId":{{client.Id}},"resourceId":{{client.Id}}}""";

        var (status, _, answer) = await stage.PostAsync(body, Headers(family, "CLIENT", "CREATE", tenant, key));

        status.ShouldBe(200);
        ((string?)answer!["outcome"]).ShouldBe("accepted");
        await stage.WaitForSmsToAsync(client);
        await stage.EventBecomesAsync(tenant, key, (long)answer["eventId"]!, "sent");
        await stage.Twilio.FinishAsync(EndToEndStage.Cancellation);
        await stage.EventBecomesAsync(tenant, key, (long)answer["eventId"]!, "delivered");
        var sms = stage.SmsTo(client).ShouldHaveSingleItem();
        sms.Body.ShouldBe($"Welcome, {client.DisplayName}! You are now registered with us.");
        sms.From.ShouldBe(Some.Sender);
        sms.Callbacks.ShouldNotBeEmpty();
        sms.Callbacks.ShouldAllBe(callback => callback.Answer == 204);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_repayment_is_confirmed_once_with_amount_loan_and_date(string family, bool isEnvelope)
    {
        var tenant = $"repay-{family}{isEnvelope}".ToUpperInvariant();
        var key = await stage.RegisterAsync(tenant);
        var client = stage.AddClient(tenant);
        var (loan, transaction) = stage.AddRepayment(tenant, client);
        var body = isEnvelope
            ? $$"""{"entityName":"LOAN","actionName":"REPAYMENT","request":{"transactionAmount":"1500"},"officeId":1,"clientId":{{client.Id}},"response":{"clientId":{{client.Id}},"loanId":{{loan}},"resourceId":{{transaction}},"changes":{"transactionAmount":"1500"} },"timestamp":"2026-11-21T19:11:50Z"}"""
            : $$"""{"officeId":1,"clientId":{{client.Id}},"loanId":{{loan}},"resourceId":{{transaction}},"changes":{"transactionAmount":"1500"} }""";
        var headers = Headers(family, "LOAN", "REPAYMENT", tenant, key);

        var (status, _, answer) = await stage.PostAsync(body, headers);
        var (repeatStatus, _, repeat) = await stage.PostAsync(body, headers);

        (status, repeatStatus).ShouldBe((200, 200));
        ((string?)repeat!["outcome"]).ShouldBe("duplicate");
        await stage.WaitForSmsToAsync(client);
        await stage.EventBecomesAsync(tenant, key, (long)answer!["eventId"]!, "sent");
        stage.SmsTo(client).ShouldHaveSingleItem().Body.ShouldBe(
            $"Thank you, {client.DisplayName}. We received KES 1,500.00 for loan {loan:D9} on 21 November 2026.");
        var duplicate = await stage.NewestEventAsync(tenant, key);
        ((string?)duplicate["outcome"], (string?)duplicate["reason"], (long?)duplicate["duplicateOf"])
            .ShouldBe(("duplicate", "repeated", (long?)answer["eventId"]));
    }

    [Fact]
    public async Task A_client_without_a_number_is_accepted_then_closed_with_its_reason()
    {
        var key = await stage.RegisterAsync("no-number");
        var client = stage.AddClientWithoutNumber("no-number");

        var eventId = await stage.PostClientCreatedAsync("no-number", key, client.Id);

        var detail = await stage.EventBecomesAsync("no-number", key, eventId, "dead_lettered");
        ((string?)detail["event"]!["reason"]).ShouldBe("no_number");
        ((int?)detail["event"]!["attempts"]).ShouldBe(0);
    }

    [Theory]
    [InlineData("failed-marked", "LOAN", """{"entityName":"LOAN","actionName":"REPAYMENT","status":"Exception","clientId":7,"request":{},"response":{"errorCode":"400","loanId":31,"resourceId":5},"timestamp":"2026-11-21T19:11:50Z"}""", "failed_in_core")]
    [InlineData("failed-unmarked", "LOAN", """{"entityName":"LOAN","actionName":"REPAYMENT","createdBy":1,"request":{"transactionAmount":"1500"},"timestamp":"2026-11-21T19:11:50Z"}""", "failed_in_core")]
    [InlineData("unknown", "CENTER", """{"officeId":1,"groupId":3,"resourceId":3}""", "not_handled")]
    public async Task What_needs_no_sms_is_answered_200_ignored_and_recorded(string what, string entity, string body, string reason)
    {
        var tenant = $"ignored-{what}";
        var key = await stage.RegisterAsync(tenant);

        var (status, _, answer) = await stage.PostAsync(body, Headers("X-Fineract-", entity, "REPAYMENT", tenant, key));

        status.ShouldBe(200);
        ((string?)answer!["outcome"], (string?)answer["reason"]).ShouldBe(("ignored", reason));
        var recorded = await stage.NewestEventAsync(tenant, key);
        ((string?)recorded["outcome"], (string?)recorded["reason"]).ShouldBe(("ignored", reason));
    }

    [Theory]
    [InlineData("wrong key", 401, "unknown_key", "key")]
    [InlineData("foreign key", 401, "foreign_key", "key")]
    [InlineData("no key", 401, "missing_key", "X-Fineract-API-Key")]
    [InlineData("no entity", 400, "missing_header", "X-Fineract-Entity")]
    [InlineData("no action", 400, "missing_header", "X-Fineract-Action")]
    [InlineData("malformed body", 400, "malformed_body", "JSON")]
    [InlineData("no transaction", 400, "malformed_body", "resourceId")]
    [InlineData("large body", 413, "too_large", "262144")]
    public async Task What_is_wrong_is_refused_with_a_problem_that_names_it_and_recorded(string what, int expected, string reason, string named)
    {
        var tenant = $"refused-{what}".Replace(' ', '-');
        var key = await stage.RegisterAsync(tenant);
        var presented = what switch
        {
            "wrong key" => "nonsense",
            "foreign key" => await stage.RegisterAsync("somebody-else"),
            _ => key,
        };
        var headers = Headers("X-Fineract-", "LOAN", "REPAYMENT", tenant, presented).Where(header =>
            (what, header.Item1) is not ("no key", "X-Fineract-API-Key") and not ("no entity", "X-Fineract-Entity") and not ("no action", "X-Fineract-Action"));
        var body = what switch
        {
            "malformed body" => """{"clientId":7,""",
            "no transaction" => """{"clientId":7,"loanId":31}""",
            "large body" => $$"""{"clientId":7,"loanId":31,"resourceId":5,"changes":"{{new string('x', 256 * 1024)}}"}""",
            _ => """{"clientId":7,"loanId":31,"resourceId":5}""",
        };

        var (status, type, problem) = await stage.PostAsync(body, [.. headers]);

        status.ShouldBe(expected);
        type.ShouldBe("application/problem+json");
        $"{problem!["field"]}: {problem["detail"]}".ShouldContain(named);
        var recorded = await stage.NewestEventAsync(tenant, key);
        ((string?)recorded["outcome"], (string?)recorded["reason"]).ShouldBe(("refused", reason));
    }

    private static (string, string)[] Headers(string family, string entity, string action, string tenant, string key) =>
    [
        (family + "Entity", entity), (family + "Action", action), (family + "API-Key", key),
        (family == "X-Mifos-" ? "X-Mifos-Platform-TenantId" : "Fineract-Platform-TenantId", tenant),
    ];
}
