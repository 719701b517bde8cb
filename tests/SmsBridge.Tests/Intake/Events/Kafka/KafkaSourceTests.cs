using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Events.Kafka;
using SmsBridge.Simulator.Brokers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events.Kafka;

/// <summary>The consumer against the client library's own cluster: what is stored and then confirmed, and what is not.</summary>
public sealed class KafkaSourceTests : IAsyncLifetime
{
    private const string Topic = "external-events";
    private const int Partitions = 4;

    private readonly SmsBridgeApp _app = new();
    private readonly MockKafka _kafka = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
        _kafka.CreateTopic(Topic, Partitions);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _kafka.Dispose();
    }

    [Fact]
    public async Task Events_are_stored_then_confirmed_and_after_a_restart_it_goes_on_where_it_was()
    {
        await using (Run(FromTheStart()))
        {
            await PublishAsync(1, 3);
            await StoredAsync(3);
            await ConfirmedAsync(3);
        }

        await PublishAsync(4, 2);
        await using (Run(FromTheStart()))
        {
            await StoredAsync(5);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task What_was_stored_and_not_confirmed_is_one_sms_although_it_comes_again()
    {
        await PublishAsync(1, 4);
        var messages = _published.ToArray();
        await _stage.TakeAsync(messages); // stored, and the process was killed before it could confirm

        await using (Run(FromTheStart()))
        {
            await ConfirmedAsync(4);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task The_first_start_begins_now()
    {
        await PublishAsync(1, 3);

        await using (var source = Run(new BrokerOptions()))
        {
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.HasPlace), has => has, "its partitions");
            await PublishAsync(4, 2);
            await StoredAsync(2);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task While_the_store_can_not_be_written_nothing_is_confirmed_and_then_all_of_it_is_told()
    {
        await using var source = Run(FromTheStart());
        await PublishAsync(1, 1);
        await StoredAsync(1);
        await ConfirmedAsync(1);

        using (_app.HoldStore())
        {
            await PublishAsync(2, 3);
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.Pause), pause => pause is not null, "a pause");
            _kafka.Confirmed(Topic, source.Group, Partitions).ShouldBe(1);
        }

        await StoredAsync(4);
        await ConfirmedAsync(4);
        source.State.Pause.ShouldBeNull();
    }

    [Fact]
    public async Task A_broker_that_goes_away_and_comes_back_loses_nothing()
    {
        await using var source = Run(FromTheStart());
        await PublishAsync(1, 1);
        await StoredAsync(1);

        _kafka.SetDown();
        await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble is not null, "trouble");
        _kafka.SetUp();
        await PublishAsync(2, 2);

        await StoredAsync(3);
        source.State.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task Two_nodes_share_the_topic_and_when_one_stops_the_other_goes_on()
    {
        await using var first = Run(FromTheStart());
        await PublishAsync(1, 2);
        await StoredAsync(2);
        await using (Run(FromTheStart()))
        {
            for (var account = 1; account <= 8; account++)
            {
                await _kafka.PublishAsync(Topic, account, [_stage.Message(_stage.Repay(100 + account).Event)]);
            }

            await StoredAsync(10);
        }

        await PublishAsync(20, 3);
        await StoredAsync(13);
        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(13);
    }

    [Fact]
    public async Task Foreign_bytes_and_empty_records_are_parked_and_confirmed()
    {
        await using var source = Run(FromTheStart());
        await _kafka.PublishAsync(Topic, 1, [1, 2, 3], null, "{}"u8.ToArray());
        await PublishAsync(1, 1);

        await StoredAsync(1);
        await ConfirmedAsync(4);
        (await _stage.ParkedAsync()).Count.ShouldBe(3);
    }

    /// <summary>A topic that was made anew or put back from an older copy, or one that was cut down while we were away.</summary>
    [Fact]
    public async Task Of_a_place_that_the_broker_does_not_have_it_reads_all_that_is_there_and_tells_nobody_twice()
    {
        await PublishAsync(1, 3);
        await _stage.TakeAsync([.. _published]);
        _kafka.Confirm(Topic, "smsbridge", Partitions, offset: 1_000);
        await PublishAsync(4, 2);

        await using (Run(FromTheStart()))
        {
            await StoredAsync(5);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_said()
    {
        await using var source = Run(new BrokerOptions { Topic = "no-such-topic", Properties = { ["allow.auto.create.topics"] = "false" } });

        (await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble is not null, "trouble")).ShouldNotBeEmpty();
    }

    private readonly List<byte[]> _published = [];

    private async Task PublishAsync(int first, int count)
    {
        var messages = Enumerable.Range(first, count).Select(amount => _stage.Message(_stage.Repay(amount).Event)).ToList();
        _published.AddRange(messages);
        await _kafka.PublishAsync(Topic, TestTenant.Loan, messages);
    }

    private Task StoredAsync(int count) => Eventually.BecomesAsync(async () => (await _stage.EventsAsync()).Count, stored => stored == count, string.Create(CultureInfo.InvariantCulture, $"{count} events"));

    private Task ConfirmedAsync(long count) =>
        Eventually.BecomesAsync(() => Task.FromResult(_kafka.Confirmed(Topic, "smsbridge", Partitions)), confirmed => confirmed == count, string.Create(CultureInfo.InvariantCulture, $"{count} confirmed"));

    private static BrokerOptions FromTheStart() => new() { StartFrom = DateTimeOffset.UnixEpoch };

    /// <summary>A source of its own, until disposed.</summary>
    private Running Run(BrokerOptions broker)
    {
        broker.Servers = _kafka.Servers;
        broker.Properties["session.timeout.ms"] = "6000"; // the mock waits for so long when the last of a group has left it
        var state = new SourceState("main", NullLogger.Instance);
        var start = _app.Services.GetRequiredService<EventStore>().BeginAsync("main", broker.StartFrom);
        return new Running(broker, state, async stopping =>
        {
            var source = new KafkaSource(new KafkaPlace("main", broker, 500), await start, _stage.Intake, state, NullLogger.Instance);
            await Task.Factory.StartNew(() => source.Run(stopping), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        });
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping;
        private readonly Task _task;

        public Running(BrokerOptions broker, SourceState state, Func<CancellationToken, Task> run)
        {
            (State, Group, _stopping) = (state, broker.Group, new CancellationTokenSource());
            _task = run(_stopping.Token);
        }

        public SourceState State { get; }

        public string Group { get; }

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _task;
            _stopping.Dispose();
        }
    }
}
