using Microsoft.Extensions.Options;
using SmsBridge.Routes;
using SmsBridge.Tenants;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// Keeps a session for each account that tenants use, though there is nothing to send: receipts and replies come by it. Ends those nobody uses any more.
/// Each node of several has its own.
/// </summary>
internal sealed class SmppKeeper(
    TenantDirectory tenants, RouteDirectory routes, SmppSessions sessions, IOptions<SmppOptions> options, TimeProvider time, ILogger<SmppKeeper> logger) : BackgroundService
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
            var used = Used().ToLookup(static account => account.Login, static account => account.MayBind);
            await Task.WhenAll(used.Where(static login => login.Contains(true)).Select(login => DoAsync(login.Key, KeepAsync, stoppingToken)));
            await Task.WhenAll(sessions.Logins.Where(login => !used.Contains(login)).Select(login => DoAsync(login, DropAsync, stoppingToken)));
        }
    }

    private Task KeepAsync(SmppLogin login, CancellationToken stoppingToken) => sessions.KeepAsync(login, options.Value.Providers[login.Provider], stoppingToken);

    private Task DropAsync(SmppLogin login, CancellationToken stoppingToken) => sessions.DropAsync(login);

    /// <summary>One account's session must not take the others', or the process, with it.</summary>
    private async Task DoAsync(SmppLogin login, Func<SmppLogin, CancellationToken, Task> act, CancellationToken stoppingToken)
    {
        try
        {
            await act(login, stoppingToken);
        }
#pragma warning disable CA1031 // Whatever it is, it is tried again in a moment.
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            logger.NotKept(exception, login.Provider, login.SystemId);
        }
    }

    /// <summary>
    /// Of a tenant's account only its latest password: a bind with an old one is a wrong bind, and several lock an account. So it is with what anybody can have registered, while
    /// nobody has proved it, and with what was refused, perhaps before this process began; a session that there is goes on.
    /// </summary>
    private IEnumerable<(SmppLogin Login, bool MayBind)> Used() =>
        from tenant in tenants.All
        from account in routes.InUseBy(tenant)
        where options.Value.Providers.ContainsKey(account.Provider)
        select (new SmppLogin(account.Provider, account.AccountId, account.Token), tenant.TrustedUntil is null && !routes.IsRefused(tenant.Id, account));
}
