using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Console.Pages.BulkResend;
using SmsBridge.Operators;
using SmsBridge.Tests.Privacy;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Console;

/// <summary>A bulk resend from its plan to its end.</summary>
public class BulkRunTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bulk_resend_is_planned_and_sends_what_was_planned_or_nothing()
    {
        var (tenant, eventId) = await FailedAsync();
        using var client = await app.SignInAsAsync(OperatorRole.Support, TenantScope.Of([tenant.Id]));
        var filter = "?status=failed&when=all";

        var plan = await PostAsync(client, "/api/resends/plan", new { filter }, HttpStatusCode.OK);
        await PostAsync(client, "/api/resends", new { filter, confirm = "resend 1", digest = "another" }, HttpStatusCode.Conflict);
        await PostAsync(client, "/api/resends", new { filter, confirm = "yes", digest = plan.Text("digest") }, HttpStatusCode.Conflict);
        var run = await PostAsync(client, "/api/resends", new { filter, confirm = plan.Text("confirmation"), digest = plan.Text("digest"), reason = "carrier was down" }, HttpStatusCode.Accepted);

        plan.GetProperty("count").GetInt32().ShouldBe(1);
        var url = $"/api/resends/{run.Text("id")}";
        (await EndedAsync(client, url)).GetProperty("done").GetInt32().ShouldBe(1);
        (await app.QueryAsync<string>("SELECT reason FROM audit WHERE action = 'resend' AND subject = @subject", new { subject = string.Create(CultureInfo.InvariantCulture, $"message {eventId}") }))
            .ShouldBe(["carrier was down"]);
        using var other = await app.SignInAsAsync(OperatorRole.Admin);
        (await other.GetAsync(url, Token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_bulk_resend_does_not_outlive_the_rights_of_who_began_it()
    {
        var (tenant, eventId) = await FailedAsync();
        var name = await app.AddOperatorAsync(OperatorRole.Support, TenantScope.Of([tenant.Id]));
        var operators = app.Services.GetRequiredService<OperatorStore>();
        var who = (await operators.FindAsync(name, Token)).ShouldNotBeNull();
        await operators.SetDisabledAsync(Actor.CommandLine, name, disabled: true);
        var runs = app.Services.GetRequiredService<BulkResends>();

        var run = runs.Start(new Actor(who.Id, who.Name, null), new ResendPlan([(await app.TenantIdAsync(tenant), eventId)], new Dictionary<string, int>(StringComparer.Ordinal), 0, 0, IsCut: false), reason: null).ShouldNotBeNull();

        await Eventually.BecomesAsync(() => Task.FromResult(run.HasEnded), ended => ended, "an end");
        (run.Done, run.IsStopAsked).ShouldBe((0, true));
        (await app.QueryAsync<int>("SELECT status FROM message WHERE event_id = @eventId", new { eventId })).ShouldBe([6]);
    }

    private async Task<(TestTenant Tenant, long EventId)> FailedAsync()
    {
        var tenant = await app.NewTenantAsync();
        var eventId = await tenant.RepayAsync();
        await app.DrainAsync();
        await app.MeddleAsync("UPDATE message SET status = 6, reason = 'delivery_failed' WHERE event_id = @eventId", new { eventId });
        return (tenant, eventId);
    }

    private static Task<JsonElement> EndedAsync(HttpClient client, string url) => Eventually.BecomesAsync(
        async () =>
        {
            using var answer = await client.GetAsync(url, Token);
            return await Json.ReadAsync(answer);
        },
        it => it.GetProperty("hasEnded").GetBoolean(), "an end");

    private static async Task<JsonElement> PostAsync(HttpClient client, string url, object body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsJsonAsync(url, body, Token);
        answer.StatusCode.ShouldBe(expected, await answer.Content.ReadAsStringAsync(Token));
        return await Json.ReadAsync(answer);
    }
}
