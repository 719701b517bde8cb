using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Holding;
using SmsBridge.Holding.Consents;
using SmsBridge.Holding.Digests;
using SmsBridge.Holding.Spending;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Holding.Consents;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts.DataTables;

namespace SmsBridge.Tests.Tenants;

/// <summary>A tenant with some of everything that is a tenant's own, each with a mark in it that stands nowhere else.</summary>
/// <param name="MessageId">Of a payment of its.</param>
/// <param name="SheetId">Of a collection sheet of its.</param>
internal sealed record FurnishedTenant(TestTenant Tenant, long MessageId, long SheetId)
{
    public const string Number = "+254712000731";

    private const string Word = "Kakamega";
    private const string Amount = "7731700.25";
    private const string TemplateId = "1107161773177317731";
    private const string Route = "by-night";

    private static readonly string[] Marks = [Word, Amount, TemplateId, Number[1..]];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<FurnishedTenant> SetUpAsync(SmsBridgeApp app)
    {
        var tenant = await app.NewTenantAsync();
        await SetTextsAsync(tenant);
        await SetRulesAsync(tenant);
        using var routed = await CallAsync(tenant, HttpMethod.Put, $"/modules/sms/routes/{tenant.Id}", $$"""{"routes":[{"name":"{{Route}}","account":"registered","events":["CLIENT_CREATE"]},{"name":"rest","account":"registered"}]}""");
        routed.StatusCode.ShouldBe(HttpStatusCode.OK);
        tenant.Books.AddClient(TestTenant.Client, $"{Word} Wanjiru", "0712 345 678");
        var messageId = await tenant.RepayAsync();
        var sheet = new StandInSheet { Repayments = [new StandInSheetLine(TestTenant.Loan, 250m)] };
        using var saved = await tenant.Hooks().PostAsync(sheet.BookIn(tenant.Books), Cancellation);
        await app.DrainAsync();
        Done(await app.Services.GetRequiredService<ImportPauseVerbs>().StartAsync(Caller.CommandLine, tenant.Id, new ImportPauseRequest(null, null, $"{Word} import")));
        return new FurnishedTenant(tenant, messageId, (await HookReply.ReadAsync(saved)).EventId);
    }

    /// <summary>What of it stands in an answer.</summary>
    public static List<string> MarksIn(string answer) => [.. Marks.Where(mark => answer.Contains(mark, StringComparison.Ordinal))];

    /// <summary>The same, and how it is called.</summary>
    public List<string> In(string answer) =>
        Regex.IsMatch(answer, $@"\b{Tenant.Id}\b", RegexOptions.None, TimeSpan.FromSeconds(5)) ? [.. MarksIn(answer), Tenant.Id] : MarksIn(answer);

    /// <summary>A route's addresses with another tenant in the place of this one, and all else as this one's things are called.</summary>
    public IEnumerable<string> Addresses(string pattern, string tenant)
    {
        foreach (var (kind, language) in new[] { ("LOAN_DISBURSE", "sw"), ("SAVINGSACCOUNT_HOLDAMOUNT", "en") })
        {
            yield return pattern.Replace("{tenantId}", tenant, StringComparison.Ordinal).Replace("{tenant}", tenant, StringComparison.Ordinal).Replace("{Identifier}", tenant, StringComparison.Ordinal)
                .Replace("{event}", kind, StringComparison.Ordinal).Replace("{Event}", kind, StringComparison.Ordinal)
                .Replace("{language}", language, StringComparison.Ordinal).Replace("{Language}", language, StringComparison.Ordinal)
                .Replace("{name}", pattern.Contains("_tables", StringComparison.Ordinal) ? "kyc" : Route, StringComparison.Ordinal).Replace("{Name}", Route, StringComparison.Ordinal)
                .Replace("{eventId:long}", Digits(kind == "LOAN_DISBURSE" ? MessageId : SheetId), StringComparison.Ordinal)
                .Replace("{id:long}", Digits(MessageId), StringComparison.Ordinal).Replace("{Id:long}", Digits(MessageId), StringComparison.Ordinal)
                .Replace("{client:long}", Digits(TestTenant.Client), StringComparison.Ordinal).Replace("{kind}", "api", StringComparison.Ordinal)
                .Replace("{run:guid}", $"{Guid.Empty}", StringComparison.Ordinal).Replace("{id:guid}", $"{Guid.Empty}", StringComparison.Ordinal).Replace("{Id:guid}", $"{Guid.Empty}", StringComparison.Ordinal);
            if (!pattern.Contains("{event", StringComparison.OrdinalIgnoreCase))
            {
                yield break;
            }
        }
    }

    /// <summary>All that the store has of it, table by table.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RowsAsync()
    {
        var app = Tenant.App;
        var id = (await app.QueryAsync<long>("SELECT id FROM tenant WHERE identifier = @Id", new { Tenant.Id })).ShouldHaveSingleItem();
        var tables = await app.QueryAsync<string>(TestDatabase.IsPostgres
            ? "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id' AND table_schema = current_schema()"
            : "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' AND c.name = 'tenant_id'");
        tables.Count.ShouldBeGreaterThan(20);
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables.Append("tenant"))
        {
            var found = await app.QueryAsync<object>($"SELECT * FROM \"{table}\" WHERE {(table == "tenant" ? "id" : "tenant_id")} = @id", new { id });
            rows[table] = string.Join('\n', found.Select(static row => string.Join(", ", ((IDictionary<string, object?>)row).Select(static cell => $"{cell.Key}={cell.Value}"))).Order(StringComparer.Ordinal));
        }

        return rows;
    }

    /// <summary>Routes of the running application, with their methods; pages are found otherwise.</summary>
    public static IEnumerable<(string Method, string Pattern)> Routes(SmsBridgeApp app) =>
        from endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
        select (method, $"/{endpoint.RoutePattern.RawText!.Trim('/')}");

    public static async Task<HttpResponseMessage> CallAsync(TestTenant tenant, HttpMethod method, string url, string body)
    {
        using var caller = tenant.CreateCaller();
        using var request = new HttpRequestMessage(method, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await caller.SendAsync(request, Cancellation);
    }

    private static async Task SetTextsAsync(TestTenant tenant)
    {
        tenant.AddKyc(11L, $"{Word} town");
        await tenant.SetKycAsync();
        var texts = tenant.Texts();
        await texts.PutAsync("", new { language = "sw" });
        await texts.PutAsync("/_language", new
        {
            variable = "kyc.mothertongue", values = new Dictionary<string, string>(StringComparer.Ordinal) { ["Kiswahili"] = "sw" }, offices = new Dictionary<string, string>(StringComparer.Ordinal) { [Word] = "sw" },
        });
        await texts.PutAsync("/LOAN_DISBURSE", new { enabled = true, amountFrom = 7_731_700.25m, groupRole = $"{Word} leader" });
        await texts.PutAsync("/LOAN_DISBURSE/sw", new { text = $"{Word}: {{{{name}}}}.", registeredTemplate = new { id = TemplateId, entityId = TemplateId, pattern = $"{Word}: {{#var#}}." } });
        await texts.PostAsync("/LOAN_DISBURSE/sw/_publish", new { note = $"{Word} note" });
        await texts.PutAsync("/LOAN_DISBURSE/sw", new { text = $"{Word} draft: {{{{name}}}} {{{{kyc.village}}}}", registeredTemplate = new { } });
        await texts.PutAsync("/SAVINGSACCOUNT_HOLDAMOUNT", new { enabled = false, @class = "service" });
        await texts.PutAsync("/SAVINGSACCOUNT_HOLDAMOUNT/en", new { text = $"{Word} holds {{{{request.transactionAmount}}}}, {{{{name}}}}." });
        await texts.PostAsync("/SAVINGSACCOUNT_HOLDAMOUNT/en/_publish");
        await texts.PutAsync("/SAVINGSACCOUNT_HOLDAMOUNT", new { enabled = true });
    }

    private static async Task SetRulesAsync(TestTenant tenant)
    {
        var (services, id) = (tenant.App.Services, tenant.Id);
        var consents = services.GetRequiredService<ConsentVerbs>();
        Done(await consents.RuleAsync(Caller.CommandLine, id, ConsentStage.Rule("promotional", "optIn")));
        Done(await consents.RecordAsync(Caller.CommandLine, id, new ConsentRequest(Number, "promotional", Given: true, $"{Word} form")));
        var digests = services.GetRequiredService<DigestVerbs>();
        Done(await digests.SetAsync(Caller.CommandLine, id, new DigestRequest(true, "18:07", "Africa/Nairobi"), Cancellation));
        Done(await digests.WriteAsync(Caller.CommandLine, id, "sw", $"{Word} {{{{total}}}}", Cancellation));
        Done(await services.GetRequiredService<SpendVerbs>().CapAsync(Caller.CommandLine, id, new SpendCapRequest(true, Amount, "USD"), Cancellation));
        Done(await services.GetRequiredService<SurgeVerbs>().RuleAsync(Caller.CommandLine, id, new SurgeRuleRequest(true, 1_000, 3)));
    }

    private static void Done(Outcome outcome) => outcome.ShouldBeAssignableTo<Outcome.Done>();

    private static string Digits(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
