using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Hooks;

/// <summary>How much a tenant may leave that nobody has proved.</summary>
public sealed class OnTrustLimitTests : IAsyncLifetime
{
    private const int Most = 20;
    private const int MostPerMinute = 8;

    private readonly SmsBridgeApp _app = new();
    private int _lastTransaction = 900;

    public ValueTask InitializeAsync()
    {
        _app.Settings["Registration:MaxEventsOnTrust"] = $"{Most}";
        _app.Settings["Registration:MaxEventsOnTrustPerMinute"] = $"{MostPerMinute}";
        _app.Settings["Registration:MaxOnTrust"] = "2";
        return _app.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("accepted")]
    [InlineData("ignored")]
    [InlineData("repeated")]
    [InlineData("refused")]
    [InlineData("each in turn")]
    public async Task A_tenant_on_trust_leaves_so_many_events_and_no_more(string kind)
    {
        var tenant = await OnTrustAsync();

        var minutes = await PostAsync(tenant, kind, minutes: 10);

        (await KeptAsync(tenant)).ShouldBeInRange(Most, Most + minutes); // and once a minute that it was refused
        var last = await tenant.PostAsync(Hook(kind, 0));
        last.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        last.Reason.ShouldBe("trust_used_up");
        (await tenant.LogAsync("?status=refused&limit=500")).ShouldContain(entry => entry.Text("reason") == "trust_used_up");
    }

    [Fact]
    public async Task So_many_a_minute()
    {
        var tenant = await OnTrustAsync();

        var replies = new List<HookReply>();
        for (var index = 0; index < MostPerMinute + 3; index++)
        {
            replies.Add(await tenant.PostAsync(Hook("accepted", index)));
        }

        replies.Take(MostPerMinute).ShouldAllBe(reply => reply.Outcome == "accepted");
        replies.Skip(MostPerMinute).ShouldAllBe(reply => reply.Status == HttpStatusCode.TooManyRequests);
        (await KeptAsync(tenant)).ShouldBe(MostPerMinute + 1);
        _app.Clock.Advance(TimeSpan.FromMinutes(1));
        (await tenant.PostAsync(Hook("accepted", 0))).Outcome.ShouldBe("accepted");
    }

    [Fact]
    public async Task One_that_is_proved_is_not_counted_from_then_on()
    {
        var tenant = await OnTrustAsync();
        await PostAsync(tenant, "accepted", minutes: 5);

        await SetTrustAsync(tenant, null);

        for (var index = 0; index < MostPerMinute + 3; index++)
        {
            (await tenant.PostAsync(Hook("accepted", index))).Outcome.ShouldBe("accepted");
        }
    }

    [Fact]
    public async Task Payments_of_a_collection_sheet_are_events_like_any_other()
    {
        var tenant = await OnTrustAsync();

        var small = await tenant.PostAsync(SheetOf(5));
        var large = await tenant.PostAsync(SheetOf(Most));

        small.Reason.ShouldBe("collection_sheet");
        (large.Status, large.Reason).ShouldBe((HttpStatusCode.BadRequest, "trust_used_up"));
        (await KeptAsync(tenant)).ShouldBe(7); // the sheet, its payments, and the refusal
    }

    [Fact]
    public async Task A_restart_gives_no_new_room()
    {
        var tenant = await OnTrustAsync();
        await PostAsync(tenant, "each in turn", minutes: 4);
        await _app.DrainAsync();

        await using var after = await _app.RestartAsync();
        var again = tenant with { App = after };

        (await again.PostAsync(Hook("accepted", 0))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task One_after_the_other_they_have_what_so_many_have_at_a_time()
    {
        var kept = 0L;
        for (var round = 0; round < 5; round++)
        {
            var tenant = await OnTrustAsync();
            await PostAsync(tenant, "accepted", minutes: 3);
            kept += (await tenant.LogAsync("?limit=500")).Count(entry => entry.Text("reason") != "trust_used_up");
        }

        kept.ShouldBe(2 * Most);
    }

    [Fact]
    public async Task With_its_key_nobody_tries_accounts_at_a_provider()
    {
        var tenant = await OnTrustAsync();
        using var caller = tenant.CreateCaller();
        _app.Core.Faults.Add(new Simulator.Core.CoreFault("/") { Status = 503 });
        _app.Gateway.NextCheck = new SmsBridge.Gateways.AccountCheck.Refused("smsProviderToken", "Twilio refuses this account id and token.");

        using var routes = await caller.PutAsJsonAsync(
            $"/modules/sms/routes/{tenant.Id}", new { accounts = new[] { new { name = "second", provider = "twilio", accountId = "AC00000000000000000000000000000009", token = "guess", sender = "MFI" } } }, TestContext.Current.CancellationToken);
        using var settings = await caller.PatchAsJsonAsync(tenant.ConfigurationUrl, new { smsProviderToken = "00000000000000000000000000000001" }, TestContext.Current.CancellationToken);

        routes.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Json.ReadAsync(routes)).Text("detail").ShouldNotBeNull().ShouldStartWith("The tenant is taken on trust");
        settings.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await settings.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("refuses");
    }

    private async Task<int> PostAsync(TestTenant tenant, string kind, int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            for (var index = 0; index < MostPerMinute; index++)
            {
                await tenant.PostAsync(Hook(kind, index));
            }

            _app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return minutes;
    }

    private RawHook Hook(string kind, int index) => kind switch
    {
        "accepted" => RawHook.Repayment(++_lastTransaction),
        "ignored" => new RawHook("{}") { Entity = "CENTER", Action = "CREATE" },
        "repeated" => RawHook.Repayment(904),
        "refused" => new RawHook("{"),
        _ => Hook(((string[])["accepted", "ignored", "repeated", "refused"])[index % 4], index),
    };

    private static RawHook SheetOf(int payments)
    {
        var lines = string.Join(',', Enumerable.Range(1, payments).Select(loan => "{\"transactionAmount\":5,\"loanId\":" + loan.ToString(System.Globalization.CultureInfo.InvariantCulture) + "}"));
        var ids = string.Join(',', Enumerable.Range(1, payments));
        return new RawHook($$"""{"entityName":"COLLECTIONSHEET","request":{"bulkRepaymentTransactions":[{{lines}}] },"response":{"changes":{"loanTransactions":[{{ids}}] } } }""")
        {
            Entity = "COLLECTIONSHEET", Action = "SAVE",
        };
    }

    private async Task<TestTenant> OnTrustAsync()
    {
        var tenant = await _app.NewTenantAsync();
        await SetTrustAsync(tenant, _app.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds());
        return tenant;
    }

    private async Task SetTrustAsync(TestTenant tenant, long? until)
    {
        await _app.MeddleAsync("UPDATE tenant SET trusted_until = @until, unverified = 'The core does not answer.' WHERE identifier = @Id", new { tenant.Id, until });
        await _app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> KeptAsync(TestTenant tenant) => (await _app.QueryAsync<long>(
        "SELECT COUNT(*) FROM event JOIN tenant ON tenant.id = tenant_id WHERE identifier = @Id", new { tenant.Id })).Single();
}
