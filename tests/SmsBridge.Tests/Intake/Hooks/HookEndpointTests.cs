using System.Net;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>What a core is answered, over the whole application.</summary>
public class HookEndpointTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("/modules/sms", false)]
    [InlineData("/modules/sms/", false)]
    [InlineData("/modules/sms", true)]
    [InlineData("/modules/sms/", true)]
    public async Task Both_urls_take_both_header_families(string url, bool mifos)
    {
        var tenant = await app.NewTenantAsync();

        var reply = await tenant.PostAsync(new RawHook { Url = url, Mifos = mifos });

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Outcome.ShouldBe("accepted");
        reply.EventId.ShouldBePositive();
        reply.Reason.ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Header_names_are_read_in_any_case(bool mifos)
    {
        var tenant = await app.NewTenantAsync();

        (await tenant.PostAsync(new RawHook { Mifos = mifos, Spelling = name => name.ToUpperInvariant() })).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(new RawHook { Mifos = mifos, Spelling = name => name.ToLowerInvariant() })).Outcome.ShouldBe("duplicate");
    }

    [Theory]
    [InlineData("loan", "repayment")]
    [InlineData("Loan", "REPAYMENT")]
    public async Task Entity_and_action_are_read_in_any_case(string entity, string action)
    {
        var tenant = await app.NewTenantAsync();

        (await tenant.PostAsync(new RawHook { Entity = entity, Action = action })).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("duplicate");
    }

    [Theory]
    [InlineData(Generation.G1, "flat")]
    [InlineData(Generation.G2, "flat")]
    [InlineData(Generation.G3, "envelope")]
    [InlineData(Generation.G4, "envelope")]
    internal async Task Every_generation_is_understood(Generation generation, string dialect)
    {
        var tenant = await app.NewTenantAsync();
        var hooks = tenant.Hooks(generation);

        using var created = await hooks.PostClientCreatedAsync(1, 12_345_678, TestContext.Current.CancellationToken);
        using var repaid = await hooks.PostRepaymentAsync(7, 31, 10_000_001, 1_500m, TestContext.Current.CancellationToken);
        using var sms = await hooks.PostSmsAsync("0712345678", "<p>Dear O&#39;Brien</p>", TestContext.Current.CancellationToken);
        using var unknown = await hooks.PostUnknownAsync(TestContext.Current.CancellationToken);

        var replies = new[] { await HookReply.ReadAsync(created), await HookReply.ReadAsync(repaid), await HookReply.ReadAsync(sms) };
        replies.ShouldAllBe(reply => reply.Outcome == "accepted");
        (await HookReply.ReadAsync(unknown)).Outcome.ShouldBe("ignored");
        var detail = await tenant.EventAsync(replies[1].EventId);
        detail.Text("dialect").ShouldBe(dialect);
        detail.GetProperty("event").GetProperty("resourceId").GetInt64().ShouldBe(10_000_001);
    }

    [Fact]
    public async Task A_form_is_understood()
    {
        var tenant = await app.NewTenantAsync();
        var hook = new RawHook("officeId=1.0&clientId=7.0&loanId=31.0&resourceId=1.2345678E7") { ContentType = "application/x-www-form-urlencoded; charset=UTF-8" };

        var reply = await tenant.PostAsync(hook);
        var again = await tenant.PostAsync(RawHook.Repayment(12_345_678));

        reply.Outcome.ShouldBe("accepted");
        again.Outcome.ShouldBe("duplicate");
        (await tenant.EventAsync(reply.EventId)).Text("dialect").ShouldBe("form");
    }

    [Theory]
    [InlineData(FailureShape.Marked)]
    [InlineData(FailureShape.Unmarked)]
    internal async Task A_command_that_failed_is_ignored_and_sends_nothing(FailureShape shape)
    {
        var tenant = await app.NewTenantAsync();
        var repayment = new HookRepayment(31, 904, 1_500m) { ClientId = 7 };

        using var answer = await tenant.Hooks().PostFailedAsync(repayment.ToEvent(), shape, TestContext.Current.CancellationToken);
        await app.DrainAsync();

        var reply = await HookReply.ReadAsync(answer);
        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Outcome.ShouldBe("ignored");
        reply.Reason.ShouldBe("failed_in_core");
        reply.Detail.ShouldNotBeNullOrEmpty();
        app.Gateway.Sent.ShouldNotContain(sms => sms.MessageId == reply.EventId);
        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("accepted"); // the approval that may follow
    }

    [Theory]
    [InlineData("CENTER", "ACTIVATE", "{\"groupId\":3,\"resourceId\":3}")]
    [InlineData("USER", "CREATE", "{\"clientId\":0,\"resourceId\":\"abc\"}")]
    [InlineData("CLIENT", "REPAYMENT", "{}")]
    [InlineData("x", "y", "{\"resourceId\":1,\"resourceId\":2}")]
    public async Task What_nobody_handles_is_ignored_whatever_its_body_says(string entity, string action, string body)
    {
        var tenant = await app.NewTenantAsync();

        var reply = await tenant.PostAsync(new RawHook(body) { Entity = entity, Action = action });

        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Outcome.ShouldBe("ignored");
        reply.Reason.ShouldBe("not_handled");
        reply.EventId.ShouldBePositive();
    }

    [Theory]
    [InlineData("LOAN", "DISBURSE", """{"clientId":7,"loanId":31,"resourceId":31,"subResourceId":905}""", 31L, null, 905L)]
    [InlineData("SAVINGSACCOUNT", "DEPOSIT", """{"clientId":7,"savingsId":12,"resourceId":88}""", 88L, 12L, null)]
    [InlineData("SAVINGSACCOUNT", "WITHDRAWAL", """{"clientId":7,"savingsId":"x","resourceId":89}""", 89L, null, null)]
    public async Task Money_that_moved_without_an_sms_leaves_its_ids(string entity, string action, string body, long resource, long? savings, long? sub)
    {
        var tenant = await app.NewTenantAsync();

        var reply = await tenant.PostAsync(new RawHook(body) { Entity = entity, Action = action });

        reply.Reason.ShouldBe("not_handled");
        var row = (await app.QueryAsync<(long?, long?, long?, byte[]?)>(
            "SELECT resource_id, savings_id, sub_resource_id, body FROM event WHERE id = @EventId", new { reply.EventId })).ShouldHaveSingleItem();
        row.ShouldBe((resource, savings, sub, null));
    }

    [Fact]
    public async Task Of_money_that_did_not_move_the_body_is_kept_and_no_id()
    {
        var tenant = await app.NewTenantAsync();
        const string Body = """{"entityName":"SAVINGSACCOUNT","request":{"transactionAmount":1500,"receiptNumber":"QK12"},"status":"Exception","response":{"resourceId":1}}""";

        var reply = await tenant.PostAsync(new RawHook(Body) { Entity = "SAVINGSACCOUNT", Action = "DEPOSIT" });

        reply.Reason.ShouldBe("not_handled");
        var (resource, body) = (await app.QueryAsync<(long?, byte[]?)>(
            "SELECT resource_id, body FROM event WHERE id = @EventId", new { reply.EventId })).ShouldHaveSingleItem();
        resource.ShouldBeNull();
        System.Text.Encoding.UTF8.GetString(body.ShouldNotBeNull()).ShouldBe(Body);
    }

    [Fact]
    public async Task A_body_nobody_handles_is_not_kept()
    {
        var tenant = await app.NewTenantAsync();

        var ignored = await tenant.PostAsync(new RawHook("""{"request":{"password":"hunter2"},"response":{"resourceId":1},"entityName":"USER"}""") { Entity = "USER", Action = "CREATE" });
        var accepted = await tenant.PostAsync(new RawHook());

        (await app.QueryAsync<byte[]?>("SELECT body FROM event WHERE id = @EventId", ignored)).ShouldHaveSingleItem().ShouldBeNull();
        (await app.QueryAsync<byte[]?>("SELECT body FROM event WHERE id = @EventId", accepted)).ShouldHaveSingleItem().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_key_nobody_has_is_401()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();

        foreach (var key in new[] { "nobody", other.ApiKey, tenant.ApiKey + "x", tenant.ApiKey.ToUpperInvariant(), new string('k', 300), "kéy" })
        {
            var reply = await tenant.PostAsync(new RawHook { ApiKey = key });
            reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
            reply.Outcome.ShouldBeNull();
        }

        (await app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE verdict = 1 AND tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", tenant)).ShouldBe([0]);
    }

    [Fact]
    public async Task A_tenant_that_exists_is_refused_in_the_same_words_as_one_that_does_not()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();

        var wrongKey = await tenant.PostAsync(new RawHook { ApiKey = "nobody" });
        var foreignKey = await tenant.PostAsync(new RawHook { ApiKey = other.ApiKey });
        var noTenant = await tenant.PostAsync(new RawHook { Tenant = "no-such-tenant" });

        foreignKey.Detail.ShouldBe(wrongKey.Detail);
        noTenant.Detail.ShouldBe(wrongKey.Detail);
    }

    [Theory]
    [InlineData("X-Fineract-API-Key", HttpStatusCode.Unauthorized)]
    [InlineData("Fineract-Platform-TenantId", HttpStatusCode.BadRequest)]
    [InlineData("X-Fineract-Entity", HttpStatusCode.BadRequest)]
    [InlineData("X-Fineract-Action", HttpStatusCode.BadRequest)]
    public async Task A_missing_header_is_named_and_put_on_the_tenants_record(string header, HttpStatusCode status)
    {
        var tenant = await app.NewTenantAsync();
        using var caller = app.CreateCaller();
        using var request = new RawHook { Tenant = tenant.Id, ApiKey = tenant.ApiKey }.ToRequest();
        request.Headers.Remove(header);

        using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);

        var reply = await HookReply.ReadAsync(answer);
        reply.Status.ShouldBe(status);
        (reply.Field + reply.Detail).ShouldContain(header);
        (await tenant.LogAsync("?status=refused")).ShouldHaveSingleItem().Text("detail").ShouldBe(reply.Detail);
    }

    [Theory]
    [InlineData("LO AN", "REPAYMENT")]
    [InlineData("LOAN", "<script>")]
    [InlineData("LOAN", "a,b")]
    public async Task An_entity_or_action_that_is_no_name_is_400(string entity, string action)
    {
        var tenant = await app.NewTenantAsync();

        (await tenant.PostAsync(new RawHook { Entity = entity, Action = action })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("LOAN", "REPAYMENT", "{\"clientId\":7,\"resourceId\":904}", "loanId")]
    [InlineData("LOAN", "REPAYMENT", "{\"clientId\":\"x\",\"loanId\":31,\"resourceId\":904}", "clientId")]
    [InlineData("LOAN", "REPAYMENT", "{\"entityName\":\"LOAN\",\"response\":{\"loanId\":{},\"resourceId\":904}}", "loanId")]
    [InlineData("sms", "send", "{\"mobileNo\":712345678,\"message\":\"Hi\"}", "mobileNo")]
    [InlineData("LOAN", "REPAYMENT", "loanId=x&resourceId=904", "loanId", "application/x-www-form-urlencoded")]
    [InlineData("LOAN", "REPAYMENT", "not json", "body")]
    [InlineData("LOAN", "REPAYMENT", "", "body")]
    [InlineData(null, "REPAYMENT", "{}", "X-Fineract-Entity")]
    [InlineData("LOAN", null, "{}", "X-Fineract-Action")]
    [InlineData("LOAN", "RE-PAY", "{}", "X-Fineract-Action")]
    [InlineData("LO AN", "REPAYMENT", "{}", "X-Fineract-Entity")]
    public async Task What_a_hook_is_refused_for_is_the_field_of_the_answer(string? entity, string? action, string body, string field, string contentType = "application/json")
    {
        var tenant = await app.NewTenantAsync();

        var reply = await tenant.PostAsync(new RawHook(body) { Entity = entity, Action = action, ContentType = contentType });

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("LOAN", "REPAYMENT", "{\"clientId\":7,\"resourceId\":904}", "loanId")]
    [InlineData("LOAN", "REPAYMENT", "{\"clientId\":7,\"loanId\":31}", "resourceId")]
    [InlineData("LOAN", "REPAYMENT", "{\"loanId\":31,\"resourceId\":0}", "resourceId")]
    [InlineData("CLIENT", "CREATE", "{\"officeId\":1}", "clientId")]
    [InlineData("CLIENT", "CREATE", "{\"clientId\":\"7;drop\"}", "clientId")]
    [InlineData("sms", "send", "{\"message\":\"Hi\"}", "mobileNo")]
    [InlineData("sms", "send", "{\"mobileNo\":\"0712345678\"}", "message")]
    [InlineData("sms", "send", "{\"mobileNo\":712345678,\"message\":\"Hi\"}", "mobileNo")]
    [InlineData("LOAN", "REPAYMENT", "", "empty")]
    [InlineData("LOAN", "REPAYMENT", "not json", "JSON")]
    [InlineData("LOAN", "REPAYMENT", "[]", "JSON object")]
    [InlineData("CENTER", "ACTIVATE", "{\"a\":", "JSON")]
    public async Task A_malformed_body_is_400_and_says_what_is_wrong(string entity, string action, string body, string words)
    {
        var tenant = await app.NewTenantAsync();

        var reply = await tenant.PostAsync(new RawHook(body) { Entity = entity, Action = action });

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Reason.ShouldBe("malformed_body");
        reply.Detail.ShouldNotBeNull().ShouldContain(words);
        (await tenant.LogAsync("?status=refused")).ShouldHaveSingleItem().Text("reason").ShouldBe("malformed_body");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413_and_one_at_the_limit_is_read(bool chunked)
    {
        const int Limit = 256 * 1024;
        var tenant = await app.NewTenantAsync();

        var atLimit = await tenant.PostAsync(new RawHook(RawHook.FlatRepayment.PadRight(Limit)) { Chunked = chunked });
        var over = await tenant.PostAsync(new RawHook(RawHook.Repayment(905).Body.PadRight(Limit + 1)) { Chunked = chunked });
        var farOver = await tenant.PostAsync(new RawHook(RawHook.Repayment(906).Body.PadRight(5 * Limit)) { Chunked = chunked });

        atLimit.Outcome.ShouldBe("accepted");
        over.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        farOver.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await tenant.LogAsync("?status=refused")).Select(entry => entry.Text("reason")).ShouldBe(["too_large", "too_large"]);
    }

    [Theory]
    [InlineData("/modules/sms")]
    [InlineData("/modules/sms/")]
    public async Task A_ping_is_200(string url)
    {
        using var caller = app.CreateCaller();

        using var answer = await caller.GetAsync(url, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http", "/modules/sms")]
    [InlineData("http", "/modules/sms/")]
    [InlineData("https", "/modules/sms")]
    [InlineData("https", "/modules/sms/")]
    [InlineData("http", "/MODULES/SMS/")]
    public async Task Nobody_is_ever_redirected(string scheme, string url)
    {
        using var caller = app.CreateCaller(scheme);

        using var ping = await caller.GetAsync(url, TestContext.Current.CancellationToken);
        using var post = await caller.SendAsync(new RawHook { Url = url }.ToRequest(), TestContext.Current.CancellationToken);

        ping.StatusCode.ShouldBe(HttpStatusCode.OK);
        post.StatusCode.ShouldBe(HttpStatusCode.BadRequest); // no tenant named
    }
}
