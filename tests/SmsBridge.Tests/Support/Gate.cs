namespace SmsBridge.Tests.Support;

/// <summary>Holds the writer up, so that what is asked for meanwhile shares one commit.</summary>
internal sealed class Gate : IDisposable
{
    private readonly ManualResetEventSlim _open = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Entered => _entered.Task;

    public Task BlockAsync(TempStore store)
    {
        var blocked = store.Database.WriteAsync(_ => Wait());
        _entered.Task.Wait(TestContext.Current.CancellationToken);
        return blocked;
    }

    public bool Wait()
    {
        _entered.TrySetResult();
        return _open.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    public void Open() => _open.Set();

    public void Dispose()
    {
        Open();
        _open.Dispose();
    }
}
