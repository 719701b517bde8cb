using System.Globalization;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Simulator.Brokers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>Against a real broker: what it hands over again, to whom, and what it still has after it was killed.</summary>
[FileOnly]
public sealed class RabbitTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly RabbitBroker _broker = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task Stored_and_not_settled_is_one_sms_and_a_broker_that_is_killed_loses_nothing()
    {
        Assert.SkipUnless(RabbitBroker.IsInstalled, "RabbitMQ is not installed: apt-get install rabbitmq-server");
        await _broker.StartAsync(TestContext.Current.CancellationToken);
        await _broker.PublishAsync(Messages(1, 3));
        await StoreWithoutSettlingAsync(3);
        (await _broker.CountAsync()).ShouldBe(3);

        await using (var source = new AmqpRunning(_stage, _broker.Options))
        {
            await Eventually.BecomesAsync(_broker.CountAsync, count => count == 0, "all settled");
            await StoredAsync(3);

            await _broker.PublishAsync([7]); // nothing of ours
            await Eventually.BecomesAsync(async () => (await _stage.ParkedAsync()).Count, parked => parked == 1, "it is parked");

            await _broker.KillAsync();
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble is not null, "trouble");
            await _broker.StartAsync(TestContext.Current.CancellationToken);
            await _broker.PublishAsync(Messages(4, 2));
            await StoredAsync(5);
            await Eventually.BecomesAsync(_broker.CountAsync, count => count == 0, "all settled");
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(5);
    }

    /// <summary>As a process that is killed between the two.</summary>
    private async Task StoreWithoutSettlingAsync(int count)
    {
        var place = new AmqpPlace("main", _broker.Options, 500);
        await using var link = await AmqpLink.OpenAsync(place, place.ToSource(), place.Container, TimeProvider.System, TestContext.Current.CancellationToken);
        link.Start(500);
        for (var taken = 0; taken < count; taken++)
        {
            await link.WaitAsync(TestContext.Current.CancellationToken);
            link.TryTake(out var arrival).ShouldBeTrue();
            (await _stage.TakeAsync(AmqpBody.Of(arrival.Message))).ShouldBeTrue();
        }
    }

    private byte[][] Messages(int first, int count) => [.. Enumerable.Range(first, count).Select(amount => _stage.Message(_stage.Repay(amount).Event))];

    private Task StoredAsync(int count) => Eventually.BecomesAsync(async () => (await _stage.EventsAsync()).Count, stored => stored == count, string.Create(CultureInfo.InvariantCulture, $"{count} events"), TimeSpan.FromSeconds(60));
}
