using System.Globalization;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Hostile;

/// <summary>
/// Cores at their daily work: each hook is told once, on a connection of its own; now and then one registers. Hooks come when they are due, answered or not
/// those before: waiting for the answers would hide how many a stall would have met.
/// </summary>
internal sealed class HonestCores(FaultStage stage, HookWriter writer)
{
    private const int HistoryPosters = 24;

    private static readonly TimeSpan BetweenHooks = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan BetweenRegistrations = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = TimeProvider.System;
    private volatile HonestFigures _figures = new("");
    private int _tenants;

    /// <summary>Whose figures the next ones are.</summary>
    public HonestFigures Figures
    {
        get => _figures;
        set => _figures = value;
    }

    /// <summary>What they had told before it all began; also warms everything up.</summary>
    public Task WriteHistoryAsync(int hooks, CancellationToken cancellationToken) =>
        Parallel.ForAsync(0, hooks, new ParallelOptions { MaxDegreeOfParallelism = HistoryPosters, CancellationToken = cancellationToken }, async (_, _) => await PostAsync());

    /// <summary>Until stopped; what has begun is finished.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Task.Run(() => PostWhenDueAsync(stopping), CancellationToken.None), Task.Run(() => RegisterNowAndThenAsync(stopping), CancellationToken.None));

    private async Task PostWhenDueAsync(CancellationToken stopping)
    {
        var (posts, began) = (new List<Task>(), _time.GetTimestamp());
        while (!stopping.IsCancellationRequested)
        {
            while (posts.Count < _time.GetElapsedTime(began) / BetweenHooks)
            {
                posts.Add(PostAsync());
            }

            await PauseAsync(BetweenHooks, stopping);
        }

        await Task.WhenAll(posts);
    }

    private async Task RegisterNowAndThenAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await RegisterAsync();
            await PauseAsync(BetweenRegistrations, stopping);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken stopping) =>
        await Task.Delay(pause, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task PostAsync()
    {
        var (figures, began, key) = (_figures, _time.GetTimestamp(), writer.Next());
        var posting = await HookLoad.PostAsync(key, CancellationToken.None);
        key.Add(posting);
        figures.AddHook(
            _time.GetElapsedTime(began),
            posting.Outcome is PostOutcome.Accepted or PostOutcome.Duplicate or PostOutcome.Ignored ? null : $"{posting.Outcome} {posting.Words}");
    }

    /// <summary>By turns a tenant that is new, and one that asks for another key.</summary>
    private async Task RegisterAsync()
    {
        var number = Interlocked.Increment(ref _tenants);
        var id = number % 2 == 0 ? "renewing" : string.Create(CultureInfo.InvariantCulture, $"new-{number}");
        var (figures, began) = (_figures, _time.GetTimestamp());
        string? problem = null;
        try
        {
            await stage.RegisterAnotherAsync(id, CancellationToken.None);
        }
        catch (HookRegistrationException refused)
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"{(int)refused.Status} {refused.Body}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            problem = exception.Message;
        }

        figures.AddRegistration(_time.GetElapsedTime(began), problem);
    }
}
