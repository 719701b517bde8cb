using System.Net;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Ways;

/// <summary>What a core was told of a call.</summary>
internal enum CallOutcome
{
    /// <summary>202: everything is on disk.</summary>
    Taken,

    /// <summary>503: nothing is.</summary>
    Refused,

    /// <summary>No answer, or a proxy's: all of it is, or nothing.</summary>
    Lost,

    /// <summary>Any other answer; there was no reason for it.</summary>
    Strange,
}

/// <summary>One call of the core's job: it makes it once, whatever is answered.</summary>
internal sealed record CampaignCall(CallOutcome Outcome, IReadOnlyList<(long InternalId, HookKey Key)> Texts);

/// <summary>Texts of campaigns as the core's jobs send them, one call after the other; where they stand the core asks until they are final.</summary>
internal sealed class CampaignLoad(FaultTenant tenant, CampaignJobs jobs, int seed) : IDisposable
{
    private const int MostOfCall = 30;

    private readonly SemaphoreSlim _tickets = new(0);
    private readonly SemaphoreSlim _jobs = new(1);
    private readonly Random _random = new(seed);
    private readonly Lock _lock = new();
    private readonly List<CampaignCall> _calls = [];
    private int _open;

    public FaultTenant Tenant => tenant;

    public IReadOnlyList<CampaignCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Released, and not made.</summary>
    public int Open => _open;

    public void Release(int calls)
    {
        if (calls > 0)
        {
            Interlocked.Add(ref _open, calls);
            _tickets.Release(calls);
        }
    }

    /// <summary>Sends until stopped, and asks between.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _tickets.WaitAsync(stopping);
                await CallAsync(stopping);
                await AskAsync(most: 1, stopping);
                Interlocked.Decrement(ref _open);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>The report job, which is begun again later when a call fails.</summary>
    public async Task AskAsync(int most, CancellationToken cancellationToken)
    {
        await _jobs.WaitAsync(cancellationToken);
        try
        {
            await jobs.RunReportJobAsync(cancellationToken, most);
        }
        catch (Exception exception) when (IsNoAnswer(exception, cancellationToken))
        {
            // The next run asks again.
        }
        finally
        {
            _jobs.Release();
        }
    }

    public void Dispose()
    {
        _tickets.Dispose();
        _jobs.Dispose();
    }

    private async Task CallAsync(CancellationToken stopping)
    {
        var texts = Enumerable.Range(0, _random.Next(1, MostOfCall)).Select(_ => tenant.NextCampaignText(_random)).ToList();
        var outcome = CallOutcome.Lost; // also when it is cut off
        try
        {
            outcome = await SendAsync(stopping);
        }
        finally
        {
            lock (_lock)
            {
                _calls.Add(new CampaignCall(outcome, texts));
            }
        }
    }

    private async Task<CallOutcome> SendAsync(CancellationToken stopping)
    {
        var before = jobs.Lost.Count;
        try
        {
            await jobs.RunSendJobAsync(providerId: 1, stopping);
        }
        catch (Exception exception) when (IsNoAnswer(exception, stopping))
        {
            return CallOutcome.Lost;
        }

        return jobs.Lost.Count == before ? CallOutcome.Taken
            : jobs.Lost[^1] switch
            {
                HttpStatusCode.ServiceUnavailable => CallOutcome.Refused,
                HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => CallOutcome.Lost, // a proxy says that the bridge did not answer
                _ => CallOutcome.Strange,
            };
    }

    private static bool IsNoAnswer(Exception exception, CancellationToken stopping) =>
        exception is HttpRequestException or IOException or System.Text.Json.JsonException || (exception is OperationCanceledException && !stopping.IsCancellationRequested);
}
