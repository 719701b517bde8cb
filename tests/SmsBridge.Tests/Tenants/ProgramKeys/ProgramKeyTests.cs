using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants.ProgramKeys;

/// <summary>Keys for people's programs, from their making to their end.</summary>
public sealed class ProgramKeyTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_shown_once_and_opens_what_its_scopes_say()
    {
        var life = await Life.BornAsync(app);

        var answer = await life.AddProgramKeyAsync(new { name = "till", scopes = new[] { "hooks", "log" } });
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Body);
        var key = answer.Text("key")!;

        key.Length.ShouldBe(43);
        answer.Json.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()).ShouldBe(["hooks", "log"]);
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);
        (await app.PostAsync(life, key, 1)).Outcome.ShouldBe("accepted");
        var listed = (await life.ProgramKeysAsync()).ShouldHaveSingleItem();
        listed.GetRawText().ShouldNotContain(key);
        (listed.Text("name"), listed.Text("prefix"), listed.Text("state")).ShouldBe(("till", key[..6], "valid"));
        listed.TryGetProperty("expiresAt", out _).ShouldBeFalse();
        (await life.GetAsync()).Json.GetProperty("keys").EnumerateArray().Select(each => each.Text("kind")).ShouldBe(["apiKey"]);
        (await app.QueryAsync<byte[]>("SELECT hash FROM api_key WHERE prefix = @prefix AND kind = 4", new { prefix = key[..6] })).ShouldHaveSingleItem()
            .ShouldBe(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
    }

    [Fact]
    public async Task Without_the_scope_it_is_told_which_one_it_lacks_and_a_refused_hook_is_on_the_record()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("reader", "log");

        var texts = await life.CallAsync(HttpMethod.Get, $"/modules/sms/texts/{life.Name}", key);
        var settings = await life.GetAsync(key);
        var hook = await app.PostAsync(life, key, 2);

        (texts.Status, texts.Text("reason"), texts.Field).ShouldBe((HttpStatusCode.Forbidden, "out_of_scope", "X-Fineract-API-Key"));
        texts.Detail.ShouldBe("The key reader has the scopes log; this needs the scope texts.");
        settings.Status.ShouldBe(HttpStatusCode.Forbidden);
        settings.Detail.ShouldBe("The key reader is for a program (scopes: log); this needs the tenant's own API key.");
        (hook.Status, hook.Reason).ShouldBe((HttpStatusCode.Forbidden, "out_of_scope"));
        var refused = (await life.ReadLogAsync(key, "?status=refused")).Json.GetProperty("events").EnumerateArray().ShouldHaveSingleItem();
        refused.Text("reason").ShouldBe("out_of_scope");
        refused.GetRawText().ShouldContain("this needs the scope hooks");
    }

    [Fact]
    public async Task It_expires_by_the_clock_and_says_so_until_it_is_ended()
    {
        var life = await Life.BornAsync(app);
        var end = app.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        var key = (await life.AddProgramKeyAsync(new { name = "trial", scopes = new[] { "log", "hooks" }, expiresAt = end })).Text("key")!;

        app.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromMilliseconds(1));
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var late = await life.ReadLogAsync(key);
        var hook = await app.PostAsync(life, key, 3);

        (late.Status, late.Text("reason")).ShouldBe((HttpStatusCode.Unauthorized, "expired_key"));
        late.Detail.ShouldBe(FormattableString.Invariant($"The key trial expired at {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."));
        (hook.Status, hook.Reason).ShouldBe((HttpStatusCode.Unauthorized, "expired_key"));
        (await life.ReadLogAsync(life.Key, "?status=refused")).Json.GetProperty("events").EnumerateArray().ShouldHaveSingleItem().Text("reason").ShouldBe("expired_key");
        (await life.ProgramKeysAsync()).ShouldHaveSingleItem().Text("state").ShouldBe("expired");

        (await life.EndProgramKeyAsync("trial")).Status.ShouldBe(HttpStatusCode.NoContent);
        var gone = await life.ReadLogAsync(key);
        (gone.Status, gone.Text("reason")).ShouldBe((HttpStatusCode.Unauthorized, null));
        gone.Detail.ShouldBe("The API key is not one of this tenant.");
        await life.NewProgramKeyAsync("trial", "log"); // the name is free again
    }

    [Fact]
    public async Task A_key_that_is_ended_works_no_more_and_the_others_do()
    {
        var life = await Life.BornAsync(app);
        var (one, other) = (await life.NewProgramKeyAsync("one", "log"), await life.NewProgramKeyAsync("other", "log"));

        (await life.EndProgramKeyAsync("one")).Status.ShouldBe(HttpStatusCode.NoContent);

        (await life.ReadLogAsync(one)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await life.ReadLogAsync(other)).Status.ShouldBe(HttpStatusCode.OK);
        (await life.ReadLogAsync(life.Key)).Status.ShouldBe(HttpStatusCode.OK);
        (await life.EndProgramKeyAsync("one")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_it_was_refused_counts_as_wrong_keys_do_and_what_it_may_is_served_all_the_same()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("noisy", "log");
        for (var tried = 0; tried < 20; tried++)
        {
            (await life.GetAsync(key)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        var held = await life.GetAsync(key);

        held.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        held.RetryAfter.ShouldNotBeNull();
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);
        app.Clock.Advance(held.RetryAfter.Value);
        (await life.GetAsync(key)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task When_it_was_last_used_is_kept_to_the_hour_and_written_once_an_hour()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("clock", "log");
        var usage = app.Services.GetRequiredService<KeyUsage>();
        (await life.ProgramKeysAsync()).ShouldHaveSingleItem().TryGetProperty("lastUsedAt", out _).ShouldBeFalse();
        app.Clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerHour - (app.Clock.GetUtcNow().Ticks % TimeSpan.TicksPerHour)));
        var hour = app.Clock.GetUtcNow();

        app.Clock.Advance(TimeSpan.FromMinutes(20));
        await life.ReadLogAsync(key);
        await usage.SaveAsync();
        var written = await UsedAsync(life);
        await app.MeddleAsync("UPDATE api_key SET last_used_at = 1 WHERE name = 'clock' AND tenant_id = @Id", new { life.Tenant.Id });
        app.Clock.Advance(TimeSpan.FromMinutes(39));
        await life.ReadLogAsync(key);
        await usage.SaveAsync();

        written.ShouldBe(hour.ToUnixTimeMilliseconds());
        (await UsedAsync(life)).ShouldBe(1L, "nothing was written within the hour");
        (await life.ProgramKeysAsync()).ShouldHaveSingleItem().GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(hour);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await life.ReadLogAsync(key);
        await usage.SaveAsync();
        (await UsedAsync(life)).ShouldBe(hour.AddHours(1).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_new_api_key_and_the_end_of_all_leave_it_and_the_end_of_the_tenant_does_not()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("kept", "log");
        var verbs = app.Services.GetRequiredService<TenantKeyVerbs>();

        await life.RotateAsync();
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);
        (await verbs.RotateAsync(Caller.CommandLine, life.Name, KeyKind.ApiKey, confirmed: true)).ShouldBeOfType<Outcome.Secret>()
            .Words.ShouldEndWith(" Its keys for programs work on: kept.");
        (await verbs.RevokeAsync(Caller.CommandLine, life.Name, KeyKind.ApiKey)).ShouldBeOfType<Outcome.Done>()
            .Words.ShouldEndWith(" Its keys for programs work on: kept.");
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);

        (await app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, life.Name, life.Name)).ShouldBeOfType<Outcome.Done>();
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM api_key WHERE prefix = @prefix", new { prefix = key[..6] })).ShouldBe([0]);
        await life.RegisterAsync();
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.Unauthorized, "its namesake is another tenant");
    }

    [Theory]
    [InlineData("""{"scopes":["log"]}""", 422, "name")]
    [InlineData("""{"name":"Till","scopes":["log"]}""", 422, "name")]
    [InlineData("""{"name":"a b","scopes":["log"]}""", 422, "name")]
    [InlineData("""{"name":"12345678901234567890123456789012345678901","scopes":["log"]}""", 422, "name")]
    [InlineData("""{"name":"till"}""", 422, "scopes")]
    [InlineData("""{"name":"till","scopes":[]}""", 422, "scopes")]
    [InlineData("""{"name":"till","scopes":[null]}""", 422, "scopes")]
    [InlineData("""{"name":"till","scopes":["log","everything"]}""", 422, "scopes")]
    [InlineData("""{"name":"till","scopes":["log"],"expiresAt":"2020-01-01T00:00:00Z"}""", 422, "expiresAt")]
    [InlineData("""{"name":"till","scopes":["log"],"expiresAt":"soon"}""", 400, "expiresAt")]
    [InlineData("""{"name":"till","scopes":["log"],"scope":"texts"}""", 400, "scope")]
    [InlineData("", 422, "name")]
    public async Task What_can_not_be_is_refused_by_its_field_and_makes_nothing(string body, int status, string field)
    {
        var life = await Life.BornAsync(app);

        var answer = await life.CallAsync(HttpMethod.Post, life.ProgramKeysUrl(), life.Key, body);

        ((int)answer.Status, answer.Field).ShouldBe((status, field), answer.Body);
        (await life.ProgramKeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_given_once_however_many_ask_at_once_and_to_each_tenant_anew()
    {
        var (life, other) = (await Life.BornAsync(app), await Life.BornAsync(app));

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => life.AddProgramKeyAsync(new { name = "same", scopes = new[] { "log" } })));

        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Where(answer => answer.Status != HttpStatusCode.Created).ShouldAllBe(answer => answer.Status == HttpStatusCode.UnprocessableEntity && answer.Field == "name");
        (await life.ProgramKeysAsync()).Count.ShouldBe(1);
        await other.NewProgramKeyAsync("same", "log");
    }

    [Fact]
    public async Task A_tenant_has_so_many_and_no_more_until_it_ends_one()
    {
        var life = await Life.BornAsync(app);
        for (var number = 0; number < ProgramKeyStore.MostOfTenant; number++)
        {
            await life.NewProgramKeyAsync($"key-{number}", "log");
        }

        var beyond = await life.AddProgramKeyAsync(new { name = "beyond", scopes = new[] { "log" } });
        (await life.EndProgramKeyAsync("key-7")).Status.ShouldBe(HttpStatusCode.NoContent);

        beyond.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        beyond.Detail!.ShouldContain("as many as it may");
        await life.NewProgramKeyAsync("beyond", "log");
    }

    /// <summary>One that expires is no replaced key, whatever key was made after it.</summary>
    [Fact]
    public async Task One_that_will_expire_is_not_taken_for_a_key_its_core_still_has()
    {
        var life = await Life.BornAsync(app);
        var key = (await life.AddProgramKeyAsync(new { name = "ends", scopes = new[] { "log" }, expiresAt = app.Clock.GetUtcNow().AddDays(9) })).Text("key")!;
        await life.NewProgramKeyAsync("stays", "log");
        app.Clock.Advance(TimeSpan.FromHours(2));
        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.OK);
        await app.Services.GetRequiredService<KeyUsage>().SaveAsync();

        var old = await OldKeys.ListAsync(app.Services.GetRequiredService<Database>(), new Dictionary<long, LastHook>(), app.Clock.GetUtcNow(), Cancellation);

        old.ShouldNotContain(each => each.TenantId == life.Tenant.Id);
    }

    [Fact]
    public async Task The_true_owner_ends_those_of_a_registration_that_was_never_proved()
    {
        var life = await Life.BornAsync(app);
        var key = await life.NewProgramKeyAsync("squatter", "log");
        await app.MeddleAsync("UPDATE tenant SET trusted_until = @until WHERE id = @Id", new { life.Tenant.Id, until = app.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(Cancellation);

        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);

        (await life.ReadLogAsync(key)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<long?> UsedAsync(Life life) =>
        (await app.QueryAsync<long?>("SELECT last_used_at FROM api_key WHERE name = 'clock' AND tenant_id = @Id", new { life.Tenant.Id })).ShouldHaveSingleItem();
}
