using System.Net;
using SmsBridge.CommandLine;
using SmsBridge.Tests.Partners;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

public sealed class PartnerVerbTests : IAsyncLifetime
{
    private const string Code = "8930518447";

    private readonly SmsBridgeApp _app = new();
    private Cli _cli = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _cli = await Cli.BesideAsync(_app, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _cli.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_partner_that_was_added_is_known_to_the_running_service_at_once()
    {
        var partner = await AddAsync();

        (await partner.GetAsync($"/webhook/{Code}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_may_be_the_first_thing_a_new_installation_does()
    {
        await using var alone = await Cli.AloneAsync(Token);

        var added = await alone.RunAsync("partner", "add", Code, "--tenant", Some.Tenant);

        added.ExitCode.ShouldBe(ExitCodes.Done, added.All);
        added.Out.ShouldContain("shown only now");
        added.Error.ShouldContain($"No tenant is registered as {Some.Tenant} yet");
    }

    [Fact]
    public async Task Adding_tells_code_password_and_tenants_as_json()
    {
        var added = await _cli.RunAsync("partner", "add", Code, "--tenant", "b", "--tenant", "a", "--name", "Some Bank", "--json");

        added.ExitCode.ShouldBe(ExitCodes.Done, added.All);
        added.Json.GetProperty("partnerCode").GetString().ShouldBe(Code);
        added.Json.GetProperty("password").GetString()!.Length.ShouldBe(43);
        added.Json.GetProperty("name").GetString().ShouldBe("Some Bank");
        added.Json.GetProperty("tenants").EnumerateArray().Select(each => each.GetString()).ShouldBe(["a", "b"]);

        var shown = await _cli.RunAsync("partner", "show", Code, "--json");
        shown.Json.GetProperty("tenants").GetArrayLength().ShouldBe(2);
        shown.All.ShouldNotContain(added.Json.GetProperty("password").GetString()!);
        (await _cli.RunAsync("partner", "list", "--json")).Json.GetProperty("partners").GetArrayLength().ShouldBe(1);
        (await _cli.RunAsync("partner", "list")).Out.ShouldContain("Some Bank");
    }

    [Fact]
    public async Task What_can_not_be_added_is_told()
    {
        await AddAsync();

        (await _cli.RunAsync("partner", "add", Code, "--tenant", "a")).ExitCode.ShouldBe(ExitCodes.Failed);
        (await _cli.RunAsync("partner", "add", "a/b", "--tenant", "a")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await _cli.RunAsync("partner", "add", "other")).ExitCode.ShouldBe(ExitCodes.Usage);
        foreach (var verb in new[] { "show", "rotate", "remove", "tenants", "subscriptions", "check" })
        {
            var refused = await _cli.RunAsync("partner", verb, "nobody");
            refused.ExitCode.ShouldBe(ExitCodes.Failed, verb);
            refused.Error.ShouldContain("There is no partner nobody");
        }
    }

    [Fact]
    public async Task A_rotated_password_works_beside_the_one_before()
    {
        var partner = await AddAsync();

        var rotated = (await _cli.RunAsync("partner", "rotate", Code, "--json")).Json;

        rotated.GetProperty("previousValidUntil").GetDateTimeOffset().ShouldBe(_app.Clock.GetUtcNow() + TimeSpan.FromDays(1));
        (await partner.GetAsync($"/webhook/{Code}")).Status.ShouldBe(HttpStatusCode.OK);
        partner.Password = rotated.GetProperty("password").GetString()!;
        (await partner.GetAsync($"/webhook/{Code}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Tenants_are_added_and_taken_away()
    {
        await AddAsync();

        var changed = await _cli.RunAsync("partner", "tenants", Code, "--add", "b", "--add", "a", "--remove", Some.Tenant, "--json");

        changed.Json.GetProperty("tenants").EnumerateArray().Select(each => each.GetString()).ShouldBe(["a", "b"]);
        (await _cli.RunAsync("partner", "tenants", Code)).Out.Trim().ShouldBe($"Partner {Code} is told of the transactions of: a, b.");
        (await _app.QueryAsync<string>("SELECT identifier FROM partner_tenant ORDER BY identifier")).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Subscriptions_are_listed_without_secrets_and_a_secret_is_rotated()
    {
        var partner = await AddAsync();
        var first = (await partner.SubscribeAsync("ReconM12")).Secret!;

        var rotated = (await _cli.RunAsync("partner", "secret", Code, "ReconM12", "--json")).Json;
        var listed = await _cli.RunAsync("partner", "subscriptions", Code, "--json");

        var second = rotated.GetProperty("secret").GetString()!;
        second.ShouldStartWith("whsec_");
        (second == first).ShouldBeFalse();
        var subscription = listed.Json.GetProperty("subscriptions")[0];
        subscription.GetProperty("reference").GetString().ShouldBe("ReconM12");
        subscription.GetProperty("state").GetString().ShouldBe("active");
        subscription.GetProperty("previousSecretValidUntil").GetDateTimeOffset().ShouldBe(_app.Clock.GetUtcNow() + TimeSpan.FromDays(1));
        listed.All.ShouldNotContain("whsec_");
        (await _cli.RunAsync("partner", "subscriptions", Code)).Out.ShouldContain(PartnerDriver.Callback);
        (await _cli.RunAsync("partner", "secret", Code, "none")).ExitCode.ShouldBe(ExitCodes.Failed);
    }

    [Fact]
    public async Task One_whose_receiver_was_gone_is_listed_as_ended_with_why()
    {
        var partner = await AddAsync();
        await partner.SubscribeAsync("R9");
        await _app.MeddleAsync("UPDATE subscription SET disabled_at = 2, disabled_reason = 'gone', deleted_at = 2, updated_at = 2, secret = ''");

        var listed = await _cli.RunAsync("partner", "subscriptions", Code, "--json");

        var subscription = listed.Json.GetProperty("subscriptions").EnumerateArray().ShouldHaveSingleItem();
        (subscription.GetProperty("reference").GetString(), subscription.GetProperty("state").GetString(), subscription.GetProperty("disabledReason").GetString())
            .ShouldBe(("R9", "ended", "gone"));
        (await _cli.RunAsync("partner", "subscriptions", Code)).Out.ShouldContain("ended (gone)");
        (await _cli.RunAsync("partner", "show", Code, "--json")).Json.GetProperty("subscriptions").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Check_says_what_is_wrong_with_a_signature()
    {
        var partner = await AddAsync();
        var timestamp = partner.Timestamp();

        var right = await _cli.RunAsync("partner", "check", Code, "--timestamp", timestamp, "--authorization", partner.Sign(timestamp));
        var wrong = await _cli.RunAsync("partner", "check", Code, "--timestamp", timestamp, "--authorization", "Basic x", "--json");

        right.ExitCode.ShouldBe(ExitCodes.Done, right.All);
        wrong.ExitCode.ShouldBe(ExitCodes.CheckFailed);
        wrong.Json.GetProperty("accepted").GetBoolean().ShouldBeFalse();
        wrong.Out.ShouldContain("not Bearer");
    }

    [Fact]
    public async Task Resend_counts_first_and_sends_only_with_yes_once_for_an_id()
    {
        var partner = await AddAsync();
        await partner.SubscribeAsync("ReconM12");
        await _app.MeddleAsync("""
            INSERT INTO notification (subscription_id, event_id, occasion, webhook_id, body, created_at, state)
            SELECT id, 0, 4, 'msg_1', @Body, @At, 2 FROM subscription
            """, new { Body = "{}"u8.ToArray(), At = _app.Clock.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds() });
        var from = _app.Clock.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

        var dry = await _cli.RunAsync("partner", "resend", Code, "--from", from);
        var counted = await _cli.RunAsync("partner", "resend", Code, "--from", from, "--state", "held", "--json");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM notice_resend")).ShouldBe([0]);
        var id = Guid.NewGuid().ToString();
        var started = await _cli.RunAsync("partner", "resend", Code, "--from", from, "--yes", "--id", id, "--json");
        var twice = await _cli.RunAsync("partner", "resend", Code, "--from", from, "--yes", "--id", id);
        var other = await _cli.RunAsync("partner", "resend", Code, "--from", from, "--yes");

        dry.Out.ShouldContain("1 notification would be sent again.");
        dry.Out.ShouldContain("add --yes");
        counted.Json.GetProperty("count").GetInt32().ShouldBe(0);
        started.ExitCode.ShouldBe(ExitCodes.Done, started.All);
        started.Json.GetProperty("id").GetString().ShouldBe(id);
        twice.ExitCode.ShouldBe(ExitCodes.Done, twice.All);
        other.ExitCode.ShouldBe(ExitCodes.Failed);
        other.Error.ShouldContain("Another resend");
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM notice_resend")).ShouldBe([1]);
        (await _cli.RunAsync("partner", "resend", Code)).ExitCode.ShouldBe(ExitCodes.Usage);
        (await _cli.RunAsync("partner", "resend", Code, "--from", from, "--code", "NONSENSE")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await _cli.RunAsync("partner", "resend", Code, "--from", from, "--code", "ER104")).ExitCode.ShouldBe(ExitCodes.Done);
        (await _cli.RunAsync("partner", "resend", Code, "--delivery", "1", "--state", "held")).ExitCode.ShouldBe(ExitCodes.Usage);
        (await _cli.RunAsync("partner", "resend", "nobody", "--from", from)).Error.ShouldContain("There is no partner nobody");
    }

    [Fact]
    public async Task Removing_asks_for_the_code()
    {
        var partner = await AddAsync();

        (await _cli.RunAsync("no\n", ["partner", "remove", Code])).ExitCode.ShouldBe(ExitCodes.Failed);
        (await partner.GetAsync($"/webhook/{Code}")).Status.ShouldBe(HttpStatusCode.OK);
        (await _cli.RunAsync(Code + "\n", ["partner", "remove", Code])).ExitCode.ShouldBe(ExitCodes.Done);
        (await partner.GetAsync($"/webhook/{Code}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _cli.RunAsync("partner", "list")).Out.Trim().ShouldBe("There are no partners yet.");
    }

    [Fact]
    public async Task What_was_done_is_on_the_audit_without_secrets()
    {
        var partner = await AddAsync();
        await partner.SubscribeAsync("r");
        await _cli.RunAsync("partner", "rotate", Code);
        await _cli.RunAsync("partner", "secret", Code, "r");
        await _cli.RunAsync("partner", "tenants", Code, "--add", "b");
        await _cli.RunAsync("partner", "remove", Code, "--yes");

        var rows = await _app.QueryAsync<string>("SELECT actor || '/' || action || '/' || subject || '/' || COALESCE(before, '') || '/' || COALESCE(after, '') FROM audit ORDER BY id");

        rows.ShouldBe(
        [
            $"command line/partner_add/partner {Code}//tenants {Some.Tenant}",
            $"command line/partner_rotate/partner {Code}//",
            $"command line/partner_rotate/partner {Code}, subscription r//",
            $"command line/partner_change/partner {Code}/tenants {Some.Tenant}/tenants b, {Some.Tenant}",
            $"command line/partner_delete/partner {Code}//",
        ]);
    }

    private async Task<PartnerDriver> AddAsync()
    {
        var added = await _cli.RunAsync("partner", "add", Code, "--tenant", Some.Tenant, "--json");
        added.ExitCode.ShouldBe(ExitCodes.Done, added.All);
        return new PartnerDriver(_app, _app.CreateCaller(), Code, added.Json.GetProperty("password").GetString()!);
    }
}
