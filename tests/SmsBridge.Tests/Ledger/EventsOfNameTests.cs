using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>An act of a core was told, under whichever registration of the core's tenant.</summary>
public sealed class EventsOfNameTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const long Transaction = 4711;

    private static readonly EventType Repayment = new("LOAN", "REPAYMENT");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_told_under_an_earlier_registration_is_known_and_the_latest_of_two_counts()
    {
        var (tenant, other) = (await app.NewTenantAsync(), await app.NewTenantAsync());
        var first = (await tenant.PostAsync(RawHook.Repayment(Transaction))).EventId;
        (await app.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, tenant.Id, tenant.Id)).ShouldBeOfType<Outcome.Done>();
        tenant = tenant with { ApiKey = await app.RegisterAsync(tenant.Id) };

        (await KnownAsync(tenant))[Transaction].Id.ShouldBe(first);
        (await KnownAsync(other)).ShouldBeEmpty();
        var second = (await tenant.PostAsync(RawHook.Repayment(Transaction))).EventId;
        (await KnownAsync(tenant))[Transaction].Id.ShouldBe(second);
    }

    private async Task<IReadOnlyDictionary<long, KnownEvent>> KnownAsync(TestTenant tenant) => await app.Services.GetRequiredService<EventsByKey>().AcceptedAsync(
        app.Services.GetRequiredService<TenantDirectory>().Find(tenant.Id)!.Id, Repayment, [Transaction], Cancellation);
}
