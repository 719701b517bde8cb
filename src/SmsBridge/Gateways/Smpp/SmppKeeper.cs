using Microsoft.Extensions.Options;
using SmsBridge.Routes;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// Keeps a session for each account that tenants use, though there is nothing to send: receipts and replies come by it. Ends those nobody uses any more.
/// Each node of several has its own.
/// </summary>
internal sealed class SmppKeeper(RouteDirectory routes, SmppSessions sessions, IOptions<SmppOptions> options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Providers.Count == 0)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var used = Used().ToHashSet();
            await Task.WhenAll(used.Select(login => sessions.KeepAsync(login, options.Value.Providers[login.Provider], stoppingToken)));
            await Task.WhenAll(sessions.Logins.Except(used).Select(sessions.DropAsync));
        }
    }

    /// <summary>Of a tenant's account only its latest password: a bind with an old one is a wrong bind.</summary>
    private IEnumerable<SmppLogin> Used() => routes.InUse
        .Where(account => options.Value.Providers.ContainsKey(account.Provider))
        .Select(account => new SmppLogin(account.Provider, account.AccountId, account.Token));
}
