using System.Diagnostics;
using System.Globalization;
using Amqp;
using Amqp.Framing;
using SmsBridge.Intake.Events;
using SmsBridge.Intake.Events.Amqp;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Simulator.Brokers;

/// <summary>Debian's RabbitMQ with its AMQP 1.0, of one's own: one durable queue, all in a folder that goes with it.</summary>
internal sealed class RabbitBroker : IAsyncDisposable
{
    public const string Address = $"/amq/queue/{Queue}";
    public const string User = "svc";
    public const string Password = "pw";

    private const string Queue = "core-events";
    private const string Programs = "/usr/lib/rabbitmq/bin";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-rabbit-");
    private readonly (int Amqp, int Names, int Nodes) _ports = (Machine.FreePort(), Machine.FreePort(), Machine.FreePort());
    private Process? _names;
    private Process? _broker;

    /// <summary>Whether the package is there: <c>apt-get install rabbitmq-server</c>.</summary>
    public static bool IsInstalled => System.IO.File.Exists(Path.Combine(Programs, "rabbitmq-server"));

    private string File(string name) => Path.Combine(_folder.FullName, name);

    public string Servers => string.Create(CultureInfo.InvariantCulture, $"amqp://127.0.0.1:{_ports.Amqp}");

    public BrokerOptions Options => new()
    {
        Type = BrokerType.Amqp, Servers = Servers, Queue = Address, User = User, Password = Password,
        StartFrom = DateTimeOffset.UnixEpoch,
    };

    /// <summary>Starts it, or again the one that was killed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_names is null)
        {
            await WriteFilesAsync(cancellationToken);
            _names = Run("/usr/bin/epmd", "-port", _ports.Names.ToString(CultureInfo.InvariantCulture), "-address", "127.0.0.1"); // else one starts that stays
        }

        _broker = Run(Path.Combine(Programs, "rabbitmq-server"));
        var start = TimeProvider.System.GetTimestamp();
        while (await AmqpProbe.LookAsync("main", Options, TimeProvider.System) is { Problem: { } problem })
        {
            if (TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(90))
            {
                throw new TimeoutException($"RabbitMQ did not start: {problem}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    public async Task KillAsync()
    {
        _broker!.Kill(entireProcessTree: true);
        await _broker.WaitForExitAsync(CancellationToken.None);
        _broker.Dispose();
        _broker = null;
    }

    /// <exception cref="TimeoutException">The broker did not say that it has it.</exception>
    public async Task PublishAsync(params IReadOnlyList<byte[]> messages)
    {
        var connection = await new ConnectionFactory().CreateAsync(new Amqp.Address("127.0.0.1", _ports.Amqp, User, Password, scheme: "amqp"));
        try
        {
            var sender = new SenderLink(new Session(connection), "core", Options.Queue);
            foreach (var bytes in messages)
            {
                using var message = new Message { Header = new Header { Durable = true }, BodySection = new Data { Binary = bytes } };
                await sender.SendAsync(message).WaitAsync(Patience, TimeProvider.System);
            }
        }
        finally
        {
            await connection.CloseAsync().WaitAsync(Patience, TimeProvider.System);
        }
    }

    /// <summary>Messages in the queue, those included that were handed over and not settled.</summary>
    public async Task<int> CountAsync()
    {
        using var ask = Run(Path.Combine(Directory.GetDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*")[0], "sbin", "rabbitmqctl"), "-q", "--formatter", "csv", "list_queues", "name", "messages");
        var answer = await ask.StandardOutput.ReadToEndAsync();
        await ask.WaitForExitAsync();
        var line = answer.Split('\n').FirstOrDefault(row => row.Contains(Queue, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"{answer} (exit code {ask.ExitCode})");
        return int.Parse(line.Split(',')[1].Trim('"', '\r', ' '), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await KillAsync();
        }

        if (_names is not null)
        {
            _names.Kill();
            await _names.WaitForExitAsync();
            _names.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task WriteFilesAsync(CancellationToken cancellationToken)
    {
        await System.IO.File.WriteAllTextAsync(File("plugins"), "[rabbitmq_amqp1_0].\n", cancellationToken);
        await System.IO.File.WriteAllTextAsync(
            File("rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"listeners.tcp.1 = 127.0.0.1:{_ports.Amqp}\nload_definitions = {File("definitions.json")}\n"), cancellationToken);
        await System.IO.File.WriteAllTextAsync(
            File("definitions.json"),
            $$"""
            {
              "users": [{ "name": "svc", "password": "pw", "tags": "" }],
              "vhosts": [{ "name": "/" }],
              "permissions": [{ "user": "svc", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*" }],
              "queues": [{ "name": "{{Queue}}", "vhost": "/", "durable": true, "auto_delete": false, "arguments": {} }]
            }
            """, cancellationToken);
    }

    private Process Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = _folder.FullName,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = _ports.Names.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_NODENAME"] = "bridge-test@localhost",
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_MNESIA_BASE"] = File("mnesia"),
            ["RABBITMQ_LOG_BASE"] = File("log"),
            ["RABBITMQ_CONFIG_FILE"] = File("rabbitmq.conf"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = File("plugins"),
            ["RABBITMQ_PID_FILE"] = File("pid"),
            ["RABBITMQ_DIST_PORT"] = _ports.Nodes.ToString(CultureInfo.InvariantCulture),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        })
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        if (arguments.Length == 0)
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
        }

        return process;
    }
}
