namespace SmsBridge.Store;

/// <summary>
/// Something of the store that is kept in memory as a whole, because everybody asks for it all the time: an immutable snapshot, replaced after each change, so that readers take no lock. Of many
/// that look for a change at once, one at a time asks the store.
/// </summary>
/// <param name="empty">Before it was read.</param>
#pragma warning disable CA1001 // The semaphore holds nothing, and who still waits for a disposed one waits for ever.
internal abstract class MemoryDirectory<T>(T empty) : IStartReader
#pragma warning restore CA1001
    where T : class
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile T _kept = empty;

    protected T Kept => _kept;

    /// <summary>All of it is known before the first hook comes.</summary>
    Task IStartReader.ReadAsync() => ReloadAsync(CancellationToken.None);

    /// <summary>Reads everything anew; call after a change is committed.</summary>
    public Task ReloadAsync(CancellationToken cancellationToken) => ReadAsync(always: true, cancellationToken);

    /// <summary>Reads everything anew if somebody, in this process or another, has changed something.</summary>
    /// <returns>True when something had changed.</returns>
    public Task<bool> RefreshAsync(CancellationToken cancellationToken) => ReadAsync(always: false, cancellationToken);

    /// <summary>Of what is kept.</summary>
    protected abstract long VersionOf(T kept);

    /// <summary>Of what is stored.</summary>
    protected abstract Task<long> StoredVersionAsync(CancellationToken cancellationToken);

    protected abstract Task<T> LoadAsync(CancellationToken cancellationToken);

    private async Task<bool> ReadAsync(bool always, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!always && await StoredVersionAsync(cancellationToken) == VersionOf(_kept))
            {
                return false;
            }

            _kept = await LoadAsync(cancellationToken);
            return true;
        }
        finally
        {
            _turn.Release();
        }
    }
}
