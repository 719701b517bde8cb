using System.Globalization;
using System.Net;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Ha;

/// <summary>One database machine: Patroni, and the PostgreSQL it runs. It can die, and it can freeze, as a whole.</summary>
internal sealed class PatroniMember(string name, string folder, HttpClient http) : IAsyncDisposable
{
    private Daemon? _patroni;

    public string Name => name;

    public int Port { get; } = Machine.FreePort();

    public int ApiPort { get; } = Machine.FreePort();

    public string Folder => folder;

    private string Settings => Path.Combine(folder, "patroni.yml");

    public void Start() => _patroni = Daemon.Start(Path.Combine(folder, "patroni.log"), [], "patroni", Settings);

    public bool IsRunning => _patroni is { IsRunning: true };

    /// <param name="role"><c>primary</c>, <c>replica</c>, or <c>sync</c>: the standby that is waited for.</param>
    public async Task<bool> IsAsync(string role, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(2)); // one that is frozen does not answer
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{ApiPort}/{role}"), late.Token);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    /// <summary>SIGKILL to all of it, as when the power goes.</summary>
    public async Task KillAsync()
    {
        var server = Server();
        await (_patroni?.KillAsync() ?? Task.CompletedTask);
        foreach (var process in Processes(server))
        {
            Machine.Kill(process);
        }

        await (_patroni?.DisposeAsync() ?? ValueTask.CompletedTask);
        _patroni = null;
    }

    /// <summary>All of it stands still; what its clients wait for does not come.</summary>
    /// <returns>By which it goes on.</returns>
    public IReadOnlyList<int> Freeze()
    {
        int[] frozen = [_patroni!.Id, .. Processes(Server())];
        foreach (var process in frozen)
        {
            Machine.Pause(process);
        }

        return frozen;
    }

    public static void Thaw(IReadOnlyList<int> frozen)
    {
        foreach (var process in frozen)
        {
            Machine.Resume(process);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_patroni is { } patroni)
        {
            Machine.Resume(patroni.Id);
            await patroni.DisposeAsync(); // it stops its server
        }

        foreach (var process in Processes(Server()))
        {
            Machine.Kill(process);
        }
    }

    /// <summary>The server's first process; null: it does not run.</summary>
    private int? Server()
    {
        var file = Path.Combine(folder, "data", "postmaster.pid");
        return File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) && IsPostgres(id) ? id : null;
    }

    /// <summary>It, and its children.</summary>
    private static List<int> Processes(int? server)
    {
        if (server is not { } id)
        {
            return [];
        }

        var parent = $"PPid:\t{id.ToString(CultureInfo.InvariantCulture)}";
        return [id, .. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var process) ? process : 0)
            .Where(process => process > 0 && Status(process).Contains(parent, StringComparer.Ordinal))];
    }

    private static bool IsPostgres(int process) => Status(process).Contains("Name:\tpostgres", StringComparer.Ordinal);

    private static string[] Status(int process)
    {
        try
        {
            return File.ReadAllLines($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status");
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }
}
