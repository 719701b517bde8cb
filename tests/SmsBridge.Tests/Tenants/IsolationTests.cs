using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Tenants;

/// <summary>
/// Every route with every key that does not open it. The routes are those of the running application: a new one with <c>{tenantId}</c> is
/// tried without being named here, any other must be named below with its reason.
/// </summary>
public sealed class IsolationTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    /// <summary>Routes that no tenant's key opens, and why.</summary>
    private static readonly Dictionary<string, string> OpenRoutes = new(StringComparer.Ordinal)
    {
        ["GET /"] = "ping",
        ["GET /modules/sms"] = "ping",
        ["GET /modules/sms/k/{webhookToken}"] = "ping",
        ["HEAD /"] = "ping",
        ["HEAD /modules/sms"] = "ping",
        ["HEAD /modules/sms/k/{webhookToken}"] = "ping",
        ["POST /modules/sms/configuration"] = "registration proves itself",
        ["POST /configuration"] = "registration proves itself",
        ["POST /twilio/status/{messageId:long}"] = "signed with the account's token",
        ["POST /twilio/inbound/{tenantId}"] = "signed with the account's token",
        ["POST /providers/{provider}/{tenant}/{token}"] = "the address is sealed for one provider and one tenant",
        ["GET /providers/{provider}/{tenant}/{token}"] = "the address is sealed for one provider and one tenant",
        ["GET /smsbridges"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /sms"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /sms/report"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /sms%2Freport"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["GET /{endPoint}/smsbridges"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /{endPoint}/sms"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /{endPoint}/sms/report"] = "closed to all but the tenant's app key: GatewayAccessTests",
        ["POST /{endPoint}/sms%2Freport"] = "closed to all but the tenant's app key: GatewayAccessTests",
    };

    /// <summary>Not the tenants' own: what keeps strangers out there, and other operators' and partners' matters apart, is tested beside them.</summary>
    private static readonly string[] OtherPeoples = [" /console", " /_framework/", " /api/", " /openapi/", " /webhook/", " /webhooks/"];

    /// <summary>Hooks: the tenant is in a header.</summary>
    private static readonly string[] HookRoutes = ["POST /", "POST /modules/sms", "POST /modules/sms/k/{webhookToken}"];

    private static readonly string[] Keys = ["foreign", "previous after its grace", "of a deleted tenant", "webhook token", "none", "nobody's", "empty", "the prefix", "two at once"];

    [Fact]
    public async Task Every_route_of_the_application_is_open_for_a_reason_or_closed_to_all_other_keys()
    {
        var routes = Routes().ToList();
        var (victim, keys) = await CastAsync();

        foreach (var route in routes.Where(route => !OpenRoutes.ContainsKey(route) && !Array.Exists(OtherPeoples, part => route.Contains(part, StringComparison.Ordinal))))
        {
            (route.Contains("{tenantId}", StringComparison.Ordinal) || HookRoutes.Contains(route, StringComparer.Ordinal)).ShouldBeTrue(
                $"{route} takes no tenant's key: name it in {nameof(OpenRoutes)} with its reason.");
            foreach (var (what, presented) in keys)
            {
                // Of hooks by URL the token is the right key, and the API key a wrong one.
                var key = what == "webhook token" && route.Contains("{webhookToken}", StringComparison.Ordinal) ? victim.Key : presented;
                var answer = await CallAsync(route, victim.Name, key);
                var same = await CallAsync(route, "nobody-of-that-name", key);

                answer.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{route} with the key: {what}");
                same.Status.ShouldBe(answer.Status, $"{route}, no such tenant, with the key: {what}");
                WithoutTrace(same.Body).ShouldBe(WithoutTrace(answer.Body), $"{route}: existence must not leak");
                answer.Body.ShouldNotContain("Jane", Case.Sensitive);
                app.Clock.Advance(TimeSpan.FromMinutes(1)); // twenty wrong keys a minute are another story
            }
        }

        routes.Count(route => route.Contains("{tenantId}", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(10);
        HookRoutes.Except(routes, StringComparer.Ordinal).ShouldBeEmpty();
        OpenRoutes.Keys.Except(routes, StringComparer.Ordinal).ShouldBeEmpty();
        await StillWholeAsync(victim);
    }

    [Fact]
    public async Task The_right_key_opens_every_route_that_is_closed_to_the_others()
    {
        foreach (var route in Routes().Where(route => route.Contains("{tenantId}", StringComparison.Ordinal) && !OpenRoutes.ContainsKey(route)))
        {
            var life = await Life.BornAsync(app);

            (await CallAsync(route, life.Name, life.Key)).Status.ShouldNotBe(HttpStatusCode.Unauthorized, route);
        }
    }

    [Fact]
    public async Task No_event_crosses_from_one_log_to_another()
    {
        var (mine, theirs) = (await Life.BornAsync(app), await Life.BornAsync(app));
        var theirEvent = await theirs.RepayAsync(4_321m);
        await app.DrainAsync();
        var before = app.Gateway.Sent.Count;

        var list = await mine.CallAsync(HttpMethod.Get, $"/modules/sms/events/{mine.Name}", mine.Key);
        var one = await mine.CallAsync(HttpMethod.Get, $"/modules/sms/events/{mine.Name}/{theirEvent}", mine.Key);
        var absent = await mine.CallAsync(HttpMethod.Get, $"/modules/sms/events/{mine.Name}/{theirEvent + 1_000_000}", mine.Key);
        var resent = await mine.CallAsync(HttpMethod.Post, $"/modules/sms/events/{mine.Name}/_resend", mine.Key, $$"""{"eventIds":[{{theirEvent}}]}""");
        await app.DrainAsync();

        list.Json.GetProperty("events").GetArrayLength().ShouldBe(0);
        one.Status.ShouldBe(HttpStatusCode.NotFound);
        WithoutTrace(one.Body).ShouldBe(WithoutTrace(absent.Body).Replace($"{theirEvent + 1_000_000}", $"{theirEvent}", StringComparison.Ordinal));
        resent.Json.GetProperty("requeued").GetArrayLength().ShouldBe(0);
        resent.Body.ShouldNotContain("4,321");
        app.Gateway.Sent.Count.ShouldBe(before);
    }

    [Fact]
    public async Task The_same_ids_in_two_cores_are_two_events_and_each_sms_leaves_from_its_own_sender()
    {
        var (one, two) = (await Life.BornAsync(app), await Life.BornAsync(app));
        (await two.PatchAsync("""{"phoneNo":"+15005550008"}""")).Status.ShouldBe(HttpStatusCode.OK);
        two.Books.AddClient(Life.Client, "John Otieno", "0722 000 111");
        var before = app.Gateway.Sent.Count;

        await one.RepayAsync(10m);
        await two.RepayAsync(20m);
        await app.DrainAsync();

        var sent = app.Gateway.Sent.Skip(before).OrderBy(sms => sms.MessageId).ToList();
        sent.Select(sms => (sms.Account.Sender, sms.To.Value)).ShouldBe([(Some.Sender, Some.Mobile), ("+15005550008", "+254722000111")]);
        sent[0].Body.ShouldContain("Jane Wanjiru");
        sent[1].Body.ShouldContain("John Otieno");
    }

    private IEnumerable<string> Routes() =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]
        select $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}";

    /// <summary>A victim with a past, and all the keys that should not open its doors.</summary>
    private async Task<(Life Victim, List<(string What, string? Key)> Keys)> CastAsync()
    {
        var (victim, stranger, gone) = (await Life.BornAsync(app), await Life.BornAsync(app), await Life.BornAsync(app));
        await victim.RepayAsync();
        await app.DrainAsync();
        var expired = await victim.RotateAsync();
        var token = await victim.NewWebhookTokenAsync();
        app.Clock.Advance(TimeSpan.FromHours(24));
        (await gone.DeleteAsync()).Status.ShouldBe(HttpStatusCode.NoContent);
        string?[] values =
            [stranger.Key, expired, gone.Key, token, null, new string('A', 43), "", victim.Key[..6], $"{victim.Key},{stranger.Key}"];
        return (victim, [.. Keys.Zip(values)]);
    }

    private async Task<Answer> CallAsync(string route, string tenant, string? key)
    {
        var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
        var isWeb = pattern.Contains("{webhookToken}", StringComparison.Ordinal);
        var url = pattern.Replace("{tenantId}", tenant, StringComparison.Ordinal)
            .Replace("{webhookToken}", isWeb ? WebKey(key) : "", StringComparison.Ordinal)
            .Replace("{eventId:long}", "1", StringComparison.Ordinal)
            .Replace("{event}", "LOAN_REPAYMENT", StringComparison.Ordinal)
            .Replace("{language}", "en", StringComparison.Ordinal)
            .Replace("{name}", "backup", StringComparison.Ordinal);
        url.ShouldNotContain("{", customMessage: "Give the new route parameter a value here.");
        using var request = new HttpRequestMessage(new HttpMethod(method == "*" ? "GET" : method), url) { Content = new ByteArrayContent("{}"u8.ToArray()) };
        if (key is not null && !isWeb)
        {
            request.Headers.TryAddWithoutValidation("X-Fineract-API-Key", key);
        }

        request.Headers.Add("Fineract-Platform-TenantId", tenant);
        request.Headers.Add("X-Fineract-Entity", "CENTER");
        request.Headers.Add("X-Fineract-Action", "ACTIVATE");
        using var client = app.CreateClient();
        return await Answer.ReadAsync(await client.SendAsync(request, TestContext.Current.CancellationToken));
    }

    /// <summary>Of a URL it can not be absent.</summary>
    private static string WebKey(string? key) => string.IsNullOrEmpty(key) ? "-" : Uri.EscapeDataString(key);

    private static string WithoutTrace(string body)
    {
        var start = body.IndexOf("\"traceId\"", StringComparison.Ordinal);
        return start < 0 ? body : body[..start]; // it comes last
    }

    private static async Task StillWholeAsync(Life victim)
    {
        var shown = await victim.GetAsync();
        shown.Status.ShouldBe(HttpStatusCode.OK);
        shown.Text("state").ShouldBe("active");
        shown.Json.GetProperty("keys").EnumerateArray().Count(key => key.GetProperty("kind").GetString() == "apiKey").ShouldBe(1);
    }
}
