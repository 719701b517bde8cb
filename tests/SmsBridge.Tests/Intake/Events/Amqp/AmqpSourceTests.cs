using System.Globalization;
using Amqp;
using Amqp.Framing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>What is stored and then settled, and what is not, at a broker that hands over again what was not.</summary>
public sealed class AmqpSourceTests : IAsyncLifetime
{
    private readonly SmsBridgeApp _app = new();
    private readonly AmqpStandIn _broker = new();
    private EventStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _stage = await EventStage.SetUpAsync(_app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _broker.Dispose();
    }

    [Fact]
    public async Task Events_are_stored_then_settled_and_after_a_restart_it_goes_on()
    {
        Publish(1, 3);
        await using (Run())
        {
            await StoredAsync(3);
            await SettledAsync(3);
        }

        Publish(4, 2);
        await using (Run())
        {
            await StoredAsync(5);
            await SettledAsync(5);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(5);
        _broker.Left.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_stored_and_not_settled_is_one_sms_although_it_comes_again()
    {
        var messages = Publish(1, 4);
        await _stage.TakeAsync(messages); // stored, and the process was killed before it could settle

        await using (Run())
        {
            await SettledAsync(4);
        }

        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_connection_that_is_cut_off_between_storing_and_settling_is_one_sms()
    {
        _broker.CutOffs = 1;
        Publish(1, 3);

        await using (Run())
        {
            await SettledAsync(3);
        }

        _broker.Attached.Count.ShouldBe(2);
        await StoredAsync(3);
        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(3);
    }

    [Fact]
    public async Task While_the_store_can_not_be_written_nothing_is_settled_no_more_is_handed_over_and_then_all_of_it_is_told()
    {
        await using var source = Run();
        Publish(1, 1);
        await SettledAsync(1);

        using (_app.HoldStore())
        {
            Publish(2, AmqpLink.MostAhead + 50);
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.Pause), pause => pause is not null, "a pause");
            await Eventually.BecomesAsync(() => Task.FromResult(_broker.MostHanded), most => most >= AmqpLink.MostAhead / 2, "what it was given credit for");
            _broker.Accepted.ShouldBe(1);
        }

        await StoredAsync(AmqpLink.MostAhead + 51);
        await SettledAsync(AmqpLink.MostAhead + 51);
        _broker.MostHanded.ShouldBeLessThanOrEqualTo(AmqpLink.MostAhead);
        source.State.Pause.ShouldBeNull();
    }

    [Fact]
    public async Task A_broker_that_goes_away_and_comes_back_loses_nothing()
    {
        await using var source = Run();
        Publish(1, 1);
        await StoredAsync(1);

        _broker.SetDown();
        await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble is not null, "trouble");
        source.State.HasPlace.ShouldBeFalse();
        Publish(2, 2);
        _broker.SetUp();

        await StoredAsync(3);
        source.State.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task Of_two_nodes_one_takes_and_when_it_stops_the_other_goes_on()
    {
        var others = new WorkLeases(_app.Services.GetRequiredService<Database>(), _app.Clock);
        await using var first = Run();
        await Eventually.BecomesAsync(() => Task.FromResult(first.State.HasPlace), has => has, "its place");
        await using var second = new AmqpRunning(_stage, Options(), others, _app.Clock);
        var began = _app.Clock.GetUtcNow();
        await Eventually.BecomesAsync(Passing, now => now > began.AddSeconds(40), "time in which the other asks again and again");
        Publish(1, 3);
        await StoredAsync(3);
        (second.State.HasPlace, _broker.Attached.Count).ShouldBe((false, 1));

        await first.DisposeAsync();
        Publish(4, 2);

        await Eventually.BecomesAsync(Passing, _ => second.State.HasPlace, "the other has its place");
        await StoredAsync(5);
        await _app.DrainAsync();
        (await _stage.SentAsync()).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_node_that_does_not_reach_the_broker_leaves_it_to_another()
    {
        var others = new WorkLeases(_app.Services.GetRequiredService<Database>(), _app.Clock);
        await using var cutOff = new AmqpRunning(_stage, new BrokerOptions { Type = BrokerType.Amqp, Servers = "amqp://127.0.0.1:1", Queue = "core-events" }, others);
        await Eventually.BecomesAsync(() => Task.FromResult(cutOff.State.Trouble), trouble => trouble is not null, "trouble");

        await using var other = Run();
        Publish(1, 2);

        await StoredAsync(2);
    }

    [Fact]
    public async Task What_can_not_be_read_is_parked_as_it_came_and_settled()
    {
        await using var source = Run();
        _broker.Publish([1, 2, 3]);
        _broker.Publish(() => new Message { BodySection = new AmqpValue { Value = "{}" } }); // a JMS message of text
        _broker.Publish(() => new Message { Properties = new Properties { MessageId = "\0' \u202e" + new string('x', 5_000) }, BodySection = new AmqpSequence { List = new List<object> { 1, "two" } } });
        _broker.Publish(() => new Message { Header = new Header { Durable = true } });
        Publish(1, 1);

        await StoredAsync(1);
        await SettledAsync(5);
        var parked = await _stage.ParkedAsync();
        parked.Count.ShouldBe(4);
        parked[0].Body.ShouldBe([1, 2, 3]);
        parked[1].Body.ShouldBe("{}"u8.ToArray());
        parked[2].Body.ShouldNotBeEmpty();
        (await _app.QueryAsync<string>("SELECT place FROM parked_event ORDER BY id"))[2].ShouldBe($"queue core-events '{new string('x', 79)}");
    }

    [Fact]
    public async Task Data_in_parts_and_bytes_as_a_value_are_read_too()
    {
        await using var source = Run();
        var (first, second) = (_stage.Message(_stage.Repay(1).Event), _stage.Message(_stage.Repay(2).Event));
        _broker.Publish(() =>
        {
            var parts = new DataList();
            parts.Add(new Data { Binary = first[..20] });
            parts.Add(new Data { Binary = first[20..] });
            return new Message { BodySection = parts };
        });
        _broker.Publish(() => new Message { BodySection = new AmqpValue { Value = second } });

        await StoredAsync(2);
        (await _stage.ParkedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_topic_it_has_a_subscription_that_goes_on_while_nobody_is_connected()
    {
        await using (var source = new AmqpRunning(_stage, new BrokerOptions { Type = BrokerType.Amqp, Servers = _broker.Servers, User = AmqpStandIn.User, Password = AmqpStandIn.Password, Topic = "events", Group = "bank" }))
        {
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.HasPlace), has => has, "its place");
        }

        var attach = _broker.Attached.ShouldHaveSingleItem();
        var node = attach.Source.ShouldBeOfType<Source>();
        (attach.LinkName, _broker.Containers.ShouldHaveSingleItem()).ShouldBe(("bank-main", "bank-main"), "two topics of one broker have one each");
        (node.Address, node.Durable, node.ExpiryPolicy?.ToString()).ShouldBe(("topic://events", 2u, "never"));
    }

    [Fact]
    public async Task Of_a_queue_no_two_connections_have_one_name()
    {
        for (var run = 0; run < 2; run++)
        {
            await using var source = Run();
            await Eventually.BecomesAsync(() => Task.FromResult(source.State.HasPlace), has => has, "its place");
        }

        _broker.Containers.Distinct(StringComparer.Ordinal).Count().ShouldBe(2);
        _broker.Attached.ShouldAllBe(attach => ((Source)attach.Source).Address == "core-events");
    }

    [Fact]
    public async Task Of_several_servers_the_first_that_answers_is_taken()
    {
        var options = Options();
        options.Servers = $"amqp://127.0.0.1:1, {_broker.Servers}";
        Publish(1, 1);

        await using var source = new AmqpRunning(_stage, options);

        await StoredAsync(1);
    }

    /// <summary>Else it, or a hundred like it, would be the end of the process: with the same message again after each start.</summary>
    [Fact]
    public async Task A_message_of_any_size_is_not_gathered_and_why_is_said()
    {
        _broker.Publish(new byte[20 * 1024 * 1024]);
        await using var source = Run();

        await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble?.Contains("larger than the bridge takes", StringComparison.Ordinal) == true, "trouble that says why");

        (_broker.Accepted, _broker.Left).ShouldBe((0, 1), "it is the broker's still");
        (await _stage.ParkedAsync()).ShouldBeEmpty();
    }

    /// <summary>The library refuses it, and reads a value only when it is asked for.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_nests_deeper_than_is_read_stays_at_the_broker_and_why_is_said(bool isValue)
    {
        object nested = "end";
        for (var level = 0; level < 500; level++) // as few as are no harm to the test, should they be read
        {
            nested = new List<object> { nested };
        }

        _broker.Publish(() => new Message { BodySection = isValue ? new AmqpValue { Value = nested } : new AmqpSequence { List = new List<object> { nested } } });
        await using var source = Run();

        await Eventually.BecomesAsync(() => Task.FromResult(source.State.Trouble), trouble => trouble?.Contains("exceeds maximum", StringComparison.Ordinal) == true, "trouble that says why");

        (_broker.Accepted, _broker.Left).ShouldBe((0, 1), "it is the broker's still");
        (await _stage.ParkedAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task More_large_messages_than_there_is_room_for_are_taken_one_after_another()
    {
        await using var source = Run();
        Publish(1, 1);
        await SettledAsync(1);
        using (_app.HoldStore())
        {
            for (var amount = 2; amount <= 31; amount++)
            {
                var bytes = _stage.Message(_stage.Repay(amount).Event);
                _broker.Publish(() => new Message
                {
                    ApplicationProperties = new ApplicationProperties { ["filling"] = new string('x', 1_500_000) }, BodySection = new Data { Binary = bytes },
                });
            }

            await Eventually.BecomesAsync(() => Task.FromResult(source.State.Pause), pause => pause is not null, "a pause");
        }

        await StoredAsync(31);
        await SettledAsync(31);
        source.State.Trouble.ShouldBeNull();
    }

    private byte[][] Publish(int first, int count)
    {
        byte[][] messages = [.. Enumerable.Range(first, count).Select(amount => _stage.Message(_stage.Repay(amount).Event))];
        _broker.Publish(messages);
        return messages;
    }

    private BrokerOptions Options() => new()
    {
        Type = BrokerType.Amqp, Servers = _broker.Servers, Queue = "core-events", User = AmqpStandIn.User, Password = AmqpStandIn.Password, StartFrom = DateTimeOffset.UnixEpoch,
    };

    private AmqpRunning Run() => new(_stage, Options());

    private Task<DateTimeOffset> Passing()
    {
        _app.Clock.Advance(TimeSpan.FromSeconds(5));
        return Task.FromResult(_app.Clock.GetUtcNow());
    }

    private Task StoredAsync(int count) => Eventually.BecomesAsync(async () => (await _stage.EventsAsync()).Count, stored => stored == count, string.Create(CultureInfo.InvariantCulture, $"{count} events"));

    private Task SettledAsync(int count) => Eventually.BecomesAsync(() => Task.FromResult(_broker.Accepted), settled => settled == count, string.Create(CultureInfo.InvariantCulture, $"{count} settled"));
}
