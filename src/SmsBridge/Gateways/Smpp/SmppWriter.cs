using System.Buffers;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// The way out of one connection: what is given to it while a write is under way leaves together with the next one, so that a busy session makes few calls. Of
/// what it has not begun to write when it is closed not a byte leaves any more.
/// </summary>
/// <param name="broken">Told, once, why nothing more can be written.</param>
internal sealed class SmppWriter(Stream stream, Action<Exception> broken, CancellationToken ending)
{
    private readonly Lock _gate = new();
    private readonly List<SmppQuestion> _questions = [];
    private ArrayBufferWriter<byte> _waiting = new();
    private ArrayBufferWriter<byte> _leaving = new();
    private TaskCompletionSource<bool>? _written;
    private bool _isWriting;
    private bool _isClosed;

    /// <summary>Puts a question on its way; what becomes of it its answer says.</summary>
    /// <returns>False: it is closed, and nothing of it leaves.</returns>
    public bool TryAsk(SmppPdu pdu, SmppQuestion question)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _questions.Add(question);
            Add(pdu);
            return true;
        }
    }

    /// <summary>Writes what nobody answers, or an answer.</summary>
    /// <returns>False: it was not, or perhaps not wholly, written.</returns>
    public async Task<bool> WriteAsync(SmppPdu pdu, CancellationToken deadline)
    {
        Task<bool> written;
        lock (_gate)
        {
            if (_isClosed)
            {
                return false;
            }

            _written ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            written = _written.Task;
            Add(pdu);
        }

        try
        {
            return await written.WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Begins nothing more. From then on it is final of every question whether a byte of it may have left.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _written?.TrySetResult(false);
        }
    }

    /// <summary>Within the lock.</summary>
    private void Add(SmppPdu pdu)
    {
        pdu.WriteTo(_waiting);
        if (!_isWriting)
        {
            _isWriting = true;
            _ = Task.Run(DrainAsync, CancellationToken.None); // observes its own failures
        }
    }

    private async Task DrainAsync()
    {
        TaskCompletionSource<bool>? written = null;
        try
        {
            while (Take(out written))
            {
                await stream.WriteAsync(_leaving.WrittenMemory, ending);
                written?.TrySetResult(true);
            }
        }
#pragma warning disable CA1031 // Whatever it is, the connection is of no further use, and the session has to know.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close();
            written?.TrySetResult(false);
            broken(exception);
        }
    }

    private bool Take(out TaskCompletionSource<bool>? written)
    {
        lock (_gate)
        {
            if (_isClosed || _waiting.WrittenCount == 0)
            {
                (_isWriting, written) = (false, null);
                return false;
            }

            _questions.ForEach(static question => question.Begin());
            _questions.Clear();
            (_waiting, _leaving) = (_leaving, _waiting);
            _waiting.ResetWrittenCount();
            (written, _written) = (_written, null);
            return true;
        }
    }
}
