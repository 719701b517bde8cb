using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Bench;

/// <summary>
/// Kannel as Debian packages it, with its file store, sending to the peers over HTTP: a bearerbox that keeps the queue and an smsbox that takes
/// requests. Its file store does not fsync, and it asks nobody for a number or a text: it has less to do for a message than the bridge.
/// </summary>
/// <param name="logging">What it writes down of what it does.</param>
internal sealed class Kannel(KannelLogging logging) : IAsyncDisposable
{
    private const string BearerBox = "/usr/sbin/bearerbox";
    private const string SmsBox = "/usr/sbin/smsbox";
    private const int Attempts = 200;

    private readonly List<Process> _processes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-kannel-");
    private readonly int _port = Machine.FreePort();
    private long _messages;

    /// <summary>Whether the package is there.</summary>
    public static bool IsInstalled => File.Exists(BearerBox) && File.Exists(SmsBox);

    public static async Task<Kannel> StartAsync(string peers, KannelLogging logging, CancellationToken cancellationToken)
    {
        var kannel = new Kannel(logging);
        try
        {
            var (admin, boxes) = (Machine.FreePort(), Machine.FreePort());
            var file = Path.Combine(kannel._folder.FullName, "kannel.conf");
            await File.WriteAllTextAsync(file, kannel.Configuration(peers, admin, boxes), cancellationToken);
            kannel.Start(BearerBox, file);
            await ListensAsync(boxes, cancellationToken);
            kannel.Start(SmsBox, file);
            await ListensAsync(kannel._port, cancellationToken);
            return kannel;
        }
        catch
        {
            await kannel.DisposeAsync();
            throw;
        }
    }

    /// <summary>Messages with a number of their own each; smsbox answers 202.</summary>
    public Wrk Messages() => new(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}")), "kannel", () => _messages += Rig.NumbersOfRun, []);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private void Start(string program, string configuration)
    {
        var process = Process.Start(new ProcessStartInfo(program, ["-v", "4", configuration]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private static async Task ListensAsync(int port, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }

        throw new IOException($"Kannel does not listen on port {port}.");
    }

    /// <summary>As fast as it goes: no throughput limit, as many requests at once to the provider as the bridge makes.</summary>
    private string Configuration(string peers, int admin, int boxes) => string.Create(CultureInfo.InvariantCulture, $"""
        group = core
        admin-port = {admin}
        admin-password = bench
        smsbox-port = {boxes}
        box-allow-ip = 127.0.0.1
        store-type = file
        store-location = {_folder.FullName}/kannel.store
        {Log("bearerbox")}

        group = smsc
        smsc = http
        smsc-id = peers
        system-type = generic
        send-url = "{peers}{Peers.Kannel}?to=%p&from=%P&text=%b"
        status-success-regex = ok
        max-pending-submits = {RelayScenario.AtOnce}
        port = {Machine.FreePort()}

        group = smsbox
        bearerbox-host = 127.0.0.1
        bearerbox-port = {boxes}
        sendsms-port = {_port}
        {Log("smsbox")}

        group = sendsms-user
        username = bench
        password = bench
        max-messages = 1

        """);

    private string Log(string box) => logging switch
    {
        KannelLogging.Default => $"log-file = {_folder.FullName}/{box}.log",
        KannelLogging.AccessOnly => $"log-level = 4\naccess-log = {_folder.FullName}/{box}-access.log",
        KannelLogging.None => "log-level = 4",
        _ => throw new InvalidOperationException($"Unknown logging {logging}."),
    };
}

/// <summary>What Kannel writes down; without an access log or more it keeps nothing of an SMS that has left.</summary>
internal enum KannelLogging
{
    /// <summary>
    /// A log file for each box and its level left alone, which is debug: so Debian's configuration has it for the boxes it sets up.
    /// </summary>
    Default,

    /// <summary>A line for each SMS: when, to whom, the text.</summary>
    AccessOnly,

    None,
}
