using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>API keys and webhook tokens from their making to their end, by the clock.</summary>
public sealed class KeyLifeTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly TimeSpan Grace = TimeSpan.FromHours(24);

    [Fact]
    public async Task A_rotation_shows_a_new_key_once_and_the_old_one_has_its_grace()
    {
        var life = await Life.BornAsync(app);

        var old = await life.RotateAsync();

        (await life.OpensAsync(life.Key)).ShouldBeTrue();
        app.Clock.Advance(Grace - TimeSpan.FromMilliseconds(1));
        (await life.OpensAsync(old)).ShouldBeTrue();
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await life.OpensAsync(old)).ShouldBeFalse();
        (await life.GetAsync(old)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_was_not_used_before_it_was_made()
    {
        var life = await Life.BornAsync(app);
        app.Clock.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(app.Clock.GetUtcNow().Ticks % TimeSpan.TicksPerMinute)); // between two full minutes, to which uses are noted
        await life.RotateAsync();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();

        var key = app.Services.GetRequiredService<TenantDirectory>().KeysOf(life.Tenant).Single(one => life.Key.StartsWith(one.Prefix, StringComparison.Ordinal));

        app.Services.GetRequiredService<KeyUsage>().LastUsed(key).ShouldBe(key.CreatedAt);
    }

    [Fact]
    public async Task What_was_used_within_the_hour_outlives_another_rotation_and_what_was_not_is_asked_about()
    {
        var life = await Life.BornAsync(app);

        var first = await life.RotateAsync();
        var second = await life.RotateAsync();

        (await life.OpensAsync(first)).ShouldBeTrue(); // a second press ends nothing that is in use
        (await life.OpensAsync(second)).ShouldBeTrue();
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        var asked = await life.CallAsync(HttpMethod.Post, $"{life.Url}/_rotate", life.Key);
        asked.Status.ShouldBe(HttpStatusCode.Conflict);
        asked.Field.ShouldBe("confirm");
        asked.Detail!.ShouldContain($"API key {first[..6]}…, last used");
        (await life.OpensAsync(first)).ShouldBeTrue();

        app.Clock.Advance(TimeSpan.FromMinutes(61));
        var third = await life.RotateAsync(); // confirmed
        (await life.OpensAsync(first)).ShouldBeFalse();
        (await life.OpensAsync(second)).ShouldBeFalse();
        (await life.OpensAsync(third)).ShouldBeTrue();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_key_another_process_has_made_opens_for_all_who_come_at_once()
    {
        var tenant = (await Life.BornAsync(app)).Tenant;
        var (gate, store) = (app.Services.GetRequiredService<KeyGate>(), app.Services.GetRequiredService<TenantStore>());
        for (var times = 0; times < 20; times++)
        {
            var key = ApiKey.New();
            await store.ReplaceKeyAsync(tenant.Id, KeyKind.ApiKey, key, Grace);

            // Each sees its key missing; some find the directory refreshed by another one meanwhile.
            var checks = await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(async () => await gate.CheckAsync(
                key, KeyKind.ApiKey, KeyScopes.Hooks, tenant.Identifier, IPAddress.Parse($"10.{times}.{number}.1"), TestContext.Current.CancellationToken))));

            checks.ShouldAllBe(check => check.Key != null);
        }
    }

    [Fact]
    public async Task A_previous_key_still_posts_and_reads_but_changes_nothing()
    {
        var life = await Life.BornAsync(app);
        var previous = await life.RotateAsync();
        var before = life.Tenant;

        foreach (var (method, url) in ((HttpMethod, string)[])
        [
            (HttpMethod.Post, $"{life.Url}/_rotate"), (HttpMethod.Post, $"{life.Url}/webhook-token"), (HttpMethod.Delete, $"{life.Url}/webhook-token"),
            (HttpMethod.Patch, life.Url), (HttpMethod.Put, life.Url), (HttpMethod.Delete, life.Url), (HttpMethod.Post, $"/modules/sms/events/{life.Name}/_resend"),
        ])
        {
            (await life.CallAsync(method, url, previous, "{}")).Status.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {url}");
        }

        life.Tenant.ShouldBe(before);
        (await life.GetAsync(previous)).Status.ShouldBe(HttpStatusCode.OK);
        (await life.OpensAsync(previous)).ShouldBeTrue();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task Without_grace_the_old_key_ends_at_once()
    {
        await using var strict = new SmsBridgeApp();
        strict.Settings["Registration:PreviousKeyGrace"] = "00:00:00";
        await strict.InitializeAsync();
        var life = await Life.BornAsync(strict);

        var old = await life.RotateAsync();

        (await life.OpensAsync(old)).ShouldBeFalse();
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task Twenty_rotations_at_once_leave_one_current_key_the_one_before_it_and_the_one_in_use()
    {
        var life = await Life.BornAsync(app);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => life.CallAsync(HttpMethod.Post, $"{life.Url}/_rotate?confirm=true", life.Key))));

        var keys = app.Services.GetRequiredService<TenantDirectory>().KeysOf(life.Tenant).ToList();
        keys.Count.ShouldBeInRange(2, 3);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
        keys.Count(key => key.ValidUntil is null).ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_token_opens_its_url_and_nothing_else()
    {
        var life = await Life.BornAsync(app);
        var created = await life.CallAsync(HttpMethod.Post, $"{life.Url}/webhook-token", life.Key);
        var (token, url) = (created.Text("webhookToken")!, created.Text("url")!);

        created.Status.ShouldBe(HttpStatusCode.Created);
        url.ShouldBe($"http://localhost/modules/sms/k/{token}/");
        (await WebAsync(life, token)).Status.ShouldBe(HttpStatusCode.OK);
        (await life.OpensAsync(token)).ShouldBeFalse(); // not as an API key
        (await life.GetAsync(token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await WebAsync(life, life.Key)).Status.ShouldBe(HttpStatusCode.Unauthorized); // nor the other way round
    }

    [Fact]
    public async Task A_webhook_token_is_of_one_tenant()
    {
        var (mine, theirs) = (await Life.BornAsync(app), await Life.BornAsync(app));
        var token = await mine.NewWebhookTokenAsync();

        (await WebAsync(theirs, token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await WebAsync(mine, token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_webhook_token_names_its_tenant_where_the_header_is_missing()
    {
        var life = await Life.BornAsync(app);
        var token = await life.NewWebhookTokenAsync();

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/modules/sms/k/{token}/") { Content = new StringContent("""{"clientId":7,"resourceId":7}""") };
        request.Headers.Add("X-Mifos-Entity", "CLIENT");
        request.Headers.Add("X-Mifos-Action", "CREATE");
        using var client = app.CreateClient();
        var answer = await Answer.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));

        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body);
        (await life.EventAsync(answer.Json.GetProperty("eventId").GetInt64())).ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Object);
    }

    [Fact]
    public async Task A_webhook_token_rotates_with_grace_and_is_revoked_without()
    {
        var life = await Life.BornAsync(app);
        var first = await life.NewWebhookTokenAsync();
        var second = await life.NewWebhookTokenAsync();

        (await WebAsync(life, first)).Status.ShouldBe(HttpStatusCode.OK);
        (await WebAsync(life, second)).Status.ShouldBe(HttpStatusCode.OK);
        (await RevokeAsync(life)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await WebAsync(life, first)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await WebAsync(life, second)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await RevokeAsync(life)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await life.OpensAsync(life.Key)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_rotated_webhook_token_ends_by_the_clock()
    {
        var life = await Life.BornAsync(app);
        var first = await life.NewWebhookTokenAsync();
        var second = await life.NewWebhookTokenAsync();

        app.Clock.Advance(Grace);

        (await WebAsync(life, first)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await WebAsync(life, second)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Rotating_one_kind_leaves_the_other_alone()
    {
        var life = await Life.BornAsync(app);
        var token = await life.NewWebhookTokenAsync();

        await life.RotateAsync();
        await life.RotateAsync();

        (await WebAsync(life, token)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_deletion_ends_every_key_of_every_kind()
    {
        var life = await Life.BornAsync(app);
        var token = await life.NewWebhookTokenAsync();
        var previous = await life.RotateAsync();

        (await life.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);

        (await life.OpensAsync(life.Key)).ShouldBeFalse();
        (await life.OpensAsync(previous)).ShouldBeFalse();
        (await WebAsync(life, token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created); // at once: it is somebody new
        (await life.OpensAsync(previous)).ShouldBeFalse();
        (await WebAsync(life, token)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Get_tells_state_prefixes_and_use_and_no_secret_at_all()
    {
        var life = await Life.BornAsync(app);
        life.Books.AddUser(new StandInUser("svc", "s3cret-word"));
        await life.PatchAsync("""{"coreUsername":"svc","corePassword":"s3cret-word"}""");
        var token = await life.NewWebhookTokenAsync();
        var previous = await life.RotateAsync();
        app.Clock.Advance(TimeSpan.FromMinutes(3));
        await life.OpensAsync(previous);

        var answer = await life.GetAsync();

        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text("state").ShouldBe("active");
        foreach (var secret in (string[])[life.Key, previous, token, Some.AuthToken, "s3cret-word", app.Registration(life.Name)["mifosToken"]])
        {
            answer.Body.ShouldNotContain(secret);
        }

        var keys = answer.Json.GetProperty("keys").EnumerateArray()
            .ToDictionary(key => key.GetProperty("prefix").GetString()!, StringComparer.Ordinal);
        keys.Count.ShouldBe(3);
        keys[life.Key[..6]].TryGetProperty("validUntil", out _).ShouldBeFalse();
        keys[previous[..6]].GetProperty("validUntil").GetDateTimeOffset().ShouldBe(app.Clock.GetUtcNow() - TimeSpan.FromMinutes(3) + Grace);
        var now = app.Clock.GetUtcNow();
        keys[previous[..6]].GetProperty("lastUsedAt").GetDateTimeOffset().ShouldBe(now - TimeSpan.FromTicks(now.Ticks % TimeSpan.TicksPerMinute));
        keys[token[..6]].GetProperty("kind").GetString().ShouldBe("webhookToken");
        keys[token[..6]].TryGetProperty("lastUsedAt", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task When_a_key_was_last_used_outlives_the_memory()
    {
        var life = await Life.BornAsync(app);
        await life.OpensAsync(life.Key);
        var directory = app.Services.GetRequiredService<TenantDirectory>();

        await app.Services.GetRequiredService<KeyUsage>().SaveAsync();
        await directory.ReloadAsync(TestContext.Current.CancellationToken);

        directory.KeysOf(life.Tenant).ShouldHaveSingleItem().LastUsedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task It_does_so_when_it_could_not_be_stored_at_first()
    {
        var life = await Life.BornAsync(app);
        await life.OpensAsync(life.Key);
        var (directory, usage) = (app.Services.GetRequiredService<TenantDirectory>(), app.Services.GetRequiredService<KeyUsage>());

        using (app.HoldStore())
        {
            await Should.ThrowAsync<SmsBridge.Store.StoreUnavailableException>(usage.SaveAsync);
        }

        await usage.SaveAsync();
        await directory.ReloadAsync(TestContext.Current.CancellationToken);

        directory.KeysOf(life.Tenant).ShouldHaveSingleItem().LastUsedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task The_number_of_a_key_is_never_given_to_another()
    {
        var life = await Life.BornAsync(app);
        var directory = app.Services.GetRequiredService<TenantDirectory>();
        var token = await life.NewWebhookTokenAsync();
        await WebAsync(life, token);
        var number = directory.FindKey(token, KeyKind.WebhookToken)!.Id;
        await RevokeAsync(life);

        var next = directory.FindKey(await life.NewWebhookTokenAsync(), KeyKind.WebhookToken)!;

        next.Id.ShouldBeGreaterThan(number);
        (await life.GetAsync()).Json.GetProperty("keys").EnumerateArray()
            .Single(key => key.GetProperty("kind").GetString() == "webhookToken").TryGetProperty("lastUsedAt", out _).ShouldBeFalse();
    }

    private static Task<Answer> RevokeAsync(Life life) => life.CallAsync(HttpMethod.Delete, $"{life.Url}/webhook-token", life.Key);

    private async Task<Answer> WebAsync(Life life, string token)
    {
        var hooks = new CoreHooks(app.CreateClient(), Generation.G4, $"http://localhost/modules/sms/k/{token}/", life.Name) { Template = HookTemplate.WebJson, Time = app.Clock };
        return await Answer.ReadAsync(await hooks.PostUnknownAsync(TestContext.Current.CancellationToken));
    }
}
