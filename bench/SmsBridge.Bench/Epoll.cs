using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SmsBridge.Bench;

/// <summary>
/// Linux's <c>epoll(7)</c>, <c>send(2)</c> and <c>recv(2)</c>, for a load generator on one thread. The framework's sockets hand every answer to the
/// thread pool, whose threads spin and wake each other on the cores the server needs.
/// </summary>
internal sealed partial class Epoll : IDisposable
{
    private const int MostAtOnce = 256;

    // struct epoll_event: four bytes of flags, eight of ours; packed on x86-64, aligned elsewhere.
    private static readonly int DataAt = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    private readonly Descriptor _epoll = new(Check(EpollCreate(0)));
    private readonly byte[] _events = new byte[MostAtOnce * Size];

    private static int Size => DataAt + sizeof(long);

    /// <summary>Reports <paramref name="index"/> whenever the socket has something to read.</summary>
    public void Watch(SafeHandle socket, int index)
    {
        const int Add = 1;
        const uint Readable = 1;
        var watched = new byte[Size];
        BinaryPrimitives.WriteUInt32LittleEndian(watched, Readable);
        BinaryPrimitives.WriteInt64LittleEndian(watched.AsSpan(DataAt), index);
        Check(EpollControl(_epoll, Add, socket, watched));
    }

    /// <summary>Indices of sockets with something to read; none after so many milliseconds.</summary>
    public int Wait(Span<int> ready, int milliseconds)
    {
        const int Interrupted = 4;
        var count = EpollWait(_epoll, _events, Math.Min(MostAtOnce, ready.Length), milliseconds);
        if (count < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
            return 0;
        }

        for (var index = 0; index < Check(count); index++)
        {
            ready[index] = (int)BinaryPrimitives.ReadInt64LittleEndian(_events.AsSpan((index * Size) + DataAt));
        }

        return count;
    }

    public static void Send(SafeHandle socket, Span<byte> bytes)
    {
        const int NoSignal = 0x4000;
        if (Send(socket, bytes, bytes.Length, NoSignal) != bytes.Length)
        {
            throw new IOException("The server has gone, or does not take a whole request.", new Win32Exception());
        }
    }

    /// <returns>0: the server closed the connection.</returns>
    public static int Receive(SafeHandle socket, Span<byte> buffer) => Check((int)Receive(socket, buffer, buffer.Length, 0));

    public void Dispose() => _epoll.Dispose();

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception();

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollControl(SafeHandle epoll, int operation, SafeHandle socket, Span<byte> watched);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EpollWait(SafeHandle epoll, Span<byte> events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeHandle socket, Span<byte> bytes, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeHandle socket, Span<byte> buffer, nint length, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseDescriptor(int descriptor);

    private sealed class Descriptor : SafeHandleMinusOneIsInvalid
    {
        public Descriptor(int descriptor)
            : base(ownsHandle: true) => SetHandle(descriptor);

        protected override bool ReleaseHandle() => CloseDescriptor((int)handle) == 0;
    }
}
