namespace SmsBridge.Simulator.Bridge;

/// <summary>How to run the bridge.</summary>
/// <param name="Folder">Working directory, and where database, keys and logs go; created when missing. Stays the caller's to delete.</param>
internal sealed record BridgeProcessOptions(string Folder)
{
    /// <summary>Port on 127.0.0.1, the same after every restart; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Settings by name: <c>Relay:DoubtPeriod</c>, or <c>Relay__DoubtPeriod</c>; they win over what <see cref="BridgeProcess"/> sets itself.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Behind the program's name, before those of a verb.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>How long a start may take until /health/ready answers 200.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stop may take before it counts as hung.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Output lines kept per stream; the oldest go first.</summary>
    public int KeepLines { get; init; } = 2_000;

    /// <summary>Most files it may have open, as by <c>ulimit -n</c>; null: as many as this process.</summary>
    public int? MostFiles { get; init; }

    /// <summary>The bridge's assembly; by default the one beside this program.</summary>
    public string Assembly { get; init; } = Path.Combine(AppContext.BaseDirectory, "SmsBridge.dll");
}

/// <summary>The bridge did not come up, or did not go down as it should.</summary>
internal sealed class BridgeProcessException(string message) : Exception(message);
