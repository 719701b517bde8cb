namespace SmsBridge.Faults.Ha;

/// <summary>HAProxy by <c>deploy/ha/haproxy.cfg</c>.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private readonly Daemon _haproxy;

    private Proxy(Daemon haproxy) => _haproxy = haproxy;

    /// <param name="nodes">Three, and those that join later.</param>
    public static async Task<IAsyncDisposable> StartAsync(string folder, int port, IReadOnlyList<Uri> nodes)
    {
        var values = nodes.Take(3).Select((node, index) => KeyValuePair.Create($"NODE{index + 1}", node.Authority)).Append(new("BIND", $"127.0.0.1:{port}"));
        var text = await Templates.FillAsync("haproxy.cfg", values.ToDictionary(StringComparer.Ordinal), CancellationToken.None);
        var more = nodes.Skip(3).Select((node, index) => $"    server node{index + 4} {node.Authority}\n");
        var file = Path.Combine(folder, "haproxy.cfg");
        await File.WriteAllTextAsync(file, text + string.Concat(more));
        return new Proxy(Daemon.Start(Path.Combine(folder, "haproxy.log"), [], "haproxy", "-db", "-f", file));
    }

    public ValueTask DisposeAsync() => _haproxy.DisposeAsync();
}
