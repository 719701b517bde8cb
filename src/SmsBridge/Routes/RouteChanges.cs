namespace SmsBridge.Routes;

/// <summary>What people do to a tenant's routes one at a time, as all that it is to have then. Pure: the verb judges what comes of it.</summary>
internal static class RouteChanges
{
    /// <summary>An account, changed. A new one gets a route of its own name, before those that are there: an account that no route leads to is refused.</summary>
    public static RoutesRequest WithAccount(this RoutesRequest has, string name, Func<RouteAccountRequest, RouteAccountRequest> change) =>
        has.Accounts!.Any(account => account.Name == name)
            ? has with { Accounts = [.. has.Accounts!.Select(account => account.Name == name ? change(account) : account)] }
            : (has with { Accounts = [.. has.Accounts!, change(new RouteAccountRequest())] }).WithRoute(at: null, new RouteRequest { Name = name, Account = name });

    /// <summary>A route, new or instead of the one of its name.</summary>
    /// <param name="at">Its place, from 1. Null: a new one comes first, and a known one stays where it is.</param>
    public static RoutesRequest WithRoute(this RoutesRequest has, int? at, RouteRequest route)
    {
        var before = has.Routes!.ToList().FindIndex(known => known.Name == route.Name);
        var others = has with { Routes = [.. has.Routes!.Where(known => known.Name != route.Name)] };
        return Inserted(others, at ?? Math.Max(0, before) + 1, route, isFirst: has.Routes!.Count == 0);
    }

    /// <summary>A new route. One of its name that is there stays, and the verb refuses two.</summary>
    /// <param name="at">Its place, from 1; null: the first.</param>
    /// <param name="account">A new account with it; null: it leads to one that is there.</param>
    public static RoutesRequest WithNew(this RoutesRequest has, int? at, RouteRequest route, RouteAccountRequest? account = null) =>
        Inserted(account is null ? has : has with { Accounts = [.. has.Accounts!, account] }, at ?? 1, route, isFirst: has.Routes!.Count == 0);

    /// <summary>One place up or down.</summary>
    /// <param name="by">-1: it is tried earlier.</param>
    /// <returns>Null: there is none of that name.</returns>
    public static RoutesRequest? Moved(this RoutesRequest has, string name, int by)
    {
        var routes = has.Routes!.ToList();
        var place = routes.FindIndex(route => route.Name == name);
        if (place < 0)
        {
            return null;
        }

        var route = routes[place];
        routes.RemoveAt(place);
        routes.Insert(Math.Clamp(place + by, 0, routes.Count), route);
        return has with { Routes = routes };
    }

    /// <summary>Without a route, and without the account that no other leads to; or without an account and all routes to it.</summary>
    /// <returns>Null: there is neither.</returns>
    public static RoutesRequest? Without(this RoutesRequest has, string name)
    {
        var routes = has.Routes!.Where(route => route.Name != name).ToList();
        if (routes.Count < has.Routes!.Count)
        {
            return has with { Routes = routes, Accounts = [.. has.Accounts!.Where(account => routes.Exists(route => route.Account == account.Name))] };
        }

        return !has.Accounts!.Any(account => account.Name == name) ? null
            : has with { Routes = routes.FindAll(route => route.Account != name), Accounts = [.. has.Accounts!.Where(account => account.Name != name)] };
    }

    /// <summary>The first route of all leaves the rest to the account that has served until now.</summary>
    private static RoutesRequest Inserted(RoutesRequest has, int at, RouteRequest route, bool isFirst)
    {
        var routes = has.Routes!.ToList();
        routes.Insert(Math.Clamp(at - 1, 0, routes.Count), route);
        return has with { Routes = isFirst && route.Name != Route.Registered ? [.. routes, new RouteRequest { Name = Route.Registered, Account = Route.Registered }] : routes };
    }
}
