using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Console.Parts;
using SmsBridge.Holding.Consents;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Simulator.Core;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;
using SmsBridge.Tests.Holding.Consents;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Rehearsal;

/// <summary>The last day's events through a draft: what would have gone, and that nothing does.</summary>
public class RehearsalTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const string Url = "/SAVINGSACCOUNT_DEPOSIT/en";

    private static readonly DateOnly Day = new(2026, 11, 21);

    [Fact]
    public async Task What_nobody_was_told_of_is_rehearsed_with_the_cores_own_particulars()
    {
        var tenant = await TenantAsync();
        await DepositAsync(tenant, 901, 1_500m);
        await DepositAsync(tenant, 902, 20m);
        await HookAsync(tenant, 903); // the core does not know it, any more
        app.Clock.Advance(TimeSpan.FromHours(1));
        var before = app.Gateway.Sent.Count;

        var (status, view) = await SendAsync(tenant, Url, new { text = "Dear {{name}}, {{amount}} came in, {{account}}. Balance {{balance}}." });

        status.ShouldBe(HttpStatusCode.OK, view.ToString());
        (view.GetProperty("found").GetInt32(), view.GetProperty("tried").GetInt32(), view.GetProperty("wouldBeSent").GetInt32()).ShouldBe((3, 3, 2));
        (view.GetProperty("parts").GetInt32(), view.GetProperty("readDifferently").GetInt32()).ShouldBe((2, 2));
        (view.GetProperty("enabled").GetBoolean(), view.GetProperty("partsNow").GetInt32()).ShouldBe((false, 0));
        view.GetProperty("notTold").EnumerateArray().ShouldHaveSingleItem().Text("reason").ShouldBe(Reasons.NotFoundInCore);
        view.GetProperty("examples").EnumerateArray().Select(example => example.Text("body")).ShouldBe(
            ["Dear J••• W•••, KES 20.00 came in, •••055. Balance KES 4,250.00.", "Dear J••• W•••, KES 1,500.00 came in, •••055. Balance KES 4,250.00."]);
        app.Gateway.Sent.Count.ShouldBe(before);
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id)", new { tenant.Id })).ShouldBe([0]);
    }

    /// <summary>What was off came in with the ids as the core named them: of a loan that was approved the resource is the loan.</summary>
    [Fact]
    public async Task Ids_are_read_as_if_it_had_been_on()
    {
        var tenant = await TenantAsync();
        using var answer = await tenant.Hooks().PostAsync(new HookEvent("LOAN", "APPROVE") { ResourceId = TestTenant.Loan }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();

        var (_, view) = await SendAsync(tenant, "/LOAN_APPROVE/en", new { text = "Approved: {{account}}." });

        view.GetProperty("found").GetInt32().ShouldBe(1);
        var reasons = view.GetProperty("notTold").EnumerateArray().Select(reason => reason.Text("reason")).ToList();
        reasons.ShouldAllBe(reason => reason == Reasons.NotSoInCore); // found, whatever its status
        (view.GetProperty("wouldBeSent").GetInt32() + reasons.Count).ShouldBe(1);
    }

    [Fact]
    public async Task A_draft_is_held_against_what_is_sent_and_rules_hold()
    {
        var tenant = await TenantAsync();
        await tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true, amountFrom = 100 });
        await tenant.Texts().PutAsync(Url, new { text = "In: {{amount}}." });
        await tenant.Texts().PostAsync($"{Url}/_publish");
        await tenant.Texts().PutAsync(Url, new { text = $"In: {{{{amount}}}}. {new string('x', 150)}" });
        await DepositAsync(tenant, 901, 1_500m);
        await DepositAsync(tenant, 902, 20m);
        await app.DrainAsync();

        var (_, view) = await SendAsync(tenant, Url, null);

        (view.GetProperty("wouldBeSent").GetInt32(), view.GetProperty("parts").GetInt32(), view.GetProperty("partsNow").GetInt32()).ShouldBe((1, 2, 1));
        view.GetProperty("notTold")[0].Text("reason").ShouldBe(Reasons.HeldByRule);
    }

    [Fact]
    public async Task Who_is_told_now_and_would_not_be_is_counted()
    {
        var tenant = await TenantAsync();
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678"));
        await tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        await DepositAsync(tenant, 901, 1_500m);
        await app.DrainAsync();

        var (_, view) = await SendAsync(tenant, Url, new { text = "Dear {{firstname}}, {{amount}} came in." });

        (view.GetProperty("wouldBeSent").GetInt32(), view.GetProperty("noLonger").GetInt32(), view.GetProperty("partsNow").GetInt32(), view.GetProperty("readDifferently").GetInt32()).ShouldBe((0, 1, 1, 1));
        view.GetProperty("notTold")[0].Text("reason").ShouldBe(Reasons.MissingValue);
    }

    /// <summary>Real clients: what they have said holds for what would be sent, and for what is sent now.</summary>
    [Fact]
    public async Task Who_has_not_agreed_would_not_be_told_and_is_not_now()
    {
        const string Other = "+254712345679";
        var tenant = await TenantAsync();
        tenant.Books.AddClient(new StandInClient(8, "Peter Otieno", "0712 345 679"));
        tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 56, 8) { Balance = 10m });
        await tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true });
        var consents = app.Services.GetRequiredService<ConsentVerbs>();
        await consents.RuleAsync(Caller.CommandLine, tenant.Id, ConsentStage.Rule("transactional", "optIn"));
        await consents.RecordAsync(Caller.CommandLine, tenant.Id, new ConsentRequest(Other, "transactional", Given: true, "form 12"));
        await DepositAsync(tenant, 901, 1_500m);
        await DepositAsync(tenant, 902, 20m, account: 56, client: 8);

        var (_, view) = await SendAsync(tenant, Url, new { text = "{{amount}} came in." });
        await app.DrainAsync();

        (view.GetProperty("tried").GetInt32(), view.GetProperty("wouldBeSent").GetInt32(), view.GetProperty("partsNow").GetInt32(), view.GetProperty("readDifferently").GetInt32()).ShouldBe((2, 1, 1, 1));
        var notTold = view.GetProperty("notTold").EnumerateArray().ShouldHaveSingleItem();
        notTold.Text("reason").ShouldBe(Reasons.NoConsent);
        notTold.Text("detail").ShouldBe("Rule consent: texts of the class transactional go only to who agreed to them (optIn), and no consent of this number holds.");
        (await app.QueryAsync<string?>(
            "SELECT reason FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id) ORDER BY event_id", new { tenant.Id })).ShouldBe([Reasons.NoConsent, null], "as it was said");
        await consents.RecordAsync(Caller.CommandLine, tenant.Id, new ConsentRequest(Some.Mobile, "transactional", Given: true, "form 13"));
        (await SendAsync(tenant, Url, null)).View.GetProperty("wouldBeSent").GetInt32().ShouldBe(2);
    }

    /// <summary>It may do with texts what it likes, and still not find out what a client has said.</summary>
    [Fact]
    public async Task A_programs_key_is_told_nothing_of_consent()
    {
        var tenant = await TenantAsync();
        await app.Services.GetRequiredService<ConsentVerbs>().RuleAsync(Caller.CommandLine, tenant.Id, ConsentStage.Rule("transactional", "optIn"));
        await DepositAsync(tenant, 901, 1_500m);
        var key = (await app.Services.GetRequiredService<ProgramKeyVerbs>().AddAsync(Caller.CommandLine, tenant.Id, new ProgramKeyRequest("words", ["texts"], ExpiresAt: null))).ShouldBeAssignableTo<Outcome.Secret>()!.Value;

        (await SendAsync(tenant with { ApiKey = key }, Url, null)).View.GetProperty("wouldBeSent").GetInt32().ShouldBe(1);
        (await SendAsync(tenant, Url, null)).View.GetProperty("wouldBeSent").GetInt32().ShouldBe(0);
    }

    /// <summary>Nobody has proved it: what clients told the registrations before it is not its to find out.</summary>
    [Fact]
    public async Task A_tenant_on_trust_is_told_nothing_of_consent()
    {
        var tenant = await TenantAsync();
        await app.Services.GetRequiredService<ConsentVerbs>().RuleAsync(Caller.CommandLine, tenant.Id, ConsentStage.Rule("transactional", "optIn"));
        await DepositAsync(tenant, 901, 1_500m);
        (await SendAsync(tenant, Url, null)).View.GetProperty("wouldBeSent").GetInt32().ShouldBe(0);
        await app.MeddleAsync("UPDATE tenant SET trusted_until = @Until WHERE identifier = @Id", new { tenant.Id, Until = app.Clock.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() });
        await app.Services.GetRequiredService<TenantDirectory>().ReloadAsync(TestContext.Current.CancellationToken);

        (await SendAsync(tenant, Url, null)).View.GetProperty("wouldBeSent").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_older_than_a_day_is_left_out_and_the_newest_come_first()
    {
        var tenant = await TenantAsync();
        await DepositAsync(tenant, 901, 1m);
        app.Clock.Advance(TimeSpan.FromHours(25));
        await DepositAsync(tenant, 902, 2m);
        await DepositAsync(tenant, 903, 3m);
        app.Clock.Advance(TimeSpan.FromHours(1));

        var (_, view) = await SendAsync(tenant, Url, new { text = "{{amount}} in", limit = 1 });

        (view.GetProperty("found").GetInt32(), view.GetProperty("tried").GetInt32()).ShouldBe((2, 1));
        view.GetProperty("examples")[0].Text("body").ShouldBe("KES 3.00 in");
    }

    [Theory]
    [InlineData(Url, """{"limit":0}""", HttpStatusCode.BadRequest, "limit", "from 1 to 200")]
    [InlineData(Url, """{"limit":201}""", HttpStatusCode.BadRequest, "limit", "from 1 to 200")]
    [InlineData(Url, """{"text":"Hi {{nmae}}"}""", HttpStatusCode.UnprocessableEntity, "text", "Unknown variable {{nmae}}")]
    [InlineData(Url, """{"texts":"Hi"}""", HttpStatusCode.BadRequest, "texts", "")]
    [InlineData("/SAVINGSACCOUNT_DEPOSIT/English", "{}", HttpStatusCode.BadRequest, "language", "sw or pt-BR")]
    [InlineData("/SAVINGSACCOUNT_DEPOSITS/en", "{}", HttpStatusCode.NotFound, null, "There is no event")]
    public async Task What_can_not_be_rehearsed_is_refused_in_words(string path, string body, HttpStatusCode expected, string? field, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, answer) = await tenant.Texts().SendAsync(HttpMethod.Post, $"{path}/_rehearse", body);

        status.ShouldBe(expected);
        answer.Text("field").ShouldBe(field);
        answer.Text("detail").ShouldNotBeNull().ShouldContain(words);
    }

    [Fact]
    public async Task Nobody_rehearses_with_anothers_events()
    {
        var (ours, theirs) = (await TenantAsync(), await TenantAsync());
        await DepositAsync(theirs, 901, 1_500m);

        (await (ours with { Id = theirs.Id }).Texts().SendAsync(HttpMethod.Post, $"{Url}/_rehearse", "{}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(ours, Url, null)).View.GetProperty("found").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData("Thank you, we got it.", "Thank you, we got it.", "Same:Thank you, we got it.")]
    [InlineData("Dear {{name}}, paid.", "Dear {{firstname}}, paid in full.", "Same:Dear|Gone:{{name}}, paid.|New:{{firstname}}, paid in full.")]
    [InlineData("one two three", "one three", "Same:one|Gone:two|Same:three")]
    [InlineData("", "new words", "New:new words")]
    public void The_difference_of_two_texts_is_said_in_words(string before, string after, string pieces) =>
        string.Join('|', WordDifference.Of(before, after).Select(piece => $"{piece.Kind}:{piece.Text}")).ShouldBe(pieces);

    private async Task<TestTenant> TenantAsync()
    {
        var tenant = await app.NewTenantAsync();
        tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678") { Firstname = "Jane" });
        tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, TestTenant.Client) { Balance = 4_250m });
        return tenant;
    }

    private static async Task DepositAsync(TestTenant tenant, long transaction, decimal amount, long account = 55, long client = TestTenant.Client)
    {
        tenant.Books.Accounts.Add(new StandInSavingsTransaction(transaction, account, amount, Day));
        await HookAsync(tenant, transaction, account, client);
    }

    private static async Task HookAsync(TestTenant tenant, long transaction, long account = 55, long client = TestTenant.Client)
    {
        using var answer = await tenant.Hooks().PostAsync(
            new HookEvent("SAVINGSACCOUNT", "DEPOSIT") { ClientId = client, SavingsId = account, ResourceId = transaction }, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<(HttpStatusCode Status, JsonElement View)> SendAsync(TestTenant tenant, string path, object? body) =>
        await tenant.Texts().SendAsync(HttpMethod.Post, $"{path}/_rehearse", body is null ? null : JsonSerializer.Serialize(body));
}
