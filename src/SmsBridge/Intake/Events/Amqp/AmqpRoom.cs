using Amqp;

namespace SmsBridge.Intake.Events.Amqp;

/// <summary>
/// The memory that messages of one link may take. The library gathers a message from its frames in buffers it takes here, however large the broker lets it become, and hands on whole ones without
/// asking: without a bound whoever may write to the queue could end the whole process with large ones, again after each start.
/// </summary>
internal sealed class AmqpRoom : IBufferManager, IDisposable
{
    /// <summary>Bytes: a message of this size is taken; one of more than twice as many ends the link, as a buffer grows by doubling.</summary>
    internal const int MostOfOne = 8 * 1024 * 1024;

    /// <summary>Bytes of messages that are whole and not settled, but for the last of them.</summary>
    internal const int MostAtOnce = 16 * 1024 * 1024;

    private static readonly string TooLarge = FormattableString.Invariant(
        $"A message is larger than the bridge takes, {MostOfOne / 1024 / 1024} MB and a little: take it out of the queue at the broker. What is behind it waits.");

    private readonly object _gate = new();
    private long _held;
    private int _largest;
    private bool _isOver;

    ArraySegment<byte> IBufferManager.TakeBuffer(int bufferSize)
    {
        if (bufferSize > 2 * MostOfOne)
        {
            throw new AmqpException(ErrorCode.MessageSizeExceeded, TooLarge);
        }

        lock (_gate)
        {
            _largest = Math.Max(_largest, bufferSize);
        }

        return new ArraySegment<byte>(new byte[bufferSize]);
    }

    /// <summary>Nothing is kept for the next one: most are small.</summary>
    void IBufferManager.ReturnBuffer(ArraySegment<byte> buffer)
    {
    }

    /// <summary>Holds up who reads from the broker until there is room for the message that has just come whole; one alone always has it.</summary>
    /// <returns>What it takes, for <see cref="Leave"/>: the largest buffer since the last one.</returns>
    /// <exception cref="ObjectDisposedException">The link is being closed, and there is no room for what still comes.</exception>
    public int Enter()
    {
        lock (_gate)
        {
            var size = _largest;
            _largest = 0;
            while (_held > 0 && _held + size > MostAtOnce && !_isOver)
            {
                Monitor.Wait(_gate);
            }

            ObjectDisposedException.ThrowIf(_isOver && _held + size > MostAtOnce, this);
            _held += size;
            return size;
        }
    }

    public void Leave(int size)
    {
        lock (_gate)
        {
            _held -= size;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
            Monitor.PulseAll(_gate);
        }
    }
}
