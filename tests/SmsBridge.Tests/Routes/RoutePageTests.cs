using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Routes;
using SmsBridge.Tests.Support;
using static SmsBridge.Tests.Console.ConsolePages;

namespace SmsBridge.Tests.Routes;

/// <summary>A tenant's routes in the console: set by its admin, seen by who may look, and by nobody else.</summary>
public sealed class RoutePageTests : IAsyncLifetime
{
    private const string Secret = "very-secret-token";

    private readonly RouteStage _stage = new();
    private HttpClient _admin = null!;

    private string Page => $"/console/tenants/{_stage.Own.Id}/routes";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (string, string)[] prices =
        [
            ("0:Provider", "second"), ("0:Prefix", "+256"), ("0:Price", "0.03"), ("0:Currency", "USD"),
            ("1:Provider", "second"), ("1:Prefix", "+25677"), ("1:Price", "0.05"), ("1:Currency", "USD"),
            ("2:Provider", "twilio"), ("2:Prefix", "+254"), ("2:Price", "0.8"), ("2:Currency", "KES"),
        ];
        foreach (var (name, value) in prices)
        {
            _stage.App.Settings[$"Prices:PerPart:{name}"] = value;
        }

        await _stage.InitializeAsync();
        await SignInAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task An_admin_adds_a_second_route_with_a_condition_and_an_account_and_moves_it()
    {
        (await PageAsync(_admin, Page)).ShouldContain("No routes: every SMS goes by the registered account (twilio).");

        var added = await SubmitAsync(_admin, Page, "route-add", New("uganda", ("countries", "ug")));
        added.ShouldContain($"{_stage.Own.Id} sends by uganda, registered, in that order.");
        added.ShouldContain("SMS to UG");
        added.ShouldContain("UG: USD 0.03 to 0.05");
        added.ShouldContain("KE: KES 0.80");
        added.ShouldContain("All SMS");
        added.ShouldNotContain(Secret);
        await SubmitAsync(_admin, Page, "route-add", ("name", "repayments"), ("place", "2"), ("account", "uganda"), ("events", "LOAN_REPAYMENT, sms_send"), ("classes", "transactional"), ("share", "20"));
        var moved = await SubmitAsync(_admin, Page, "route-order", ("up", "repayments"));

        moved.ShouldContain("sends by repayments, uganda, registered, in that order.");
        moved.ShouldContain("SMS of the events Loan repayment or Ready-made text, of the class transactional; 20 % of them");
        await SubmitAsync(_admin, Page, "route-order", ("down", "repayments"));
        (await SubmitAsync(_admin, Page, "route-order", ("down", "repayments"))).ShouldContain("The last route must be for all SMS");
        (await SubmitAsync(_admin, Page, "route-order", ("down", "nobody"))).ShouldContain("has no such route or account");
        (await SubmitAsync(_admin, Page, "route-order")).ShouldContain("Nothing was changed: say which route.");
        (await RoutesAsync()).ShouldBe(["uganda", "repayments", "registered"]);
        _stage.Second.Checked.ShouldHaveSingleItem().Token.ShouldBe(Secret);
        (await _stage.App.QueryAsync<string>("SELECT actor FROM audit WHERE action = 'routes' AND tenant_id = @Id", new { _stage.Tenant.Id })).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_typed_but_no_secret_and_adds_nothing()
    {
        var refused = await SubmitAsync(_admin, Page, "route-add", New("uganda", ("countries", "UG XX"), ("classes", "service"), ("classes", "collection")));

        refused.ShouldContain("XX is no ISO 3166-1 country code such as KE.");
        refused.ShouldContain("Secrets that you typed are not kept: type them again.");
        refused.ShouldContain("value=\"UG XX\" maxlength=\"200\" autocomplete=\"off\" aria-invalid=\"true\"");
        refused.ShouldContain("value=\"second-1\"");
        refused.ShouldContain("value=\"service\" checked");
        refused.ShouldContain("value=\"collection\" checked");
        refused.ShouldNotContain("value=\"transactional\" checked");
        refused.ShouldNotContain(Secret);
        (await SubmitAsync(_admin, Page, "route-add", New("uganda", ("share", "half")))).ShouldContain("a share is a number such as 20");
        (await SubmitAsync(_admin, Page, "route-add", New("uganda", ("place", "first")))).ShouldContain("a place is a number such as 1");
        _stage.Second.NextCheck = new AccountCheck.Refused("smsProviderToken", "The key is wrong.");
        (await SubmitAsync(_admin, Page, "route-add", New("uganda"))).ShouldContain("The key is wrong.");
        (await RoutesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_route_and_its_account_are_changed_on_a_page_of_their_own_and_removed_there()
    {
        await SubmitAsync(_admin, Page, "route-add", New("uganda", ("countries", "UG")));
        var own = $"{Page}/uganda";
        (await PageAsync(_admin, own)).ShouldNotContain(Secret);

        (await SubmitAsync(_admin, own, "route-change", ("account", "uganda"), ("countries", "UG KE"), ("prefixes", "+25677"), ("share", "20"), ("sender", "UGA")))
            .ShouldContain("SMS to UG or KE, to numbers that begin with +25677; 20 % of them");
        Asked.Sender.ShouldBe("UGA", "a sender is proved");
        (await SubmitAsync(_admin, own, "route-account", Account(("token", "another-token"), ("sharedKey", "a"), ("noSharedKey", "true")))).ShouldContain("not both");
        (await SubmitAsync(_admin, own, "route-account", Account(("token", "another-token"), ("sharedKey", "reports-secret")))).ShouldContain("sends by uganda, registered");
        (Asked.Token, Asked.SharedKey).ShouldBe(("another-token", "reports-secret"));
        var kept = await SubmitAsync(_admin, own, "route-account", Account(("accountSender", "OTHER")));
        kept.ShouldContain("value=\"OTHER\"");
        (Asked.Token, Asked.SharedKey).ShouldBe(("another-token", "reports-secret"), "an empty field is as it was");

        (await SubmitAsync(_admin, own, "route-remove")).ShouldContain("Nothing was removed: tick that you know what it means.");
        (await SubmitAsync(_admin, own, "route-remove", ("sure", "yes"))).ShouldContain("sends by registered, in that order.");
        (await StatusAsync(_admin, own)).ShouldBe(HttpStatusCode.NotFound);
        (await _stage.App.QueryAsync<long>("SELECT COUNT(*) FROM route_account WHERE tenant_id = @Id", new { _stage.Tenant.Id })).ShouldBe([0]);
    }

    [Fact]
    public async Task Who_only_looks_is_offered_nothing_a_forged_form_does_nothing_and_another_tenants_staff_finds_nothing()
    {
        await _stage.UseAllAsync();
        var other = await _stage.App.NewTenantAsync();
        using var viewer = await _stage.App.SignInAsAsync(OperatorRole.Viewer, TenantScope.Of([_stage.Own.Id]));
        using var stranger = await _stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([other.Id]));

        var (list, one) = (await PageAsync(viewer, Page), await PageAsync(viewer, $"{Page}/by-second"));
        list.ShouldContain("second-1");
        foreach (var offer in new[] { "<button class=\"button\" type=\"submit\" form=", "Add a route", "What holds for all routes", "Save the route", "Switch it off", "Remove the route", "Prove and save" })
        {
            (list + one).ShouldNotContain(offer);
        }

        var token = Token(await PageAsync(viewer, "/console/password"));
        using var forged = await viewer.PostFormAsync(Page, ("_handler", "route-order"), token, ("down", "by-second"));
        using var off = await viewer.PostFormAsync($"{Page}/by-second", ("_handler", "route-off"), token);
        (forged.IsSuccessStatusCode, off.IsSuccessStatusCode).ShouldBe((false, false));
        (await StatusAsync(stranger, Page)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(stranger, $"{Page}/by-second")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(_admin, $"{Page}/nobody")).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(stranger, $"/console/tenants/{other.Id}/routes/by-second")).ShouldBe(HttpStatusCode.NotFound);
        (await RoutesAsync()).ShouldBe(["by-second", "by-third", "by-first"]);
    }

    [Fact]
    public async Task Nothing_goes_by_a_route_that_is_switched_off_until_a_person_switches_it_on()
    {
        await _stage.UseAllAsync();
        (await SubmitAsync(_admin, Page, "route-order", ("off", "by-second"))).ShouldContain("Route by-second is switched off: nothing goes by it until it is taken up again.");
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();
        await _stage.App.Services.GetRequiredService<RouteChecks>().RunAsync(Cancellation);
        _stage.App.Clock.Advance(RouteChecks.Rest + TimeSpan.FromMinutes(1));
        await _stage.App.Services.GetRequiredService<RouteChecks>().RunAsync(Cancellation);
        await SignInAsync(); // the session before has ended

        (await _stage.RoutesOfAsync(id)).ShouldBe(["by-third"]);
        (await PageAsync(_admin, $"/console/messages/{id}")).ShouldContain("by-second: it is switched off");
        (await PageAsync(_admin, "/console")).ShouldNotContain("sends nothing by route by-second");
        (await PageAsync(_admin, Page)).ShouldContain("Switch on");
        (await SubmitAsync(_admin, $"{Page}/by-third", "route-off")).ShouldContain("Route by-third is switched off");
        (await SubmitAsync(_admin, $"{Page}/by-first", "route-off")).ShouldContain("without by-first some SMS would have no way out");
        (await SubmitAsync(_admin, $"{Page}/by-first", "route-remove", ("sure", "yes"))).ShouldContain("every route for all SMS would be one that is switched off");

        (await SubmitAsync(_admin, $"{Page}/by-second", "route-release")).ShouldContain("by-second is taken up again.");
        var next = await _stage.SmsAsync("Another.");
        await _stage.App.DrainAsync();
        (await _stage.RoutesOfAsync(next)).ShouldBe(["by-second"]);
        (await _stage.App.QueryAsync<string>("SELECT after FROM audit WHERE action = 'routes' AND tenant_id = @Id ORDER BY id", new { _stage.Tenant.Id })).Skip(1)
            .ShouldBe(["route by-second switched off", "route by-third switched off", "by-second taken up again"]);
    }

    [Fact]
    public async Task A_tenant_switches_a_route_off_by_its_key()
    {
        await _stage.UseAllAsync();
        using var caller = _stage.Own.CreateCaller();
        using var off = await caller.PostAsync($"/modules/sms/routes/{_stage.Own.Id}/by-second/_off", content: null, Cancellation);
        using var again = await caller.PostAsync($"/modules/sms/routes/{_stage.Own.Id}/by-second/_off", content: null, Cancellation);
        using var none = await caller.PostAsync($"/modules/sms/routes/{_stage.Own.Id}/nobody/_off", content: null, Cancellation);

        (await Json.ReadAsync(off)).GetProperty("routes")[0].GetProperty("hold").Text("reason").ShouldBe(Reasons.RouteOff);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        none.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_went_on_by_another_route_is_told_on_the_page_and_in_the_messages_timeline()
    {
        await _stage.UseAllAsync();
        (await PageAsync(_admin, Page)).ShouldContain("No SMS went on from one route to another in the last 6 hours.");
        _stage.Second.Next(new SendResult.Rejected(FailureClass.Permanent, "400", "no such number"));
        var id = await _stage.SmsAsync();
        await _stage.App.DrainAsync();

        var (list, one, message) = (await PageAsync(_admin, Page), await PageAsync(_admin, $"{Page}/by-second"), await PageAsync(_admin, $"/console/messages/{id}"));
        list.ShouldContain($"href=\"console/messages/{id}\"");
        list.ShouldContain("It was refused. <span class=\"quiet small\"><bdi>no such number</bdi></span>");
        list.ShouldContain("data-name=\"Went on by\">by-third</td>");
        list.ShouldContain("class=\"figures\">1 of 1</td>");
        one.ShouldContain($"href=\"console/messages/{id}\"");
        one.ShouldContain("The route is left, for good for this SMS.");
        message.ShouldContain($"<a href=\"console/tenants/{_stage.Own.Id}/routes/by-second\"><bdi>by-second</bdi></a>");
        message.ShouldContain($"<a href=\"console/tenants/{_stage.Own.Id}/routes/by-third\"><bdi>by-third</bdi></a>");
        message.ShouldContain("goes by the next one");
        message.ShouldContain("The route is left, for good for this SMS.");

        await _stage.PutAsync(new { });
        (await PageAsync(_admin, $"/console/messages/{id}")).ShouldNotContain("/routes/by-second"); // there is no such page any more
    }

    [Fact]
    public async Task An_account_that_does_not_answer_and_a_route_left_by_its_rule_are_told()
    {
        await _stage.UseAllAsync(leaveBelow: 50, leaveLeast: 10);
        for (var sms = 0; sms < 12; sms++)
        {
            var id = await _stage.SmsAsync($"Text {sms}.");
            await _stage.App.DrainAsync();
            await _stage.ReportAsync(id, _stage.Second.Taken[sms].ProviderId, sms < 3 ? MessageStatus.Delivered : MessageStatus.Undelivered, "second");
        }

        await _stage.App.Services.GetRequiredService<RouteJudge>().RunAsync(Cancellation);
        for (var sms = 0; sms < 5; sms++)
        {
            _stage.Third.Next(new SendResult.Retryable(FailureClass.Unreachable, "not-connected", null, "refused"));
            await _stage.SmsAsync($"More {sms}.");
            await _stage.App.DrainAsync();
        }

        var page = await PageAsync(_admin, Page);
        page.ShouldContain("25 % of 12");
        page.ShouldContain("left by its rule");
        page.ShouldContain("It delivered 3 of its latest 12 SMS, 25 %.");
        page.ShouldContain("no answer");
        page.ShouldContain("Take up again");
        (await SubmitAsync(_admin, Page, "route-order", ("release", "by-second"))).ShouldNotContain("left by its rule");
    }

    [Fact]
    public async Task Rules_are_set_and_what_may_send_twice_is_asked_about_first()
    {
        (string, string)[] rules = [("afterNonDelivery", "yes"), ("repeatInDoubt", "yes"), ("leaveBelow", "60"), ("leaveLeast", "100")];

        var asked = await SubmitAsync(_admin, Page, "route-rules", rules);
        asked.ShouldContain("Confirm that you know it.");
        asked.ShouldContain("name=\"confirm\"");
        asked.ShouldContain("name=\"afterNonDelivery\" value=\"yes\" checked");
        (await SubmitAsync(_admin, Page, "route-rules", ("leaveBelow", "most"), ("leaveLeast", "50"))).ShouldContain("a share is a number such as 60");
        (await SubmitAsync(_admin, Page, "route-rules", ("leaveBelow", "60"), ("leaveLeast", "9"))).ShouldContain("from 10 to 10000");
        await SubmitAsync(_admin, Page, "route-rules", [.. rules, ("confirm", "yes")]);

        var shown = await _stage.ShowAsync();
        (shown.GetProperty("afterNonDelivery").GetBoolean(), shown.GetProperty("repeatInDoubt").GetBoolean(), shown.GetProperty("leaveBelow").GetInt32(), shown.GetProperty("leaveLeast").GetInt32())
            .ShouldBe((true, true, 60, 100));
    }

    private async Task SignInAsync()
    {
        _admin?.Dispose();
        _admin = await _stage.App.SignInAsAsync(OperatorRole.TenantAdmin, TenantScope.Of([_stage.Own.Id]));
    }

    /// <summary>What the second provider was asked about last.</summary>
    private SenderAccount Asked => _stage.Second.Checked.Last();

    private async Task<List<string?>> RoutesAsync() => [.. (await _stage.ShowAsync()).GetProperty("routes").EnumerateArray().Select(route => route.Text("name"))];

    /// <summary>The form of a new route to a new account at the second provider.</summary>
    private static (string, string)[] New(string name, params (string, string)[] more) =>
        [("name", name), ("account", ""), ("provider", "second"), ("accountId", "second-1"), ("accountSender", "MFI"), ("token", Secret), .. more];

    private static (string, string)[] Account(params (string Name, string Value)[] more) =>
        [.. new (string Name, string Value)[] { ("provider", "second"), ("accountId", "second-1"), ("accountSender", "MFI") }.Where(field => !more.Any(other => other.Name == field.Name)), .. more];
}
