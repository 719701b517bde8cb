using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Intake.Events;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>A tenant whose core publishes external events, and a broker's part played by the test.</summary>
internal sealed class EventStage(TestTenant tenant)
{
    private long _offset;

    public TestTenant Tenant => tenant;

    public SmsBridgeApp App => tenant.App;

    public EventIntake Intake => App.Services.GetRequiredService<EventIntake>();

    public static async Task<EventStage> SetUpAsync(SmsBridgeApp app) => new(await app.NewTenantAsync());

    /// <summary>The message as the tenant's core would publish it now.</summary>
    public byte[] Message(CoreEvent core, string? key = null, TimeSpan age = default) => core.ToMessage(tenant.Id, key ?? Guid.NewGuid().ToString(), App.Clock.GetUtcNow() - age);

    public Task<bool> TakeAsync(params byte[][] messages) =>
        Intake.TakeAsync([.. messages.Select(bytes => new RawMessage("main", $"external-events [0] {_offset++}", bytes))], DateTimeOffset.UnixEpoch);

    /// <summary>A repayment in the core's books, and the event of it.</summary>
    public (long Transaction, CoreEvent Event) Repay(decimal amount = 1_500m)
    {
        var transaction = tenant.Books.AddRepayment(TestTenant.Loan, amount, new DateOnly(2026, 11, 21));
        return (transaction, CoreRecords.Repayment(transaction, TestTenant.Loan, amount.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }

    /// <summary>What went out for this tenant.</summary>
    public async Task<List<string>> SentAsync()
    {
        var events = (await App.QueryAsync<long>("SELECT id FROM event WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id })).ToHashSet();
        return [.. App.Gateway.Sent.Where(sms => events.Contains(sms.MessageId)).Select(sms => sms.Body)];
    }

    public Task<List<(long Verdict, string? Reason, string? Detail)>> EventsAsync() => App.QueryAsync<(long, string?, string?)>(
        "SELECT verdict, reason, detail FROM event WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY id", new { tenant.Id });

    public Task<List<(string Tenant, string Problem, byte[] Body)>> ParkedAsync() => App.QueryAsync<(string, string, byte[])>("SELECT tenant, problem, body FROM parked_event ORDER BY id");
}
