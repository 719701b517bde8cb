namespace SmsBridge.Store.Sqlite;

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
        catch (IOException exception) when (IsShared(exception))
        {
            throw new IOException($"Another SmsBridge already runs on this database (it holds {path}).", exception);
        }
    }

    /// <summary><see cref="Take"/> for a service that starts: a command that only looks (<see cref="IsHeld"/>) must not turn it away.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    public static async Task<InstanceLock> TakeAsync(string path)
    {
        for (var left = 3; ; left--)
        {
            try
            {
                return Take(path);
            }
            catch (IOException exception) when (left > 0 && exception.InnerException is IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System); // real time: the other is another process
            }
        }
    }

    /// <summary>Whether a process holds it now; looking does not take it from anybody.</summary>
    public static bool IsHeld(string path)
    {
        try
        {
            using var look = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Someone else has it open; not a full or read-only disk, which is another story. The system's own numbers: Linux, macOS, Windows.</summary>
    private static bool IsShared(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020) or unchecked((int)0x80070021);
}
