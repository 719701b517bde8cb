using Amqp;
using SmsBridge.Intake.Events.Amqp;

namespace SmsBridge.Tests.Intake.Events.Amqp;

/// <summary>What messages may take of memory, however large a broker lets them be.</summary>
public sealed class AmqpRoomTests : IDisposable
{
    private const int Megabyte = 1024 * 1024;

    private readonly AmqpRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact]
    public void One_that_grows_too_large_ends_there()
    {
        Gather(2 * AmqpRoom.MostOfOne);

        Should.Throw<AmqpException>(() => Gather((2 * AmqpRoom.MostOfOne) + 1)).Message.ShouldContain("larger than the bridge takes, 8 MB");
    }

    [Fact]
    public async Task Who_reads_waits_until_there_is_room()
    {
        Gather(Megabyte, 10 * Megabyte, Megabyte);
        _room.Enter().ShouldBe(10 * Megabyte, "as large as it has become");
        Gather(8 * Megabyte);
        var waiting = Task.Run(_room.Enter, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();

        _room.Leave(10 * Megabyte);

        (await waiting).ShouldBe(8 * Megabyte);
    }

    [Fact]
    public void One_alone_has_room_however_large()
    {
        Gather(2 * AmqpRoom.MostOfOne);

        _room.Enter().ShouldBe(2 * AmqpRoom.MostOfOne);
    }

    [Fact]
    public async Task When_the_link_ends_nobody_waits_any_more()
    {
        Gather(10 * Megabyte);
        _room.Enter();
        Gather(8 * Megabyte);
        var waiting = Task.Run(_room.Enter, TestContext.Current.CancellationToken);

        _room.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => waiting);
    }

    private void Gather(params ReadOnlySpan<int> buffers)
    {
        foreach (var size in buffers)
        {
            ((IBufferManager)_room).TakeBuffer(size).Count.ShouldBe(size);
        }
    }
}
