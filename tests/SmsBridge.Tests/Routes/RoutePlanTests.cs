using System.Collections.Frozen;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Routes;
using SmsBridge.Texts.Catalogue;
using Route = SmsBridge.Routes.Route;

namespace SmsBridge.Tests.Routes;

/// <summary>Which route an SMS goes by: decisions alone.</summary>
public class RoutePlanTests
{
    private static readonly Msisdn Kenyan = Msisdn.FromE164("+254712345678");
    private static readonly Msisdn Ugandan = Msisdn.FromE164("+256772123456");

    private static readonly Route Last = new("last", Route.Registered, Sender: null);

    [Fact]
    public void A_route_fits_by_country_prefix_event_and_class_all_together()
    {
        var route = new Route("a", "b", null)
        {
            Countries = ["KE"], Prefixes = ["+25471", "+25472"], Events = ["LOAN_REPAYMENT", "SMS_SEND"], Classes = [EventClass.Transactional],
        };

        route.Fits(Kenyan, EventType.LoanRepayment).ShouldBeTrue();
        route.Fits(Msisdn.FromE164("+254733345678"), EventType.LoanRepayment).ShouldBeFalse("another network");
        route.Fits(Ugandan, EventType.LoanRepayment).ShouldBeFalse("another country");
        route.Fits(Kenyan, EventType.ClientCreate).ShouldBeFalse("another event");
        route.Fits(Kenyan, EventType.SmsSend).ShouldBeFalse("a text that the core wrote has no class");
        (route with { Classes = [] }).Fits(Kenyan, EventType.SmsSend).ShouldBeTrue();
    }

    [Fact]
    public void Of_an_event_that_is_a_tenants_own_the_class_is_what_the_tenant_says()
    {
        var route = new Route("a", "b", null) { Classes = [EventClass.Promotional] };

        route.Fits(Kenyan, new EventType("CLIENT", "UPDATE"), EventClass.Promotional).ShouldBeTrue();
        route.Fits(Kenyan, new EventType("CLIENT", "UPDATE"), EventClass.Service).ShouldBeFalse();
        route.Fits(Kenyan, EventType.LoanRepayment, EventClass.Promotional).ShouldBeFalse("the catalogue says it");
    }

    [Theory]
    [InlineData("+254712345678", "KE")]
    [InlineData("+256772123456", "UG")]
    [InlineData("+12025550123", "US")]
    [InlineData("+14165550123", "CA")] // of the same country code
    [InlineData("+881612345678", null)] // a satellite's
    [InlineData("+999123456789", null)] // of no plan
    public void A_number_tells_its_country(string number, string? country) => NumberRegion.Of(Msisdn.FromE164(number)).ShouldBe(country);

    [Fact]
    public void Routes_are_tried_in_their_order_and_those_that_do_not_fit_are_left_out()
    {
        var plan = Plan(new Route("uganda", "x", null) { Countries = ["UG"] }, new Route("kenya", "y", null) { Countries = ["KE"] }, Last);

        plan.For(1, Kenyan, EventType.LoanRepayment, _ => true).Select(route => route.Name).ShouldBe(["kenya", "last"]);
        plan.For(1, Ugandan, EventType.LoanRepayment, _ => true).Select(route => route.Name).ShouldBe(["uganda", "last"]);
    }

    [Fact]
    public void Shares_are_kept_and_every_try_of_a_message_gets_the_same_route_first()
    {
        var plan = Plan(new Route("third", "x", null) { Share = 30 }, new Route("fifth", "y", null) { Share = 20 }, Last);

        var first = Enumerable.Range(1, 10_000).Select(id => plan.For(id, Kenyan, EventType.LoanRepayment, _ => true)).ToList();

        first.ShouldAllBe(routes => routes.Count == 3);
        Percent("third").ShouldBe(30, 1.0);
        Percent("fifth").ShouldBe(20, 1.0);
        Percent("last").ShouldBe(50, 1.0);
        plan.For(77, Kenyan, EventType.LoanRepayment, _ => true).ShouldBe(plan.For(77, Ugandan, EventType.ClientCreate, _ => true));

        double Percent(string name) => first.Count(routes => routes[0].Name == name) / 100.0;
    }

    private static RoutePlan Plan(params Route[] routes) =>
        new(1, routes, FrozenDictionary<string, RouteAccount>.Empty, RouteRules.None, FrozenDictionary<string, RouteHold>.Empty);
}
