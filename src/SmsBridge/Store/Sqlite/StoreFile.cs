namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Whether the file the writer has open is the one others will find. Deleted or replaced under it, every write would go well and be lost with the process, and
/// cores do not send their hooks again. Asked before every commit, which costs a thousand times as much.
/// </summary>
internal sealed class StoreFile
{
    private readonly string _path;
    private readonly FileLook _file;
    private readonly FileLook _log;
    private readonly FileIdentity? _opened;
    private FileIdentity? _openedLog;

    /// <summary>Just opened, and as it should be.</summary>
    public StoreFile(string path)
    {
        (_path, _file, _log) = (path, new FileLook(path), new FileLook(path + "-wal"));
        _opened = _file.TryLook(out var opened) ? opened : null;
    }

    /// <summary>The writer has opened the file anew, and perhaps made its log anew.</summary>
    public void ForgetLog() => _openedLog = null;

    /// <exception cref="StoreUnavailableException">It is gone, or another.</exception>
    public void Check()
    {
        if (_opened is not { } opened)
        {
            return;
        }

        if (!IsStill(_file, opened))
        {
            throw Lost(_path);
        }

        if (_openedLog is not { } openedLog)
        {
            _openedLog = _log.TryLook(out var log) ? log : null;
        }
        else if (!IsStill(_log, openedLog))
        {
            throw Lost(_path + "-wal");
        }
    }

    private static bool IsStill(FileLook look, FileIdentity opened) => look.TryLook(out var found) ? found.IsSame(opened) : !look.IsGone;

    private static StoreUnavailableException Lost(string path) => new(
        $"{path} was deleted or replaced while the bridge runs: what is written now would be lost. Put the same file back, or stop the bridge, put the right one in place and start it.");
}
