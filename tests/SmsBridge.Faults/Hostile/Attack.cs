using System.Collections.Concurrent;
using System.Globalization;

namespace SmsBridge.Faults.Hostile;

/// <summary>Something that uses up what everybody needs. Can be played again and again.</summary>
internal abstract class Attack(string name)
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public string Name => name;

    /// <summary>Goes on until it is stopped, and leaves nothing behind.</summary>
    public abstract Task RunAsync(CancellationToken stopping);

    /// <summary>What it did and was answered so far: whether it was one.</summary>
    public virtual string Describe() => string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal)
        .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value:N0}")));

    protected void Count(string what) => _counts.AddOrUpdate(what, 1, static (_, count) => count + 1);

    /// <summary>So many at the same time, until stopped.</summary>
    protected static async Task AtOnceAsync(int number, Func<int, Task> one, CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, number).Select(index => Task.Run(() => one(index), CancellationToken.None)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    protected static Task PauseAsync(TimeSpan pause, CancellationToken stopping) => Task.Delay(pause, TimeProvider.System, stopping);
}

/// <summary>Several attacks at once.</summary>
internal sealed class AllAtOnce(IReadOnlyList<Attack> attacks) : Attack("all at once")
{
    public override Task RunAsync(CancellationToken stopping) => Task.WhenAll(attacks.Select(attack => attack.RunAsync(stopping)));
}
