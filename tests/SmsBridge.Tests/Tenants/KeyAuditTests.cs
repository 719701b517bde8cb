using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>What a tenant does by its own API key is on the audit like what an operator does, and goes no further than what is its own.</summary>
public sealed class KeyAuditTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly TimeSpan AfterTheRace = TimeSpan.FromMinutes(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_keys_ended_keys_settings_and_the_end_of_the_tenant_are_on_the_audit()
    {
        var life = await Life.BornAsync(app);

        await life.RotateAsync();
        (await life.CallAsync(HttpMethod.Post, $"{life.Url}/webhook-token", life.Key)).Status.ShouldBe(HttpStatusCode.Created);
        (await life.CallAsync(HttpMethod.Delete, $"{life.Url}/webhook-token", life.Key)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await life.PatchAsync("""{"defaultRegion":"UG"}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await life.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);

        var rows = await AuditAsync(life);
        rows.Select(row => row.Split('|')[0]).ShouldBe(["key_rotate", "key_rotate", "key_revoke", "settings", "tenant_delete"]);
        rows.ShouldAllBe(row => row.EndsWith($"|API key of {life.Name}", StringComparison.Ordinal));
        rows[1].ShouldContain("webhook token");
        rows[3].ShouldContain("region UG");
    }

    [Fact]
    public async Task What_is_refused_is_not()
    {
        var life = await Life.BornAsync(app);

        (await life.PatchAsync("""{"defaultRegion":"nowhere"}""")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await life.CallAsync(HttpMethod.Delete, $"{life.Url}/webhook-token", life.Key)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await life.CallAsync(HttpMethod.Delete, life.Url, "a key of nobody")).Status.ShouldBe(HttpStatusCode.Unauthorized);

        (await AuditAsync(life)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_key_neither_pauses_its_tenant_nor_does_anything_with_another()
    {
        var (life, other) = (await Life.BornAsync(app), await Life.BornAsync(app));
        var caller = Caller.KeyOf(life.Tenant.Id, life.Name, source: null);
        var verbs = app.Services.GetRequiredService<TenantVerbs>();

        (await verbs.PauseAsync(caller, life.Name, "because")).ShouldBeOfType<Outcome.NotAllowed>();
        (await verbs.DeleteAsync(caller, other.Name, other.Name)).ShouldBeOfType<Outcome.NotFound>();
        (await app.Services.GetRequiredService<RegistrationVerbs>().DecideAsync(caller, 1, approve: true, Cancellation)).ShouldBeOfType<Outcome.NotAllowed>();
        life.Tenant.Pause.ShouldBeNull();
        other.Tenant.ShouldNotBeNull();
    }

    /// <summary>Its identifier may be registered anew, by somebody else.</summary>
    [Fact]
    public async Task The_key_of_a_deleted_tenant_does_nothing_with_its_namesake()
    {
        var life = await Life.BornAsync(app);
        var former = Caller.KeyOf(life.Tenant.Id, life.Name, source: null);
        await life.DeleteAsync();
        await life.RegisterAsync();

        var outcome = await app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(former, life.Name, life.Name);

        outcome.ShouldBeOfType<Outcome.NotFound>();
        life.Tenant.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_registration_that_came_with_the_key_is_on_the_audit_and_one_without_is_not()
    {
        var life = await Life.BornAsync(app);
        app.Clock.Advance(AfterTheRace);
        (await life.RegisterAsync()).Status.ShouldBe(HttpStatusCode.Created);
        (await AuditAsync(life)).ShouldBeEmpty();

        app.Clock.Advance(AfterTheRace);
        (await life.CallAsync(HttpMethod.Post, "/modules/sms/configuration", life.Key, JsonSerializer.Serialize(app.Registration(life.Name)))).Status.ShouldBe(HttpStatusCode.Created);
        (await AuditAsync(life)).ShouldHaveSingleItem().ShouldEndWith($", new API key|API key of {life.Name}");
    }

    private Task<List<string>> AuditAsync(Life life) => app.QueryAsync<string>(
        "SELECT action || '|' || COALESCE(before, '') || '|' || COALESCE(after, '') || '|' || actor FROM audit WHERE subject = @subject ORDER BY id", new { subject = $"tenant {life.Name}" });
}
