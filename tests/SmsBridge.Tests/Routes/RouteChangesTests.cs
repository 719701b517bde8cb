using SmsBridge.Routes;
using Route = SmsBridge.Routes.Route;

namespace SmsBridge.Tests.Routes;

/// <summary>One change of what a tenant has, as all that it is to have.</summary>
public class RouteChangesTests
{
    private static readonly RoutesRequest None = new() { Accounts = [], Routes = [] };

    private static readonly RoutesRequest Three = new()
    {
        Accounts = [new RouteAccountRequest { Name = "x" }, new RouteAccountRequest { Name = "y" }],
        Routes = [To("x"), To("y"), new RouteRequest { Name = "also-x", Account = "x" }, new RouteRequest { Name = "rest", Account = Route.Registered }],
        LeaveBelow = 60,
    };

    [Fact]
    public void The_first_route_of_all_leaves_the_rest_to_the_registered_account()
    {
        Names(None.WithNew(at: null, To("x"), new RouteAccountRequest { Name = "x" })).ShouldBe(["x", "registered"]);
        Names(None.WithRoute(at: null, To("x"))).ShouldBe(["x", "registered"]);
        Names(None.WithRoute(at: null, new RouteRequest { Name = Route.Registered, Account = Route.Registered })).ShouldBe(["registered"]);
    }

    [Theory]
    [InlineData(null, new[] { "new", "x", "y", "also-x", "rest" })]
    [InlineData(3, new[] { "x", "y", "new", "also-x", "rest" })]
    [InlineData(99, new[] { "x", "y", "also-x", "rest", "new" })]
    [InlineData(-1, new[] { "new", "x", "y", "also-x", "rest" })]
    public void A_new_route_takes_its_place_and_a_known_name_is_not_replaced_by_adding(int? at, string[] names)
    {
        Names(Three.WithNew(at, To("new"))).ShouldBe(names);
        Names(Three.WithNew(at, To("y"))).Count(name => name == "y").ShouldBe(2, "the verb refuses two");
    }

    [Fact]
    public void A_route_that_is_set_again_stays_where_it_is()
    {
        var changed = Three.WithRoute(at: null, new RouteRequest { Name = "y", Account = "x", Share = 20 });

        Names(changed).ShouldBe(["x", "y", "also-x", "rest"]);
        (changed.Routes![1].Account, changed.Routes[1].Share, changed.LeaveBelow).ShouldBe(("x", 20, 60));
    }

    [Theory]
    [InlineData("y", -1, new[] { "y", "x", "also-x", "rest" })]
    [InlineData("y", 1, new[] { "x", "also-x", "y", "rest" })]
    [InlineData("x", -1, new[] { "x", "y", "also-x", "rest" })]
    [InlineData("rest", 1, new[] { "x", "y", "also-x", "rest" })]
    public void A_route_moves_by_one_and_no_further_than_the_ends(string name, int by, string[] names) => Names(Three.Moved(name, by)!).ShouldBe(names);

    [Fact]
    public void An_account_goes_with_the_last_route_to_it_and_its_routes_with_an_account()
    {
        var one = Three.Without("x")!;
        Names(one).ShouldBe(["y", "also-x", "rest"]);
        Accounts(one).ShouldBe(["x", "y"]);
        Accounts(one.Without("also-x")!).ShouldBe(["y"]);
        var account = (Three with { Routes = [To("y"), new RouteRequest { Name = "also-x", Account = "x" }, new RouteRequest { Name = "rest", Account = Route.Registered }] }).Without("x")!;
        Names(account).ShouldBe(["y", "rest"]);
        Accounts(account).ShouldBe(["y"]);
    }

    [Fact]
    public void What_is_not_there_is_not_changed()
    {
        Three.Moved("nobody", 1).ShouldBeNull();
        Three.Without("nobody").ShouldBeNull();
    }

    private static RouteRequest To(string name) => new() { Name = name, Account = name };

    private static List<string> Names(RoutesRequest request) => [.. request.Routes!.Select(route => route.Name!)];

    private static List<string> Accounts(RoutesRequest request) => [.. request.Accounts!.Select(account => account.Name!)];
}
