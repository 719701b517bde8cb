using System.Net;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>What is a repeat, what is not, and what strangers can fill the store with.</summary>
public class HookRepeatTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_repeat_names_its_twin_and_keeps_no_second_body()
    {
        var tenant = await app.NewTenantAsync();

        var first = await tenant.PostAsync(new RawHook());
        var again = await tenant.PostAsync(new RawHook { Mifos = true, Url = "/modules/sms/" });

        again.Status.ShouldBe(HttpStatusCode.OK);
        again.Outcome.ShouldBe("duplicate");
        again.Reason.ShouldBe("repeated");
        again.Detail.ShouldNotBeNull().ShouldContain($"{first.EventId}");
        again.EventId.ShouldBeGreaterThan(first.EventId);
        var entry = (await tenant.LogAsync("?status=duplicate")).ShouldHaveSingleItem();
        entry.GetProperty("duplicateOf").GetInt64().ShouldBe(first.EventId);
        (await app.QueryAsync<byte[]?>("SELECT body FROM event WHERE id = @EventId", again)).ShouldHaveSingleItem().ShouldBeNull();
    }

    [Fact]
    public async Task The_same_number_in_another_tenant_or_event_type_is_no_repeat()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        await tenant.PostAsync(RawHook.Repayment(7));

        (await other.PostAsync(RawHook.Repayment(7))).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(RawHook.Repayment(8))).Outcome.ShouldBe("accepted");
        (await tenant.PostAsync(new RawHook("""{"clientId":7,"resourceId":7}""") { Entity = "CLIENT", Action = "CREATE" })).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task The_same_text_is_a_repeat_for_a_short_while_only()
    {
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();
        var hook = RawHook.Sms("0712345678", "You paid 100.");

        var first = await tenant.PostAsync(hook);
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        var inside = await tenant.PostAsync(hook);
        var elsewhere = await other.PostAsync(hook);
        var otherNumber = await tenant.PostAsync(RawHook.Sms("0712345679", "You paid 100."));
        var otherText = await tenant.PostAsync(RawHook.Sms("0712345678", "You paid 101."));
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        var after = await tenant.PostAsync(hook);

        first.Outcome.ShouldBe("accepted");
        inside.Outcome.ShouldBe("duplicate");
        elsewhere.Outcome.ShouldBe("accepted");
        otherNumber.Outcome.ShouldBe("accepted");
        otherText.Outcome.ShouldBe("accepted");
        after.Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task Of_a_hundred_at_once_exactly_one_is_accepted()
    {
        var tenant = await app.NewTenantAsync();

        var repayments = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => tenant.PostAsync(new RawHook())));
        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tenant.PostAsync(RawHook.Sms("0712345678", "Once."))));

        repayments.Count(reply => reply.Outcome == "accepted").ShouldBe(1);
        repayments.Count(reply => reply.Outcome == "duplicate").ShouldBe(99);
        texts.Count(reply => reply.Outcome == "accepted").ShouldBe(1);
        texts.Count(reply => reply.Outcome == "duplicate").ShouldBe(19);
    }

    [Fact]
    public async Task Refused_hooks_are_kept_up_to_so_many_a_minute_and_tenant()
    {
        const int Most = 60;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var tenant = await app.NewTenantAsync();
        var other = await app.NewTenantAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, Most + 5).Select(_ => tenant.PostAsync(new RawHook("{"))));
        await other.PostAsync(new RawHook("{"));

        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.BadRequest);
        (await tenant.LogAsync("?status=refused&limit=500")).Count.ShouldBe(Most);
        (await other.LogAsync("?status=refused")).Count.ShouldBe(1);

        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await tenant.PostAsync(new RawHook("{"));
        (await tenant.LogAsync("?status=refused&limit=500")).Count.ShouldBe(Most + 1);
    }

    /// <summary>Who guesses from one network is answered 429 after twenty; who guesses from many has the strangers' rows, never the tenant's own.</summary>
    [Theory]
    [InlineData(1, 20)]
    [InlineData(2, 40)]
    [InlineData(7, 60)]
    public async Task Strangers_do_not_use_up_the_rows_of_what_the_tenants_own_core_was_refused(int networks, int kept)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var tenant = await app.NewTenantAsync();
        foreach (var index in Enumerable.Range(0, 65 * networks))
        {
            (await PostFromAsync($"192.0.2.{index % networks}", tenant, new RawHook { ApiKey = "nobody" })).ShouldBe(index / networks < 20 ? 401 : 429);
        }

        (await tenant.LogAsync("?status=refused&limit=500")).Count.ShouldBe(kept);
        await tenant.PostAsync(new RawHook("{"));
        await tenant.PostAsync(new RawHook { Entity = null });
        (await tenant.LogAsync("?status=refused&limit=500")).Select(entry => entry.Text("reason")).Count(reason => reason != "unknown_key").ShouldBe(2);
        (await tenant.PostAsync(new RawHook())).Outcome.ShouldBe("accepted"); // strangers can not use up what the tenant may do
    }

    [Fact]
    public async Task A_key_of_another_tenant_counts_as_a_strangers()
    {
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var (tenant, other) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        foreach (var index in Enumerable.Range(0, 80))
        {
            await PostFromAsync($"192.0.2.{index % 4}", tenant, new RawHook { ApiKey = other.ApiKey });
        }

        await tenant.PostAsync(new RawHook("{"));

        (await tenant.LogAsync("?status=refused&limit=500")).ShouldContain(entry => entry.Text("reason") == "malformed_body");
    }

    [Fact]
    public async Task Strangers_can_not_add_event_types()
    {
        var tenant = await app.NewTenantAsync();
        var before = await EventTypesAsync();

        await tenant.PostAsync(new RawHook { ApiKey = "nobody", Entity = "STRANGE", Action = "THING" });
        await tenant.PostAsync(new RawHook("{") { Entity = "STRANGE", Action = "BODY" });

        (await EventTypesAsync()).ShouldBe(before);
    }

    private async Task<int> PostFromAsync(string address, TestTenant tenant, RawHook hook)
    {
        var context = await app.Server.SendAsync(
            http =>
            {
                http.Connection.RemoteIpAddress = IPAddress.Parse(address);
                http.Request.Method = "POST";
                http.Request.Path = hook.Url;
                http.Request.ContentType = hook.ContentType;
                http.Request.Headers["Fineract-Platform-TenantId"] = tenant.Id;
                http.Request.Headers["X-Fineract-Entity"] = hook.Entity;
                http.Request.Headers["X-Fineract-Action"] = hook.Action;
                http.Request.Headers["X-Fineract-API-Key"] = hook.ApiKey;
                http.Request.Body = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(hook.Body));
            },
            TestContext.Current.CancellationToken);
        return context.Response.StatusCode;
    }

    private async Task<long> EventTypesAsync() => (await app.QueryAsync<long>("SELECT COUNT(*) FROM event_type")).Single();
}
