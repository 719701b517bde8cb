using System.Data.Common;

namespace SmsBridge.Store;

/// <summary>Looks for what another process changed of something that is kept in memory, and goes on with what is known while the store can not be asked.</summary>
internal abstract class DirectoryWatcher(TimeProvider time) : BackgroundService
{
    /// <summary>How often.</summary>
    protected abstract TimeSpan Poll { get; }

    protected abstract Task LookAsync(CancellationToken cancellationToken);

    protected abstract void TellTrouble(DbException exception);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (DbException exception)
            {
                TellTrouble(exception);
            }
        }
    }
}
