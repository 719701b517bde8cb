using System.Net;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>A route that is limited by what a part costs.</summary>
public sealed class RouteCostTests : IAsyncLifetime
{
    private readonly RouteStage _stage = new();

    public ValueTask InitializeAsync()
    {
        Price(0, "second", "", "0.02", "USD");
        Price(1, "second", "+2547", "0.011", "USD");
        Price(2, "third", "", "1", "KES");
        return _stage.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("USD 0.011", "by-second")] // for this number, not for any
    [InlineData("usd  0.5", "by-second")]
    [InlineData("USD 0.0109", "by-first")]
    [InlineData("USD 0", "by-first")]
    public async Task Only_what_is_known_to_cost_no_more_goes_by_it(string most, string route)
    {
        (await SetAsync("second", most)).Status.ShouldBe(HttpStatusCode.OK);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe([route]);
    }

    [Fact]
    public async Task Nothing_goes_on_by_it_either_that_costs_more()
    {
        (await SetAsync("second", "USD 0.01", afterNonDelivery: true)).Status.ShouldBe(HttpStatusCode.OK);
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.ReportAsync(id, (await _stage.MessageAsync(id)).ProviderId!, MessageStatus.Undelivered, _stage.First.Provider);
        await _stage.App.DrainAsync();

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-first"]);
    }

    [Theory]
    [InlineData("third", "USD 0.02", "no price in USD")] // another currency is not converted
    [InlineData("second", "cheap", "USD 0.02")]
    [InlineData("second", "0.02", "USD 0.02")]
    [InlineData("second", "USD -1", "USD 0.02")]
    [InlineData("second", "USD 0,02", "USD 0.02")]
    public async Task What_would_never_hold_is_refused(string account, string most, string words)
    {
        var (status, body) = await SetAsync(account, most);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity, body.ToString());
        (body.Text("field"), body.Text("detail")!.Contains(words, StringComparison.Ordinal)).ShouldBe(("routes[0].maxPrice", true), body.ToString());
    }

    [Fact]
    public async Task It_is_shown_and_on_the_audit()
    {
        await SetAsync("second", "USD 0.0110");

        var routes = (await _stage.ShowAsync()).GetProperty("routes");
        routes[0].Text("maxPrice").ShouldBe("USD 0.011");
        routes[0].GetProperty("prices").ToString().ShouldBe("""[{"to":"KE","currency":"USD","least":"0.011","most":"0.02"}]""");
        routes[1].GetProperty("prices").ToString().ShouldBe("[]", "the settings have none for it");
        (await _stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'routes'")).ShouldHaveSingleItem().ShouldContain("by-second by second up to USD 0.011 a part");
    }

    private Task<(HttpStatusCode Status, System.Text.Json.JsonElement Body)> SetAsync(string account, string maxPrice, bool afterNonDelivery = false) => _stage.PutAsync(new
    {
        accounts = new[] { RouteStage.Account(account) },
        routes = new object[] { new { name = $"by-{account}", account, maxPrice }, new { name = "by-first", account = "registered" } },
        afterNonDelivery,
    });

    private void Price(int index, string provider, string prefix, string price, string currency)
    {
        foreach (var (name, value) in new[] { ("Provider", provider), ("Prefix", prefix), ("Price", price), ("Currency", currency) })
        {
            _stage.App.Settings[$"Prices:PerPart:{index}:{name}"] = value;
        }
    }
}
