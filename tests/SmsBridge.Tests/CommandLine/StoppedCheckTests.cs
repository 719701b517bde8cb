using Microsoft.Extensions.DependencyInjection;
using SmsBridge.CommandLine;
using SmsBridge.Console.Actions;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>What a check found takes effect at once, so it is on the audit also when somebody goes away in the middle.</summary>
public sealed class StoppedCheckTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_check_by_the_command_line_that_is_stopped_is_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();
        var check = ActivatorUtilities.CreateInstance<Examination>(app.Services);

        await Should.ThrowAsync<OperationCanceledException>(() => check.RunAsync(Find(tenant.Id), new CancellationToken(canceled: true)));

        (await AuditAsync(tenant.Id)).ShouldBe(["command line: active>active"]);
    }

    [Fact]
    public async Task A_check_by_an_operator_that_is_stopped_is_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();
        var anna = new SignedInOperator(1, "anna", OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id]), "stamp", TimeZone: null);

        await Should.ThrowAsync<OperationCanceledException>(() => app.Services.GetRequiredService<TenantChecks>().VerifyAsync(
            anna, new Actor(null, "anna", null), tenant.Id, new CancellationToken(canceled: true)));

        (await AuditAsync(tenant.Id)).ShouldBe(["anna: active>active"]);
    }

    private Tenant Find(string identifier) => app.Services.GetRequiredService<TenantDirectory>().Find(identifier)!;

    private Task<List<string>> AuditAsync(string identifier) => app.QueryAsync<string>(
        "SELECT actor || ': ' || before || '>' || after FROM audit WHERE action = 'verify' AND subject = @subject", new { subject = $"tenant {identifier}" });
}
