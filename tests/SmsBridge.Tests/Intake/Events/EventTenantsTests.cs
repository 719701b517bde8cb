using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmsBridge.Intake.Events;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events;

/// <summary>A broker's messages say themselves whose they are: which tenants it may bring is the settings' to say.</summary>
public class EventTenantsTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    [Theory]
    [InlineData("main", true)]
    [InlineData("main", true, "TENANT", "other")]
    [InlineData("main", false, "other")]
    [InlineData("second", true, "other")] // it names none
    public async Task Events_of_other_tenants_than_the_brokers_are_passed_over(string broker, bool isTold, params string[] named)
    {
        var stage = await EventStage.SetUpAsync(app);
        var options = new ExternalEventsOptions
        {
            Brokers = { ["main"] = new BrokerOptions { Tenants = [.. named.Select(name => name == "TENANT" ? stage.Tenant.Id : name)] }, ["second"] = new BrokerOptions() },
        };
        var tenants = new EventTenants(app.Services.GetRequiredService<TenantDirectory>(), Options.Create(options));
        var intake = ActivatorUtilities.CreateInstance<EventIntake>(app.Services, tenants);
        var message = new RawMessage(broker, "external-events [0] 1", stage.Message(stage.Repay().Event));

        (await intake.TakeAsync([message], DateTimeOffset.UnixEpoch)).ShouldBeTrue();
        await app.DrainAsync();

        (await stage.SentAsync()).Count.ShouldBe(isTold ? 1 : 0);
        (await stage.EventsAsync()).Count.ShouldBe(isTold ? 1 : 0);
        (await stage.ParkedAsync()).ShouldNotContain(row => row.Tenant == stage.Tenant.Id);
        (await intake.TakeAgainAsync(message)).ShouldBe(isTold, "what may not be brought is not taken from the shelf either");
    }
}
