using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace SmsBridge.Simulator.Brokers;

/// <summary>
/// A Kafka cluster inside the client library, of one broker: groups, offsets and rebalances as the real one has them, all in memory. Topics are made by name. It lives in this process,
/// and outlives whoever is killed beside it.
/// </summary>
internal sealed partial class MockKafka : IDisposable
{
    private const string Library = "librdkafka";

    private readonly IProducer<Null, Null> _owner;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly nint _cluster;

    static MockKafka() => NativeLibrary.SetDllImportResolver(typeof(MockKafka).Assembly, (name, _, _) => name == Library ? NativeLibrary.Load(Loaded()) : 0);

    public MockKafka()
    {
        _owner = new ProducerBuilder<Null, Null>(new ProducerConfig { BootstrapServers = "127.0.0.1:1" }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _cluster = New(HandleOf(_owner.Handle), 1);
        Servers = Marshal.PtrToStringAnsi(Bootstraps(_cluster))!;
        _producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = Servers, LingerMs = 0 }).SetLogHandler((_, _) => { }).Build();
    }

    public string Servers { get; }

    public void CreateTopic(string topic, int partitions) => Check(TopicCreate(_cluster, topic, partitions, 1));

    public void SetDown() => Check(BrokerDown(_cluster, 1));

    public void SetUp() => Check(BrokerUp(_cluster, 1));

    /// <param name="account">The key, by which the core keeps the order of an account's events.</param>
    public async Task PublishAsync(string topic, long account, params IEnumerable<byte[]?> messages)
    {
        var key = BitConverter.GetBytes(System.Net.IPAddress.HostToNetworkOrder(account));
        await Task.WhenAll(messages.Select(value => _producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key, Value = value! })));
    }

    /// <summary>How far a group has confirmed, over all partitions of a topic.</summary>
    public long Confirmed(string topic, string group, int partitions)
    {
        using var consumer = Looker(group);
        return consumer.Committed(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)), TimeSpan.FromSeconds(10))
            .Sum(known => known.Offset.IsSpecial ? 0 : known.Offset.Value);
    }

    /// <summary>Confirms for a group, as a consumer of it would.</summary>
    public void Confirm(string topic, string group, int partitions, long offset)
    {
        using var consumer = Looker(group);
        consumer.Commit(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, offset)));
    }

    /// <summary>
    /// Another consumer of a group: takes what it is given, confirms nothing of it, and leaves when that task has ended. Twice all partitions are shared out anew, and what it took comes again.
    /// </summary>
    public async Task JoinAsync(string topic, string group, Task leaving)
    {
        await Task.Run(() =>
        {
            using var guest = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig { BootstrapServers = Servers, GroupId = group, EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest })
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            guest.Subscribe(topic);
            while (!leaving.IsCompleted)
            {
                TakeOne(guest);
            }

            guest.Close();
        });
        await leaving;
    }

    public void Dispose()
    {
        _producer.Dispose();
        Destroy(_cluster); // before its owner, or a native assertion ends the process
        _owner.Dispose();
    }

    private IConsumer<Ignore, Ignore> Looker(string group) =>
        new ConsumerBuilder<Ignore, Ignore>(new ConsumerConfig { BootstrapServers = Servers, GroupId = group }).SetLogHandler((_, _) => { }).Build();

    private static void TakeOne(IConsumer<Ignore, byte[]> guest)
    {
        try
        {
            guest.Consume(TimeSpan.FromMilliseconds(100));
        }
        catch (ConsumeException)
        {
            // The broker is away; it goes on by itself.
        }
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"The mock cluster answered {error}.");
        }
    }

    /// <summary>Of its variants the one that the client has loaded.</summary>
    private static string Loaded() => File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')[^1]).First(file => file.EndsWith("librdkafka.so", StringComparison.Ordinal));

    private static nint HandleOf(Handle handle) =>
        ((SafeHandle)typeof(Handle).GetProperty("LibrdkafkaHandle", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!.GetValue(handle)!).DangerousGetHandle();

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_new")]
    private static partial nint New(nint client, int brokers);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint Bootstraps(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_cluster_destroy")]
    private static partial void Destroy(nint cluster);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int TopicCreate(nint cluster, string topic, int partitions, int replicas);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int BrokerDown(nint cluster, int broker);

    [LibraryImport(Library, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int BrokerUp(nint cluster, int broker);
}
