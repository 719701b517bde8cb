using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Store;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>A source of its own, as a node has one, until disposed.</summary>
internal sealed class AmqpRunning : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _task;

    /// <param name="leases">Another node's; null: those of the application.</param>
    public AmqpRunning(EventStage stage, BrokerOptions broker, WorkLeases? leases = null, TimeProvider? time = null)
    {
        var services = stage.App.Services;
        _task = Task.Run(async () =>
        {
            var start = await services.GetRequiredService<EventStore>().BeginAsync("main", broker.StartFrom);
            await new AmqpSource(
                new AmqpPlace("main", broker, 500), start, stage.Intake, State, leases ?? services.GetRequiredService<WorkLeases>(), time ?? TimeProvider.System, NullLogger.Instance).RunAsync(_stopping.Token);
        });
    }

    public SourceState State { get; } = new("main", NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        if (!_stopping.IsCancellationRequested)
        {
            await _stopping.CancelAsync();
            await _task;
            _stopping.Dispose();
        }
    }
}
