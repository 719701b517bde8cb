using SmsBridge.Store;

namespace SmsBridge.Hosting;

/// <summary>
/// Whether a hook could be stored now. Proved by a real write, of which there is one a second at most however many ask: the path is open to
/// everybody, and each write is an fsync.
/// </summary>
internal sealed class StoreHealth(Database database, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<string?>? _latest;
    private long _startedAt;

    /// <returns>Null: it could; otherwise why not, in words.</returns>
    public Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_startedAt) >= Fresh))
            {
                (_startedAt, _latest) = (time.GetTimestamp(), ProveAsync());
            }

            return _latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<string?> ProveAsync()
    {
        try
        {
            await database.ProveWritableAsync();
            return null;
        }
        catch (StoreUnavailableException exception)
        {
            return exception.Message;
        }
#pragma warning disable CA1031 // The boundary of a probe: whatever it is, no hook could be stored. The writer has logged it; its words would tell strangers too much.
        catch (Exception)
#pragma warning restore CA1031
        {
            return "The store does not work: the log says why.";
        }
    }
}
