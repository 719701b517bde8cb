namespace SmsBridge.Storage;

/// <summary>
/// One bridge per SQLite file. Two would each be correct alone and double SMS together, so the second refuses to start. The
/// operating system drops the lock with the process, also after <c>kill -9</c>.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _file;

    private InstanceLock(FileStream file) => _file = file;

    /// <exception cref="IOException">Another process holds it.</exception>
    public static InstanceLock Take(string path)
    {
        try
        {
            return new InstanceLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException exception) when (File.Exists(path) && exception is not PathTooLongException)
        {
            throw new IOException($"Another SmsBridge already runs on this database (it holds {path}).", exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
