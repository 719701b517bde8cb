using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants.ProgramKeys;

/// <summary>Who made a key, who ended it, and what a program did: by name on the audit.</summary>
public sealed class ProgramAuditTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task What_is_done_with_keys_is_on_the_audit_and_never_the_key()
    {
        var life = await Life.BornAsync(app);

        var key = await life.NewProgramKeyAsync("till", "texts", "hooks");
        (await life.AddProgramKeyAsync(new { name = "till", scopes = new[] { "log" } })).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await life.CallAsync(HttpMethod.Put, $"/modules/sms/texts/{life.Name}/LOAN_REPAYMENT", key, """{"enabled":false}""")).Status.ShouldBe(HttpStatusCode.OK);
        await life.EndProgramKeyAsync("till");

        var rows = await app.QueryAsync<string>(
            "SELECT action || '|' || COALESCE(before, '') || '|' || COALESCE(after, '') || '|' || actor FROM audit WHERE subject LIKE @subject ORDER BY id", new { subject = $"%{life.Name}%" });
        rows.Count.ShouldBe(3);
        rows[0].ShouldBe($"program_key_add||till ({key[..6]}…): hooks, texts, until it is ended|API key of {life.Name}");
        rows[1].ShouldStartWith("text|");
        rows[1].ShouldEndWith($"|key till of {life.Name}");
        rows[2].ShouldBe($"program_key_end|till||API key of {life.Name}");
        rows.ShouldAllBe(row => !row.Contains(key, StringComparison.Ordinal));
    }

    /// <summary>The routes are closed to it. So are the verbs, should a route ever say otherwise.</summary>
    [Fact]
    public async Task A_program_makes_and_ends_no_key_whichever_way_it_came()
    {
        var life = await Life.BornAsync(app);
        await life.NewProgramKeyAsync("till", "texts");
        var caller = Caller.ProgramOf(life.Tenant.Id, life.Name, "till", source: null);
        var (programs, keys) = (app.Services.GetRequiredService<ProgramKeyVerbs>(), app.Services.GetRequiredService<TenantKeyVerbs>());

        (await programs.AddAsync(caller, life.Name, new ProgramKeyRequest("more", ["log"], ExpiresAt: null))).ShouldBeOfType<Outcome.NotAllowed>();
        (await programs.EndAsync(caller, life.Name, "till")).ShouldBeOfType<Outcome.NotAllowed>();
        (await keys.RotateAsync(caller, life.Name, KeyKind.ApiKey, confirmed: true)).ShouldBeOfType<Outcome.NotAllowed>();
        (await keys.RevokeAsync(caller, life.Name, KeyKind.ApiKey)).ShouldBeOfType<Outcome.NotAllowed>();
        (await app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(caller, life.Name, life.Name)).ShouldBeOfType<Outcome.NotAllowed>();
        (await life.ProgramKeysAsync()).ShouldHaveSingleItem().Text("name").ShouldBe("till");
        life.Tenant.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_tenants_key_makes_and_ends_none_of_another()
    {
        var (life, other) = (await Life.BornAsync(app), await Life.BornAsync(app));
        await other.NewProgramKeyAsync("theirs", "log");
        var caller = Caller.KeyOf(life.Tenant.Id, life.Name, source: null);
        var verbs = app.Services.GetRequiredService<ProgramKeyVerbs>();

        (await verbs.AddAsync(caller, other.Name, new ProgramKeyRequest("mine", ["log"], ExpiresAt: null))).ShouldBeOfType<Outcome.NotFound>();
        (await verbs.EndAsync(caller, other.Name, "theirs")).ShouldBeOfType<Outcome.NotFound>();
        (await verbs.EndAsync(caller, life.Name, "theirs")).ShouldBeOfType<Outcome.Unchanged>();
        (await life.EndProgramKeyAsync("theirs")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await other.ProgramKeysAsync()).ShouldHaveSingleItem();
    }
}
