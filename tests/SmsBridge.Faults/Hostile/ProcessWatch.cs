namespace SmsBridge.Faults.Hostile;

/// <summary>Looks at the bridge's process again and again.</summary>
internal sealed class ProcessWatch(int processId)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Resident memory in bytes.</summary>
    public long MostMemory { get; private set; }

    public int MostFiles { get; private set; }

    public long Memory => ProcessFigures.Memory(processId);

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            MostMemory = Math.Max(MostMemory, Memory);
            MostFiles = Math.Max(MostFiles, ProcessFigures.Files(processId));
            await Task.Delay(Interval, TimeProvider.System, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
