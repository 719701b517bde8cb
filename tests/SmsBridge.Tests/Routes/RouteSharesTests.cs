using SmsBridge.Messages;
using SmsBridge.Routes;
using SmsBridge.Texts.Catalogue;
using Route = SmsBridge.Routes.Route;

namespace SmsBridge.Tests.Routes;

/// <summary>Shares of the same SMS come to 100 or less; what never meets is not added up.</summary>
public class RouteSharesTests
{
    private static readonly Route Last = new("last", Route.Registered, Sender: null);

    [Fact]
    public void All_of_them_may_be_given_away() => RouteShares.Problem([Shared("a", 60), Shared("b", 40), Last]).ShouldBeNull();

    [Fact]
    public void More_than_all_may_not() =>
        RouteShares.Problem([Shared("a", 40), Last with { Name = "between" }, Shared("b", 40), Shared("c", 21), Last]).ShouldNotBeNull().ShouldSatisfyAllConditions(
            it => it.Field.ShouldBe("routes[3].share"), it => it.Detail.ShouldStartWith("a and b and c would get 101 percent of the same SMS."));

    [Fact]
    public void Routes_for_different_SMS_are_not_added_up()
    {
        RouteShares.Problem([Shared("a", 60) with { Countries = ["KE"] }, Shared("b", 60) with { Countries = ["UG"] }, Last]).ShouldBeNull();
        RouteShares.Problem([Shared("a", 60) with { Prefixes = ["+25470"] }, Shared("b", 60) with { Prefixes = ["+2547"], Events = ["SMS_SEND"] }, Last]).ShouldBeNull("not certain");
        RouteShares.Problem([Shared("a", 60) with { MaxPrice = Price.Read("0.02", "USD") }, Shared("b", 60), Last]).ShouldNotBeNull("what is cheap enough for one goes by both");
        RouteShares.Problem([Shared("a", 60) with { MaxPrice = Price.Read("0.02", "USD") }, Shared("b", 60) with { MaxPrice = Price.Read("1", "KES") }, Last]).ShouldBeNull("not certain");
    }

    [Theory]
    [InlineData("+25470", true)]
    [InlineData("+254701", true)]
    [InlineData("+2547", true)]
    [InlineData("+25671", false)]
    public void A_longer_prefix_is_of_the_shorter_one(string prefix, bool meet) =>
        (RouteShares.Problem([Shared("a", 60) with { Prefixes = ["+25470"] }, Shared("b", 60) with { Prefixes = [prefix] }, Last]) is not null).ShouldBe(meet);

    [Fact]
    public void All_conditions_count()
    {
        var narrow = Shared("b", 60) with { Countries = ["KE"], Events = ["LOAN_REPAYMENT"], Classes = [EventClass.Transactional] };

        RouteShares.Problem([Shared("a", 60) with { Countries = ["UG", "KE"], Classes = [EventClass.Transactional] }, narrow, Last]).ShouldNotBeNull();
        RouteShares.Problem([Shared("a", 60) with { Countries = ["UG", "KE"], Classes = [EventClass.Collection] }, narrow, Last]).ShouldBeNull();
        RouteShares.Problem([Shared("a", 60) with { Events = ["SMS_SEND"] }, narrow, Last]).ShouldBeNull();
    }

    private static Route Shared(string name, int share) => new(name, Route.Registered, Sender: null) { Share = share };
}
