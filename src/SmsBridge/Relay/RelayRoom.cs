using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Routes;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Relay;

/// <summary>How much the relay may take: places of all, of each tenant, and what its sender may send now.</summary>
internal sealed class RelayRoom(Database database, TenantDirectory tenants, RouteDirectory routes, SenderRates rates, ClockJumps jumps, IOptions<RelayOptions> options, TimeProvider time)
{
    private readonly RelayOptions _options = options.Value;
    private readonly WorkPlaces _places = new(options.Value.Concurrency, options.Value.SlowAfter, time);
    /// <summary>Two-factor codes in work at once, beside all others. More of them wait with these.</summary>
    private const int CodePlaces = 32;

    private readonly ConcurrentDictionary<long, int> _byTenant = new();
    private readonly ConcurrentDictionary<long, bool> _codes = new(); // by event
    private readonly ConcurrentDictionary<long, int> _codesOf = new(); // by tenant
    private int _rotation;

    /// <summary>A claim of what there is room for; null: no room.</summary>
    /// <param name="always">Also without room: there is something to be sorted, or a two-factor code.</param>
    public ClaimMessages? Claim(bool always)
    {
        var left = _places.Look();
        if (left.Free <= 0 && !always)
        {
            return null;
        }

        jumps.Observe();
        var now = time.GetUtcNow();
        return new ClaimMessages(
            database.NodeId, now, now + _options.LeaseDuration, Math.Max(0, left.Free), _rotation++ & int.MaxValue, tenant => Of(tenant, left))
        {
            Codes = new CodeLane(CodePlaces - _codes.Count, CodeRoomOf),
        };
    }

    /// <returns>Whose turn it took; to be given back when it only waits, or a core that is down would hold up what does not need it.</returns>
    public string? Take(ClaimedMessage claimed)
    {
        if (claimed.IsCode && _codes.Count < CodePlaces && _codesOf.GetValueOrDefault(claimed.TenantId) < CodeLane.OfTenant && _codes.TryAdd(claimed.EventId, true))
        {
            _codesOf.AddOrUpdate(claimed.TenantId, 1, static (_, count) => count + 1);
        }
        else
        {
            _places.Take(claimed.EventId, claimed.TenantId);
            _byTenant.AddOrUpdate(claimed.TenantId, 1, static (_, count) => count + 1);
        }

        var sender = routes.RoutesOf(claimed.TenantId) is null ? tenants.Find(claimed.TenantId)?.Settings.Sender : null; // by which route it goes is not known yet
        if (sender is not null)
        {
            rates.Take(claimed.TenantId, sender);
        }

        return sender;
    }

    /// <param name="unused">The sender whose turn was not used; null: it was.</param>
    public void Leave(ClaimedMessage claimed, string? unused)
    {
        if (unused is not null)
        {
            rates.GiveBack(claimed.TenantId, unused);
        }

        if (claimed.IsCode && _codes.TryRemove(claimed.EventId, out _))
        {
            _codesOf.AddOrUpdate(claimed.TenantId, 0, static (_, count) => count - 1);
            return;
        }

        _places.Leave(claimed.EventId);
        _byTenant.AddOrUpdate(claimed.TenantId, 0, static (_, count) => count - 1);
    }

    /// <summary>
    /// Runs on the store's writer thread. What its sender may not send now is not claimed: it waits in the store, in no lease and in nobody's way.
    /// </summary>
    private int Of(long tenantId, PlacesLeft left)
    {
        var room = _options.TenantConcurrency - _byTenant.GetValueOrDefault(tenantId);
        return tenants.Find(tenantId) switch
        {
            null => room, // to be closed
            { Pause: not null } => 0,
            var tenant => left.RoomOf(tenantId, Math.Min(room, SendersRoom(tenant))),
        };
    }

    /// <summary>Runs on the store's writer thread too.</summary>
    private int CodeRoomOf(long tenantId) =>
        tenants.Find(tenantId) is { Pause: not null } ? 0 : Math.Max(0, CodeLane.OfTenant - _codesOf.GetValueOrDefault(tenantId));

    /// <summary>Of several routes the freest one's: which of them it will be, the message itself decides.</summary>
    private int SendersRoom(Tenant tenant) => routes.RoutesOf(tenant.Id) is not { } plan
        ? rates.Room(tenant.Id, tenant.Settings.Sender)
        : plan.Routes.Select(route => plan.AccountOf(route, tenant.SenderAccount)).OfType<SenderAccount>()
            .Select(account => rates.Room(tenant.Id, routes.LaneOf(tenant.Id, account.Provider, account.AccountId, account.Sender))).DefaultIfEmpty(int.MaxValue).Max();
}
