using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Providers;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Smpp;

/// <summary>Debian's Kannel as a client of the stand-in SMSC: bearerbox, smsbox, and a listener for what it calls back.</summary>
internal sealed class KannelBoxes : IAsyncDisposable
{
    public const string BearerBox = "/usr/sbin/bearerbox";
    public const string SmsBox = "/usr/sbin/smsbox";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-kannel-");
    private readonly List<Process> _processes = [];
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _http = new();
    private readonly int _port = Machine.FreePort();

    /// <summary>Paths with queries that Kannel called.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    /// <summary>Where clients' SMS go, with the query that docs/providers.md gives; empty: to the listener.</summary>
    public string ReplyTo { get; init; } = "";

    public string CallbackBase => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async Task StartAsync(StandInSmsc smsc)
    {
        _listener.Start();
        _ = ListenAsync();
        var (admin, boxes) = (Machine.FreePort(), Machine.FreePort());
        var file = Path.Combine(_folder.FullName, "kannel.conf");
        await File.WriteAllTextAsync(file, Configuration(smsc, admin, boxes), TestContext.Current.CancellationToken);
        Start(BearerBox, file);
        await ListensAsync(boxes);
        Start(SmsBox, file);
        await ListensAsync(_port);
    }

    /// <summary>An SMS, with reports of every kind called back.</summary>
    public async Task<HttpStatusCode> SendAsync(string text, int coding)
    {
        var report = Uri.EscapeDataString($"{CallbackBase}/report?type=%d");
        var url = $"http://127.0.0.1:{_port}/cgi-bin/sendsms?username=u&password=p&from=MyBank&to=254712345678&charset=UTF-8&coding={coding}&dlr-mask=31&dlr-url={report}&text={Uri.EscapeDataString(text)}";
        using var answer = await _http.GetAsync(new Uri(url), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _listener.Stop();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Start(string program, string file)
    {
        var process = Process.Start(new ProcessStartInfo(program, ["-v", "1", file]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private static Task ListensAsync(int port) => Eventually.BecomesAsync(
        async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        }, isThere => isThere, $"Kannel to listen on {port}");

    /// <summary>Answers every GET with 200 and nothing.</summary>
    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
                if (await reader.ReadLineAsync() is { } line && line.Split(' ') is [_, var path, ..])
                {
                    while (await reader.ReadLineAsync() is { Length: > 0 })
                    {
                    }

                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    _calls.Enqueue(path);
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Stopped.
        }
    }

    private string Configuration(StandInSmsc smsc, int admin, int boxes) => string.Create(CultureInfo.InvariantCulture, $"""
        group = core
        admin-port = {admin}
        admin-interface = 127.0.0.1
        admin-password = test
        smsbox-port = {boxes}
        smsbox-interface = 127.0.0.1
        box-allow-ip = 127.0.0.1
        dlr-storage = internal
        store-type = spool
        store-location = {_folder.FullName}

        group = smsc
        smsc = smpp
        smsc-id = standin
        host = 127.0.0.1
        port = {smsc.Address.Port}
        transceiver-mode = true
        smsc-username = {StandInSmsc.SystemId}
        smsc-password = {StandInSmsc.Password}
        system-type = ""
        msg-id-type = 0x00
        reconnect-delay = 1
        enquire-link-interval = 1

        group = smsbox
        bearerbox-host = 127.0.0.1
        bearerbox-port = {boxes}
        sendsms-port = {_port}
        sendsms-interface = 127.0.0.1

        group = sendsms-user
        username = u
        password = p
        max-messages = 5
        concatenation = true

        group = sms-service
        keyword = default
        catch-all = yes
        max-messages = 0
        get-url = "{(ReplyTo.Length > 0 ? $"{ReplyTo}?from=%p&to=%P&text=%a&id=%I" : $"{CallbackBase}/reply?from=%p&text=%b")}"

        """);
}
