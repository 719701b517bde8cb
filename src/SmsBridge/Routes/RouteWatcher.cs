using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>Looks for what another node or the command line changed.</summary>
internal sealed class RouteWatcher(RouteDirectory routes, RelayBell bell, IOptions<RegistrationOptions> options, TimeProvider time, ILogger<RouteWatcher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.DirectoryPoll, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await routes.RefreshAsync(stoppingToken))
                {
                    bell.Ring(); // perhaps an account was mended
                }
            }
            catch (DbException exception)
            {
                logger.RoutesNotRead(exception);
            }
        }
    }
}
