using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Insight.Statistics;
using SmsBridge.Intake.Events;
using SmsBridge.Operators;
using SmsBridge.Simulator.Events;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>What is set aside: it holds up nobody it does not concern, and a person can do something about it.</summary>
public sealed class ParkedEventTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Tenants_that_are_not_registered_pause_nobody_and_what_no_text_belongs_to_is_not_kept_for_them()
    {
        await using var app = new SmsBridgeApp { Settings = { ["ExternalEvents:MaxParked"] = "2" } };
        await app.InitializeAsync();
        var stage = await EventStage.SetUpAsync(app);
        var strange = Enumerable.Range(1, 1_001).Select(number => CoreRecords.Repayment(number, 31).ToMessage("elsewhere", $"k{number}", app.Clock.GetUtcNow())).ToList();
        var untold = (CoreRecords.Repayment(17, 31) with { Type = "LoanBalanceChangedBusinessEvent" }).ToMessage("nowhere", "k", app.Clock.GetUtcNow());

        (await stage.TakeAsync([.. strange, untold, [1], [2], stage.Message(stage.Repay().Event)])).ShouldBeTrue();
        await app.DrainAsync();

        (await stage.SentAsync()).ShouldHaveSingleItem();
        var kept = await stage.ParkedAsync();
        kept.Count(row => row.Tenant == "elsewhere").ShouldBe(1_000, "they have a room of their own");
        kept.ShouldNotContain(row => row.Tenant == "nowhere");
        (await stage.TakeAsync([3])).ShouldBeFalse("what nobody can read has no more room than before");
        var items = await app.Services.GetRequiredService<Attention>().ListAsync(
            new SignedInOperator(0, "admin", OperatorRole.Admin, TenantScope.All, "", null), TestContext.Current.CancellationToken);
        items.Single(item => item.Kind == "events_unknown_tenant").Words.ShouldBe("1000 external events name the tenant elsewhere, which is not registered here: nobody is told of them.");
        app.Clock.Advance(TimeSpan.FromDays(31));
        await app.Services.GetRequiredService<EventStore>().ForgetAsync(TestContext.Current.CancellationToken);
        (await stage.ParkedAsync()).Select(row => row.Tenant).ShouldBe(["", ""]);
    }

    [Fact]
    public async Task What_was_set_aside_is_taken_once_more_or_dropped_by_a_persons_word()
    {
        var parked = _app.Services.GetRequiredService<ParkedEvents>();
        await _stage.TakeAsync([1], [2], CoreRecords.Repayment(17, 31).ToMessage("nobody", "k", _app.Clock.GetUtcNow()));
        await _app.MeddleAsync("UPDATE parked_event SET body = @body WHERE tenant = 'nobody'", new { body = _stage.Message(_stage.Repay().Event) }); // its tenant is registered by now

        (await parked.AgainAsync(TestContext.Current.CancellationToken)).ShouldBe(new TakenAgain(1, 2));
        await _app.DrainAsync();

        (await _stage.SentAsync()).ShouldHaveSingleItem();
        (await parked.DropAsync("nobody")).ShouldBe(0);
        (await parked.DropAsync(tenant: null)).ShouldBe(2);
        (await _stage.ParkedAsync()).ShouldBeEmpty();
    }
}
