using System.Net;
using System.Text.Json;

namespace SmsBridge.Faults;

/// <summary>Posts hooks over many connections, as many as were released; what got no answer is told again or not, as clients do.</summary>
internal sealed class HookLoad(HookWriter writer, KillMoments moments, int seed) : IDisposable
{
    private readonly SemaphoreSlim _tickets = new(0);
    private readonly Random _random = new(seed);
    private long _answered;
    private long _lost;

    /// <summary>Hooks answered 2xx.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Posts that got no answer.</summary>
    public long LostAnswers => Interlocked.Read(ref _lost);

    /// <summary>Lets this many more hooks be posted.</summary>
    public void Release(int count)
    {
        if (count > 0)
        {
            _tickets.Release(count);
        }
    }

    /// <summary>Posts until stopped.</summary>
    public Task RunAsync(int connections, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => PostAllAsync(stopping), CancellationToken.None)));

    public void Dispose() => _tickets.Dispose();

    private async Task PostAllAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _tickets.WaitAsync(stopping);
                await PostUntilAnsweredAsync(writer.Next(), stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task PostUntilAnsweredAsync(HookKey key, CancellationToken stopping)
    {
        while (true)
        {
            var posting = await PostAsync(key, stopping);
            key.Add(posting);
            switch (posting.Outcome)
            {
                case PostOutcome.Accepted or PostOutcome.Duplicate or PostOutcome.Ignored:
                    Interlocked.Increment(ref _answered);
                    moments.Saw(KillMoment.HookAnswered);
                    return;
                case PostOutcome.NotSent:
                    await Task.Delay(TimeSpan.FromMilliseconds(Roll(50, 200)), TimeProvider.System, stopping);
                    break;
                default:
                    Interlocked.Increment(ref _lost);
                    if (Roll(0, 2) == 0)
                    {
                        Release(1); // told once and never again; another one is told instead
                        return;
                    }

                    await Task.Delay(TimeSpan.FromMilliseconds(Roll(0, 1_500)), TimeProvider.System, stopping);
                    break;
            }
        }
    }

    /// <summary>Posts once, and says what came of it.</summary>
    internal static async Task<Posting> PostAsync(HookKey key, CancellationToken stopping)
    {
        try
        {
            using var answer = await key.PostAsync(stopping);
            var text = await answer.Content.ReadAsStringAsync(stopping);
            var (outcome, eventId) = answer.IsSuccessStatusCode ? Read(text)
                : answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout ? (PostOutcome.Lost, 0) // a proxy says that the bridge did not answer
                : (PostOutcome.Refused, 0);
            return New(outcome, eventId, outcome == PostOutcome.Accepted ? "" : $"{(int)answer.StatusCode} {text}");
        }
        catch (HttpRequestException exception)
        {
            var neverLeft = exception.HttpRequestError == HttpRequestError.ConnectionError;
            return New(neverLeft ? PostOutcome.NotSent : PostOutcome.Lost, 0, exception.Message);
        }
        catch (Exception exception) when (exception is not OperationCanceledException) // whatever a connection that dies in the middle makes of it
        {
            return New(PostOutcome.Lost, 0, exception.Message);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return New(PostOutcome.Lost, 0, "timed out");
        }

        static Posting New(PostOutcome outcome, long eventId, string words) => new(TimeProvider.System.GetUtcNow(), outcome, eventId, words);
    }

    private static (PostOutcome Outcome, long EventId) Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return (Enum.Parse<PostOutcome>(json.RootElement.GetProperty("outcome").GetString()!, ignoreCase: true), json.RootElement.GetProperty("eventId").GetInt64());
        }
        catch (JsonException)
        {
            return (PostOutcome.Lost, 0); // cut off in the middle
        }
    }

    private int Roll(int from, int below)
    {
        lock (_random)
        {
            return _random.Next(from, below);
        }
    }
}
