using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Routes;
using SmsBridge.Store;

namespace SmsBridge.Receipts;

/// <summary>
/// Asks the provider about messages whose receipt does not come. Tenants are asked for side by side, each within its own share of a run, and a
/// tenant whose account does not answer is left until the next one: it holds up nobody.
/// </summary>
internal sealed class ReceiptPolling(
    ReceiptPolls polls, ReceiptIntake intake, RouteDirectory routes, SmsGateways gateways, IOptions<ReceiptsOptions> options, TimeProvider time,
    ILogger<ReceiptPolling> logger)
{
    /// <summary>Most messages of one tenant in one run.</summary>
    public const int MostPerTenant = 500;

    private const int TenantsAtOnce = 32;
    private const int CallsAtOnce = 4; // of one account: it needs the room for sending

    /// <summary>How long one tenant may take in a run, however slowly its account answers.</summary>
    private static readonly TimeSpan TenantShare = TimeSpan.FromSeconds(30);

    /// <summary>Not asked for any more, so long after the last time: the account was away for good.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    private readonly IReadOnlyList<TimeSpan> _after = options.Value.PollAfter;

    /// <summary>One run over all tenants.</summary>
    public async Task RunAsync(CancellationToken cancellationToken) =>
        await Parallel.ForEachAsync(
            await polls.TenantsAsync(cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = TenantsAtOnce, CancellationToken = cancellationToken },
            PollTenantAsync);

    private async ValueTask PollTenantAsync(long tenantId, CancellationToken cancellationToken)
    {
        try
        {
            var due = await polls.DueAsync(tenantId, _after, MostPerTenant, cancellationToken);
            if (due.Count == 0)
            {
                return;
            }

            foreach (var sentWith in due.GroupBy(message => (message.Provider, message.AccountId)))
            {
                await PollAccountAsync(tenantId, await routes.AccountOfAsync(tenantId, sentWith.Key.Provider, sentWith.Key.AccountId, cancellationToken), [.. sentWith], cancellationToken);
            }
        }
#pragma warning disable CA1031 // One tenant's trouble is not the others'; the next run tries again.
        catch (Exception exception) when (!exception.IsStopOf(cancellationToken))
#pragma warning restore CA1031
        {
            logger.PollingFailed(exception, tenantId);
        }
    }

    /// <param name="account">The one they were sent with, which need not be the tenant's present one; null: nobody knows it any more.</param>
    private async Task PollAccountAsync(
        long tenantId, SenderAccount? account, IReadOnlyList<UnconfirmedMessage> due, CancellationToken cancellationToken)
    {
        var asked = new ConcurrentBag<UnconfirmedMessage>(due.Where(message => !CanBeAsked(message, account)));
        if (account is not null && !routes.IsRefused(tenantId, account)) // that token opens nothing
        {
            await AskAsync(account, [.. due.Except(asked)], asked, cancellationToken);
        }

        await polls.RecordAsync([.. asked.Select(message => (message, CanBeAsked(message, account) ? Passed(message) : ReceiptPolls.Times))]);
    }

    /// <summary>Ends early when it does not answer, or takes longer than its share.</summary>
    private async Task AskAsync(
        SenderAccount account, IReadOnlyList<UnconfirmedMessage> messages, ConcurrentBag<UnconfirmedMessage> asked, CancellationToken cancellationToken)
    {
        using var share = new CancellationTokenSource(TenantShare, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, share.Token);
        try
        {
            await Parallel.ForEachAsync(
                messages,
                new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = either.Token },
                async (message, token) =>
                {
                    if (share.IsCancellationRequested)
                    {
                        return; // the loop hears of it a moment later than we do
                    }

                    if (await AskAsync(account, message, token))
                    {
                        asked.Add(message);
                    }
                    else
                    {
                        await share.CancelAsync();
                    }
                });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Enough for this run; what was learned is kept.
        }
    }

    /// <returns>False when the account does not answer.</returns>
    private async Task<bool> AskAsync(SenderAccount account, UnconfirmedMessage message, CancellationToken cancellationToken)
    {
        var report = await gateways.For(account).PollAsync(account with { Sender = message.Sender }, message.EventId, message.ProviderId, cancellationToken);
        switch (report)
        {
            case ProviderReport.Reported reported:
                await intake.AcceptAsync(reported.Receipt with { Provider = account.Provider });
                return true;
            case ProviderReport.Nothing nothing:
                logger.NothingReported(message.EventId, nothing.Detail);
                return true;
            case ProviderReport.Unavailable unavailable:
                logger.NotAnswering(account.AccountId, unavailable.Detail);
                return false;
            default:
                throw new InvalidOperationException("Unknown report.");
        }
    }

    /// <summary>False when only an account could tell that nobody knows any more, or that did not answer for too long.</summary>
    private bool CanBeAsked(UnconfirmedMessage message, SenderAccount? account) =>
        account is not null && account.Provider == message.Provider && Age(message) <= _after[^1] + LongestWait;

    /// <summary>How many of its times have passed: after a long standstill one answer counts for all of them.</summary>
    private int Passed(UnconfirmedMessage message) => _after.Count(after => after <= Age(message));

    private TimeSpan Age(UnconfirmedMessage message) => time.GetUtcNow() - StoredTime.At(message.SentAt);
}
