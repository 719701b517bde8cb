using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Store;

namespace SmsBridge.Relay;

/// <summary>
/// Claims what is due and works on it, each message on its own: a slow core holds up its tenant's share of the room and nobody else's, and all slow
/// ones together not more than theirs (<see cref="WorkPlaces"/>).
/// </summary>
internal sealed class RelayWorker(
    MessageOutbox outbox, RelayRoom room, MessageRelay relay, RelayBell bell, IOptions<RelayOptions> options, TimeProvider time, ILogger<RelayWorker> logger)
    : BackgroundService
{
    /// <summary>Then a claim waits a moment for the writes of those: claims at once were most of the commits, each for a few messages.</summary>
    private const int EnoughInWork = 16;

    private readonly RelayOptions _options = options.Value;
    private readonly ConcurrentDictionary<long, Task> _inWork = new(); // by event
    private readonly ConcurrentDictionary<long, ClaimedMessage> _again = new(); // claimed while still in work
    private volatile bool _mayHaveMore;
    private bool _leftUnsorted;
    private bool _sawCodes;

    /// <summary>Messages in work now.</summary>
    public int InWork => _inWork.Count;

    /// <summary>Stops claiming, then waits for what is in work, at most the drain time-out.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var drain = new CancellationTokenSource(_options.DrainTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(drain.Token, cancellationToken);
        try
        {
            await Task.WhenAll(_inWork.Values).WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            logger.DrainTimedOut(_inWork.Count);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await ClaimAsync(stoppingToken))
                {
                    await bell.WaitAsync(_options.PollInterval, time, stoppingToken);
                }
            }
            catch (StoreUnavailableException exception)
            {
                logger.StoreUnavailable(exception);
                await Task.Delay(_options.PollInterval, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The boundary of the loop: a row that should not be must be seen, and must not stop everybody's SMS.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.ClaimFailed(exception);
                await Task.Delay(_options.PollInterval, time, stoppingToken);
            }
        }
    }

    /// <returns>Whether to claim again at once; otherwise a new event or a message that is done rings.</returns>
    private async Task<bool> ClaimAsync(CancellationToken stoppingToken)
    {
        if (room.Claim(always: bell.TakeCode() || _leftUnsorted || _sawCodes) is not { } claim)
        {
            _mayHaveMore = true;
            return false;
        }

        _mayHaveMore = true; // a message that ends while the claim runs must ring
        var claimed = await outbox.ClaimAsync(claim, mayWait: _inWork.Count >= EnoughInWork);
        (_mayHaveMore, _sawCodes) = (claim.LeftSomeBehind || claim.SawCodes, claim.SawCodes);
        var started = false;
        foreach (var message in claimed)
        {
            started |= Start(message, stoppingToken);
        }

        _leftUnsorted = claim.LeftUnsorted; // to be sorted on, with or without room: a tenant with one SMS may be behind
        return (started && claim.ShareWasShort) || _leftUnsorted;
    }

    private bool Start(ClaimedMessage claimed, CancellationToken stoppingToken)
    {
        // One whose lease ran out while this process still works on it comes again: it is in the best hands already.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_inWork.TryAdd(claimed.EventId, started.Task))
        {
            _again[claimed.EventId] = claimed; // perhaps it is just about to be let go: then it is taken up at once
            return !_inWork.ContainsKey(claimed.EventId) // it was let go before it could see that: nobody else takes this up
                && _again.TryRemove(claimed.EventId, out var again)
                && Start(again, stoppingToken);
        }

        var sender = room.Take(claimed);
        _ = Task.Run(() => WorkAsync(claimed, sender, started, stoppingToken), CancellationToken.None);
        return true;
    }

    /// <param name="sender">Whose turn it took.</param>
    private async Task WorkAsync(ClaimedMessage claimed, string? sender, TaskCompletionSource done, CancellationToken stoppingToken)
    {
        var unused = default(string);
        try
        {
            unused = await relay.RelayAsync(claimed, stoppingToken) ? null : sender;
        }
        finally
        {
            room.Leave(claimed, unused);
            _inWork.TryRemove(claimed.EventId, out _);
            if (_again.TryRemove(claimed.EventId, out var again) && !stoppingToken.IsCancellationRequested)
            {
                Start(again, stoppingToken);
            }

            done.SetResult();
            if (_mayHaveMore)
            {
                bell.Ring();
            }
        }
    }
}
