using System.Data.Common;
using Microsoft.Extensions.Options;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Routes;

/// <summary>Looks for what another node or the command line changed.</summary>
internal sealed class RouteWatcher(RouteDirectory routes, RelayBell bell, IOptions<RegistrationOptions> options, TimeProvider time, ILogger<RouteWatcher> logger)
    : DirectoryWatcher(time)
{
    protected override TimeSpan Poll => options.Value.DirectoryPoll;

    protected override async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await routes.RefreshAsync(cancellationToken))
        {
            bell.Ring(); // perhaps an account was mended
        }
    }

    protected override void TellTrouble(DbException exception) => logger.RoutesNotRead(exception);
}
