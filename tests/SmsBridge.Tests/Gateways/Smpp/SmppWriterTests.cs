using SmsBridge.Gateways.Smpp;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>The way out of a session: few writes, and certainty about what has not left.</summary>
public sealed class SmppWriterTests : IDisposable
{
    private readonly HeldStream _stream = new();
    private readonly CancellationTokenSource _ending = new();

    public void Dispose() => _ending.Dispose();

    [Fact]
    public async Task What_comes_while_a_write_is_under_way_leaves_together_and_in_order()
    {
        var writer = new SmppWriter(_stream, static _ => { }, _ending.Token);
        writer.TryAsk(Pdu(1), new SmppQuestion(4)).ShouldBeTrue();
        await _stream.Begun;
        writer.TryAsk(Pdu(2), new SmppQuestion(4)).ShouldBeTrue();
        var third = writer.WriteAsync(Pdu(3), TestContext.Current.CancellationToken);
        _stream.Release();

        (await third).ShouldBeTrue();
        _stream.Writes.Select(write => write.Length).ShouldBe([16, 32]);
        _stream.Writes.SelectMany(write => write).Chunk(16).Select(pdu => pdu[15]).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Of_what_had_not_begun_when_it_was_closed_not_a_byte_leaves()
    {
        var writer = new SmppWriter(_stream, static _ => { }, _ending.Token);
        var (begun, waiting) = (new SmppQuestion(4), new SmppQuestion(4));
        writer.TryAsk(Pdu(1), begun).ShouldBeTrue();
        await _stream.Begun;
        writer.TryAsk(Pdu(2), waiting).ShouldBeTrue();
        var answer = writer.WriteAsync(Pdu(3), TestContext.Current.CancellationToken);

        writer.Close();
        _stream.Release();

        (await answer).ShouldBeFalse();
        writer.TryAsk(Pdu(4), new SmppQuestion(4)).ShouldBeFalse();
        (begun.HasBegun, waiting.HasBegun).ShouldBe((true, false));
        _stream.Writes.ShouldHaveSingleItem().Length.ShouldBe(16);
    }

    [Fact]
    public async Task A_write_that_fails_is_told_and_nothing_follows_it()
    {
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var writer = new SmppWriter(_stream, told.SetResult, _ending.Token);
        var question = new SmppQuestion(4);
        writer.TryAsk(Pdu(1), question).ShouldBeTrue();
        await _stream.Begun;
        _stream.Fail(new IOException("gone"));

        (await told.Task.WaitAsync(TestContext.Current.CancellationToken)).Message.ShouldBe("gone");
        question.HasBegun.ShouldBeTrue();
        (await writer.WriteAsync(Pdu(2), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private static SmppPdu Pdu(uint sequence) => SmppPdu.Question(SmppCommand.EnquireLink, sequence);

    /// <summary>Whose first write ends when it is told to.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<byte[]> Writes { get; } = [];

        public Task Begun => _begun.Task.WaitAsync(TestContext.Current.CancellationToken);

        public void Release() => _released.SetResult();

        public void Fail(Exception exception) => _released.SetException(exception);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _begun.TrySetResult();
            await _released.Task;
            Writes.Add(buffer.ToArray());
        }
    }
}
