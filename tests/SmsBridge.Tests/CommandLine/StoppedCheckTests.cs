using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.CommandLine;

/// <summary>What a check found takes effect at once, so it is on the audit also when somebody goes away in the middle.</summary>
public sealed class StoppedCheckTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Fact]
    public async Task A_check_by_the_command_line_that_is_stopped_is_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();

        await StopAsync(Caller.CommandLine, tenant.Id);

        (await AuditAsync(tenant.Id)).ShouldBe(["command line: active>active"]);
    }

    [Fact]
    public async Task A_check_by_an_operator_that_is_stopped_is_on_the_audit()
    {
        var tenant = await app.NewTenantAsync();

        await StopAsync(new Caller(new Actor(null, "anna", null), OperatorRole.TenantAdmin, TenantScope.Of([tenant.Id])), tenant.Id);

        (await AuditAsync(tenant.Id)).ShouldBe(["anna: active>active"]);
    }

    private Task StopAsync(Caller caller, string identifier) => Should.ThrowAsync<OperationCanceledException>(
        () => app.Services.GetRequiredService<TenantExamination>().VerifyAsync(caller, identifier, new CancellationToken(canceled: true)));

    private Task<List<string>> AuditAsync(string identifier) => app.QueryAsync<string>(
        "SELECT actor || ': ' || before || '>' || after FROM audit WHERE action = 'verify' AND subject = @subject", new { subject = $"tenant {identifier}" });
}
