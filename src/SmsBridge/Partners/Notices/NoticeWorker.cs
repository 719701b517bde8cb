using Microsoft.Extensions.Options;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Store;

namespace SmsBridge.Partners.Notices;

/// <summary>Keeps the follower going. Nothing rings for it: what happens to hooks and messages costs them nothing, and is seen a poll later.</summary>
internal sealed class NoticeWorker(RecordFollower follower, IOptions<NoticeOptions> options, TimeProvider time, ILogger<NoticeWorker> logger)
    : BackgroundService
{
    private readonly NoticeOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (_options.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await follower.FollowAsync(stoppingToken))
                {
                    await Task.Delay(_options.PollInterval, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (StoreUnavailableException exception)
            {
                logger.StoreUnavailable(exception);
                await Task.Delay(_options.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning disable CA1031 // The boundary of the loop: a row that should not be must be seen, and must not end the following.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                logger.FollowFailed(exception);
                await Task.Delay(TimeSpan.FromSeconds(5), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
