using System.Collections.Frozen;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Routes;

/// <summary>All routes of a tenant, in order, with the accounts they lead to and what is left out for now. Immutable; decisions alone.</summary>
internal sealed record RoutePlan(
    long TenantId, IReadOnlyList<Route> Routes, FrozenDictionary<string, RouteAccount> Accounts, RouteRules Rules, FrozenDictionary<string, RouteHold> Holds)
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15; // 2^64 by the golden ratio: neighbours are told apart

    /// <summary>Without any, everything goes by the registered account and no decision is made here.</summary>
    public bool HasRoutes => Routes.Count > 0;

    /// <summary>
    /// The routes an SMS may go by, in the order in which they are to be tried. Shares decide which is first, and the same for every try of a message.
    /// </summary>
    /// <param name="isCheapEnough">Of a route that is limited by price.</param>
    /// <param name="ofClass">Of an event that is a tenant's own; null: it is none.</param>
    public IReadOnlyList<Route> For(long messageId, Msisdn number, EventType type, Func<Route, bool> isCheapEnough, EventClass? ofClass = null)
    {
        var fitting = Routes.Where(route => route.Fits(number, type, ofClass) && (route.MaxPrice is null || isCheapEnough(route))).ToList();
        var (place, upTo) = (PlaceOf(messageId), 0);
        var first = fitting.FindIndex(route => route.Share is null || place < (upTo += route.Share.Value));
        return first <= 0 ? fitting : [fitting[first], .. fitting.Where((_, index) => index != first)];
    }

    public Route? Find(string name) => Routes.FirstOrDefault(route => route.Name == name);

    /// <summary>The account a route sends with, with the sender of the route; null: its secrets are lost, or there is none.</summary>
    /// <param name="registered">The account of the registration.</param>
    public SenderAccount? AccountOf(Route route, SenderAccount? registered) =>
        route.SendsWith(route.Account == Route.Registered ? registered : Accounts.GetValueOrDefault(route.Account)?.Account);

    /// <summary>
    /// Why an account is left out; null: it is not. The registered one's hold ends when core and provider have accepted the tenant since.
    /// </summary>
    public RouteHold? HoldOf(Tenant tenant, string account) =>
        Holds.GetValueOrDefault(AccountSubject(account)) is { } hold && !IsOver(tenant, AccountSubject(account), hold.Since) ? hold : null;

    /// <summary>Whether a hold that is still stored holds nothing any more: SMS go by the registered account again, until it is refused anew.</summary>
    public static bool IsOver(Tenant tenant, string subject, DateTimeOffset since) => subject == AccountSubject(Route.Registered) && tenant.VerifiedAt > since;

    /// <summary>Why a route itself is left out, whatever its account; null: it is not.</summary>
    public RouteHold? HoldOfRoute(string route) => Holds.GetValueOrDefault(RouteSubject(route));

    /// <summary>Why nothing goes by a route: what holds it, or its account. Null: something may, also where it delivers badly.</summary>
    public RouteHold? LeftOut(Tenant tenant, Route route) =>
        Holds.Count == 0 ? null
        : HoldOfRoute(route.Name) is { Reason: not Reasons.DeliversBadly } own ? own
        : HoldOf(tenant, route.Account);

    /// <summary>It is left by its rule, and used only where no other can be.</summary>
    public bool DeliversBadly(string route) => Holds.Count > 0 && HoldOfRoute(route) is { Reason: Reasons.DeliversBadly };

    /// <summary>A person lets nothing go by it.</summary>
    public bool IsOff(string route) => Holds.Count > 0 && HoldOfRoute(route) is { Reason: Reasons.RouteOff };

    /// <summary>Whether every SMS finds one among them.</summary>
    public static bool LeadsAll(IEnumerable<Route> routes) => routes.Any(route => route.IsForAll);

    public static string AccountSubject(string account) => $"account {account}";

    public static string RouteSubject(string route) => $"route {route}";

    /// <summary>0 to 99.</summary>
    internal static int PlaceOf(long messageId) => (int)(unchecked((ulong)messageId * Spread) >> 33) % 100;
}
