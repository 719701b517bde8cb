using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace SmsBridge.Simulator.Bridge;

/// <summary>What a child process needs of the machine it runs on.</summary>
internal static class Machine
{
    private const int SigKill = 9;
    private const int SigHup = 1;
    private const int SigTerm = 15;
    private const int SigContinue = 18; // on Linux
    private const int SigStop = 19;

    /// <summary>Held until this process ends, by which the system lets go of them.</summary>
    private static readonly ConcurrentBag<FileStream> Reserved = [];

    /// <summary>
    /// The <c>dotnet</c> that runs this program, also when it was started through its own executable: the command line tells it to its
    /// children; otherwise it lies three folders above the running framework.
    /// </summary>
    public static string DotnetHost()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string?[] candidates =
        [
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH"),
            Path.GetFileName(Environment.ProcessPath) == name ? Environment.ProcessPath : null,
            Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)),
        ];
        return Array.Find(candidates, File.Exists) ?? name;
    }

    /// <summary>
    /// A port nobody listens on now. Below the range that outgoing connections, and servers that let the system choose, take theirs from: it must still
    /// be free when the child binds it, and after each kill, or who waits for the child would ask somebody else. It is given to nobody else who asks here, in another process
    /// neither: between the look and the child's start nobody listens on it.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            if (IsPortFree(port) && TryReserve(port))
            {
                return port;
            }
        }
    }

    /// <summary>False: somebody else was given it.</summary>
    public static bool TryReserve(int port)
    {
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "smsbridge-ports"));
            Reserved.Add(new FileStream(
                Path.Combine(folder.FullName, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true; // somebody else's folder: as good as can be had
        }
    }

    public static bool IsPortFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Asks a process to end; where there are no signals, ends it.</summary>
    public static void Terminate(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill();
        }
        else
        {
            _ = SendSignal(process.Id, SigTerm);
        }
    }

    /// <summary>It stands still until <see cref="Resume"/>, as on a machine that is frozen. On Linux.</summary>
    public static void Pause(int process) => _ = SendSignal(process, SigStop);

    public static void Kill(int process) => _ = SendSignal(process, SigKill);

    public static void Resume(int process) => _ = SendSignal(process, SigContinue);

    /// <summary>Where there are no signals nothing happens.</summary>
    public static void HangUp(Process process)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SendSignal(process.Id, SigHup);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int SendSignal(int processId, int signal);
}
