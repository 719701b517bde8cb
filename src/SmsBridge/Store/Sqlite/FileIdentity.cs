using System.Runtime.InteropServices;
using System.Text;

namespace SmsBridge.Store.Sqlite;

/// <summary>Which file it is, whatever it is called.</summary>
/// <param name="Links">How many names it has; 0: it was deleted.</param>
internal readonly record struct FileIdentity(ulong Inode, uint DeviceMajor, uint DeviceMinor, uint Links)
{
    public bool IsSame(FileIdentity other) => (Inode, DeviceMajor, DeviceMinor) == (other.Inode, other.DeviceMajor, other.DeviceMinor);

    /// <summary>Null: it is not there, or this system does not tell.</summary>
    public static FileIdentity? Of(string path) => new FileLook(path).TryLook(out var identity) ? identity : null;
}

/// <summary>
/// Looks at one path again and again, without garbage. By Linux's <c>statx</c>, whose answer is laid out alike on every processor; other systems do not say,
/// and are taken to be right.
/// </summary>
internal sealed class FileLook(string path)
{
    private const int OfWorkingDirectory = -100; // AT_FDCWD; the paths are full ones
    private const uint LinksAndInode = 0x4 | 0x100; // STATX_NLINK, STATX_INO
    private const int NoSuchFile = 2;
    private const int NoSuchFolder = 20;

    private static bool _isTold = OperatingSystem.IsLinux();

    private readonly byte[] _path = [.. Encoding.UTF8.GetBytes(path), 0];
    private readonly byte[] _answer = new byte[256];

    /// <summary>Whether the last look found that there is none.</summary>
    public bool IsGone { get; private set; }

    public bool TryLook(out FileIdentity identity)
    {
        (identity, IsGone) = (default, false);
        if (!_isTold || !Ask())
        {
            return false;
        }

        identity = new FileIdentity(
            BitConverter.ToUInt64(_answer, 32), BitConverter.ToUInt32(_answer, 136), BitConverter.ToUInt32(_answer, 140), BitConverter.ToUInt32(_answer, 16));
        return true;
    }

    private bool Ask()
    {
        try
        {
            if (StatX(OfWorkingDirectory, _path, 0, LinksAndInode, _answer) == 0)
            {
                return true;
            }

            IsGone = Marshal.GetLastPInvokeError() is NoSuchFile or NoSuchFolder;
            return false;
        }
        catch (EntryPointNotFoundException)
        {
            return _isTold = false; // an old C library
        }
    }

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] answer);
}
