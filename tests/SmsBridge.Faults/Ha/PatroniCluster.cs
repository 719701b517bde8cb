using System.Diagnostics;
using Npgsql;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Ha;

/// <summary>A primary and a synchronous standby under Patroni, with etcd, as <c>deploy/ha</c> sets them up, all on 127.0.0.1.</summary>
internal sealed class PatroniCluster : IDatabaseServer
{
    private const string Password = "not-secret";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly string _folder;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly PatroniMember[] _members;
    private Daemon? _etcd;
    private bool _isDisposed;

    /// <param name="folder">Of all their data; deleted with them.</param>
    public PatroniCluster(string folder)
    {
        _folder = folder;
        _members = [New("a"), New("b")];

        PatroniMember New(string name) => new(name, Path.Combine(folder, name), _http);
    }

    public string ConnectionString { get; private set; } = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_etcd is null)
        {
            await SetUpAsync(cancellationToken);
            return;
        }

        foreach (var member in _members.Where(member => !member.IsRunning))
        {
            member.Start();
        }

        await InSyncAsync(cancellationToken);
    }

    public async Task KillAsync() => await (await PrimaryAsync(CancellationToken.None)).KillAsync();

    /// <summary>Waits until one is primary.</summary>
    /// <param name="but">Not this one.</param>
    public async Task<PatroniMember> PrimaryAsync(CancellationToken cancellationToken, PatroniMember? but = null)
    {
        PatroniMember? primary = null;
        await UntilAsync(async () => (primary = await FindAsync("primary", but, cancellationToken)) is not null, "a primary", cancellationToken);
        return primary!;
    }

    /// <summary>Waits until the standby is one that commits wait for: only then may the primary die without a loss.</summary>
    public Task InSyncAsync(CancellationToken cancellationToken) =>
        UntilAsync(async () => await FindAsync("sync", but: null, cancellationToken) is not null, "a standby in step", cancellationToken);

    /// <summary>Which of the two the bridge would write to, as they say themselves: never two.</summary>
    public async Task<int> CountWritableAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var member in _members)
        {
            await using var connection = new NpgsqlConnection($"{Of(member)};Username=postgres;Database=postgres;Pooling=false;Timeout=5");
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_is_in_recovery()", connection);
            count += await command.ExecuteScalarAsync(cancellationToken) is false ? 1 : 0;
        }

        return count;
    }

    /// <summary>May be called twice: a stage that can not be set up may have it already, or not yet.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        await (_etcd?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SetUpAsync(CancellationToken cancellationToken)
    {
        foreach (var folder in (string[])[_folder, Path.Combine(_folder, "etcd"), .. _members.Select(member => member.Folder)])
        {
            Directory.CreateDirectory(folder);
            await GiveToPostgresAsync(folder, cancellationToken);
        }

        var (client, peer) = (Machine.FreePort(), Machine.FreePort());
        _etcd = Daemon.Start(
            Path.Combine(_folder, "etcd.log"),
            await Templates.FillEnvironmentAsync(
                "etcd.env",
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["NAME"] = "one", ["ADDRESS"] = "127.0.0.1", ["PORT"] = $"{client}", ["PEER_PORT"] = $"{peer}", ["FOLDER"] = Path.Combine(_folder, "etcd"),
                    ["CLUSTER"] = $"one=http://127.0.0.1:{peer}",
                },
                cancellationToken),
            "etcd");
        foreach (var member in _members)
        {
            await File.WriteAllTextAsync(Path.Combine(member.Folder, "patroni.yml"), await SettingsAsync(member, client, cancellationToken), cancellationToken);
            member.Start();
            await (member == _members[0] ? PrimaryAsync(cancellationToken) : InSyncAsync(cancellationToken));
        }

        await MakeDatabaseAsync(cancellationToken);
        ConnectionString = await AsDeliveredAsync(cancellationToken);
    }

    private static Task<string> SettingsAsync(PatroniMember member, int etcd, CancellationToken cancellationToken) => Templates.FillAsync(
        "patroni.yml",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NAME"] = member.Name, ["ADDRESS"] = "127.0.0.1", ["PORT"] = $"{member.Port}", ["API_PORT"] = $"{member.ApiPort}",
            ["ETCD"] = $"\"127.0.0.1:{etcd}\"", ["NETWORK"] = "127.0.0.1/32", ["FOLDER"] = member.Folder, ["BIN"] = Bin(),
            ["SUPERUSER_PASSWORD"] = Password, ["REPLICATION_PASSWORD"] = Password, ["REWIND_PASSWORD"] = Password,
        },
        cancellationToken);

    /// <summary>The connection string of <c>smsbridge.env</c>.</summary>
    private async Task<string> AsDeliveredAsync(CancellationToken cancellationToken) => (await Templates.FillEnvironmentAsync(
        "smsbridge.env",
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATABASES"] = string.Join(',', _members.Select(member => $"127.0.0.1:{member.Port}")), ["PASSWORD"] = Password, ["PUBLIC_URL"] = "http://127.0.0.1", ["PROXY"] = "127.0.0.1",
        },
        cancellationToken))["Storage__ConnectionString"];

    /// <summary>By the commands of <c>setup.sql</c>, whose one variable is psql's.</summary>
    private async Task MakeDatabaseAsync(CancellationToken cancellationToken)
    {
        var primary = await PrimaryAsync(cancellationToken);
        await using var connection = new NpgsqlConnection($"{Of(primary)};Username=postgres;Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        var script = await File.ReadAllTextAsync(Templates.PathOf("setup.sql"), cancellationToken);
        foreach (var sql in script.Replace(":'password'", $"'{Password}'", StringComparison.Ordinal).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static string Of(PatroniMember member) => $"Host=127.0.0.1;Port={member.Port};Password={Password}";

    private static string Bin() => Directory.EnumerateDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")).Last();

    private async Task<PatroniMember?> FindAsync(string role, PatroniMember? but, CancellationToken cancellationToken)
    {
        foreach (var member in _members.Where(member => member != but && member.IsRunning))
        {
            if (await member.IsAsync(role, cancellationToken))
            {
                return member;
            }
        }

        return null;
    }

    private static async Task GiveToPostgresAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
        {
            using var chown = Process.Start("chown", ["postgres:postgres", folder]);
            await chown.WaitForExitAsync(cancellationToken);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo, string what, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(began) > Longest)
            {
                throw new BridgeProcessException($"Patroni has not come to {what} within {Longest.TotalSeconds:0} s.");
            }

            await Task.Delay(Interval, TimeProvider.System, cancellationToken);
        }
    }
}
