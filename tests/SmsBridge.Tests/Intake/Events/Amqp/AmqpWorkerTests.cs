using SmsBridge.Operators;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>A broker that the settings name, from its queue to the page.</summary>
public sealed class AmqpWorkerTests
{
    [Fact]
    public async Task The_service_takes_what_is_in_the_queue_and_the_page_says_that_nobody_knows_how_much_waits()
    {
        using var broker = new AmqpStandIn();
        await using var app = new SmsBridgeApp
        {
            Settings =
            {
                ["ExternalEvents:Brokers:main:Type"] = "Amqp", ["ExternalEvents:Brokers:main:Servers"] = broker.Servers, ["ExternalEvents:Brokers:main:Queue"] = "core-events",
                ["ExternalEvents:Brokers:main:User"] = AmqpStandIn.User, ["ExternalEvents:Brokers:main:Password"] = AmqpStandIn.Password,
                ["ExternalEvents:Brokers:main:StartFrom"] = "2020-01-01T00:00:00Z",
            },
        };
        await app.InitializeAsync();
        var stage = await EventStage.SetUpAsync(app);
        broker.Publish(stage.Message(stage.Repay().Event));

        await Eventually.BecomesAsync(async () => (await stage.EventsAsync()).Count, stored => stored == 1, "the event");
        await app.DrainAsync();
        (await stage.SentAsync()).Count.ShouldBe(1);

        using var admin = await app.SignInAsAsync(OperatorRole.Admin);
        var page = await SubmitAsync(admin, "/console/external-events", "external-events");
        page.ShouldContain("core-events");
        page.ShouldContain("not known");
        page.ShouldContain("it lets the bridge in");
    }
}
