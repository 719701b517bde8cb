using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.TenantTexts;
using SmsBridge.Tests.Support;
using SmsBridge.Tests.TenantTexts.OwnEvents;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>The rules products, offices and clientTypes: of which an event is told alone.</summary>
public sealed class ConditionTests : IAsyncLifetime
{
    private const int Mombasa = 2;
    private const long Group = 3;
    private const long Grace = 8;
    private const long GroupLoan = 32;

    private static readonly DateOnly Day = new(2026, 11, 21);

    private readonly SmsBridgeApp _app = new();
    private TestTenant _tenant = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _app.InitializeAsync();
        _tenant = await _app.NewTenantAsync();
        _tenant.Books.AddOffice(Mombasa, "Mombasa");
        _tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678") { OfficeId = Mombasa, Type = (15, "Trader") });
        _tenant.Books.AddLoan(new StandInLoan(TestTenant.Loan, TestTenant.Client, 10_000m) { ProductId = 4, ProductName = "School Fees" });
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("products", "school fees ")]
    [InlineData("products", "4")]
    [InlineData("offices", "Mombasa")]
    [InlineData("offices", "2")]
    [InlineData("clientTypes", "TRADER")]
    [InlineData("clientTypes", "15")]
    public async Task It_is_told_of_what_is_named_by_its_name_or_its_id(string rule, string named)
    {
        await SetAsync("LOAN_REPAYMENT", (rule, ["Another", named]));

        await _tenant.RepayAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("products", "Rule products: the product is School Fees (id 4).")]
    [InlineData("offices", "Rule offices: the client's office is Mombasa (id 2).")]
    [InlineData("clientTypes", "Rule clientTypes: the client is of the type Trader (id 15).")]
    public async Task What_is_not_named_is_held_and_its_record_names_the_rule(string rule, string why)
    {
        await SetAsync("LOAN_REPAYMENT", (rule, ["Another", "1"]));

        (await RepayAsync()).ShouldBe((MessageStatus.DeadLettered, Reasons.HeldByRule, why));
        _app.Gateway.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_of_several_rules_have_to_hold()
    {
        await SetAsync("LOAN_REPAYMENT", ("products", ["4"]), ("offices", ["Mombasa"]), ("clientTypes", ["Farmer"]));

        (await RepayAsync()).Detail.ShouldBe("Rule clientTypes: the client is of the type Trader (id 15).");
    }

    [Fact]
    public async Task A_client_without_a_type_is_told_nothing_where_types_are_named()
    {
        _tenant.Books.AddClient(new StandInClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678"));
        await SetAsync("LOAN_REPAYMENT", ("clientTypes", ["Trader"]));

        (await RepayAsync()).Detail.ShouldBe("Rule clientTypes: the client has no type in the core.");
    }

    [Fact]
    public async Task It_asks_the_core_nothing_more()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        var before = _app.Core.Requests.Count;
        await SetAsync("LOAN_REPAYMENT", ("products", ["4"]), ("offices", ["2"]), ("clientTypes", ["15"]));

        await _tenant.RepayAsync();
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(2);
        (_app.Core.Requests.Count - before).ShouldBeLessThanOrEqualTo(before);
    }

    [Theory]
    [InlineData("Passbook", true)]
    [InlineData("1", true)]
    [InlineData("School Fees", false)]
    public async Task An_account_has_a_product_too(string product, bool isTold)
    {
        await SetAsync("SAVINGSACCOUNT_DEPOSIT", ("products", [product]));
        _tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, TestTenant.Client));

        using var answer = await _tenant.Hooks().PostAsync(
            new HookEvent("SAVINGSACCOUNT", "DEPOSIT") { ClientId = TestTenant.Client, SavingsId = 55, ResourceId = _tenant.Books.AddDeposit(55, 50m, Day) }, Cancellation);
        await _app.DrainAsync();

        _app.Gateway.Sent.Count.ShouldBe(isTold ? 1 : 0);
    }

    [Fact]
    public async Task Of_a_group_each_member_is_judged_by_its_own_office_and_type_and_the_loan_by_its_product()
    {
        _tenant.Books.AddClient(Grace, "Grace Achieng", "0712 345 679");
        _tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Members = [TestTenant.Client, Grace] });
        _tenant.Books.AddLoan(new StandInLoan(GroupLoan, null, 5_000m) { GroupId = Group, GroupName = "Umoja" });
        await SetAsync("LOAN_REPAYMENT", new Dictionary<string, object>(StringComparer.Ordinal) { ["groupTo"] = "members", ["clientTypes"] = new[] { "Trader" } });

        await RepayGroupAsync();
        _app.Gateway.Sent.ShouldHaveSingleItem().To.Value.ShouldBe(Some.Mobile);
        (await _app.QueryAsync<string?>("SELECT reason FROM message WHERE client_id = @Grace", new { Grace })).ShouldHaveSingleItem().ShouldBe(Reasons.HeldByRule);

        await SetAsync("LOAN_REPAYMENT", new Dictionary<string, object>(StringComparer.Ordinal) { ["groupTo"] = "members", ["products"] = new[] { "School Fees" } });
        var group = await RepayGroupAsync();
        (await OfAsync(group)).ShouldBe((MessageStatus.DeadLettered, Reasons.HeldByRule, "Rule products: the product is Personal Loan (id 1)."));
        (await _app.QueryAsync<long>("SELECT COUNT(*) FROM message")).ShouldHaveSingleItem().ShouldBe(4); // the group's two, and two of members of the first
    }

    [Fact]
    public async Task A_rehearsal_says_whom_it_would_hold()
    {
        await _tenant.RepayAsync();
        await _app.DrainAsync();
        await SetAsync("LOAN_REPAYMENT", ("offices", ["Head Office"]));

        (await _tenant.Texts().PostAsync("/LOAN_REPAYMENT/en/_rehearse")).ToString().ShouldContain(Reasons.HeldByRule);
    }

    [Fact]
    public async Task It_is_shown_each_once_exported_imported_and_ended_by_leaving_it_out()
    {
        await SetAsync("LOAN_REPAYMENT", ("products", [" School Fees ", "school fees", "4"]), ("offices", ["Mombasa"]), ("clientTypes", ["Trader, small"]));
        var told = Event(await _tenant.Texts().GetAsync(""));
        (Names(told, "products"), Names(told, "offices"), Names(told, "clientTypes")).ShouldBe(("School Fees|4", "Mombasa", "Trader, small"));

        await SetAsync("LOAN_REPAYMENT", new Dictionary<string, object>(StringComparer.Ordinal));
        var ended = Event(await _tenant.Texts().GetAsync(""));
        (ended.TryGetProperty("products", out _), ended.TryGetProperty("offices", out _), ended.TryGetProperty("clientTypes", out _)).ShouldBe((false, false, false));
    }

    [Fact]
    public async Task Whom_a_rule_of_another_version_names_nobody_knows_so_nobody_is_told()
    {
        await SetAsync("LOAN_REPAYMENT", ("offices", ["Mombasa"]));
        await _app.MeddleAsync("UPDATE event_setting SET offices = '{\"not\":1}'");
        await _app.Services.GetRequiredService<TextDirectory>().ReloadAsync(Cancellation);

        (await RepayAsync()).Detail.ShouldBe("Rule offices: the client's office is Mombasa (id 2).");
    }

    [Theory]
    [InlineData("CLIENT_CREATE", """{"enabled":true,"products":["School Fees"]}""", "products", "no loan and no account is looked up")]
    [InlineData("ACCOUNTTRANSFER_CREATE", """{"enabled":true,"products":["School Fees"]}""", "products", "no loan and no account is looked up")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"products":[]}""", "products", "must name at least one")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"offices":["  "]}""", "offices", "must be names as the core has them")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"offices":[null]}""", "offices", "must be names as the core has them")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"clientTypes":["a\nb"]}""", "clientTypes", "must be names as the core has them")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"clientTypes":["Trader","99999999999999999999"]}""", "clientTypes", "is no id in the core")]
    [InlineData("LOAN_REPAYMENT", """{"enabled":true,"products":["0"]}""", "products", "is no id in the core")]
    public async Task What_can_not_be_a_rule_is_refused_with_the_field(string name, string body, string field, string words)
    {
        var (status, answer) = await _tenant.Texts().SendAsync(HttpMethod.Put, $"/{name}", body);

        status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        answer.Text("field").ShouldBe(field);
        answer.ToString().ShouldContain(words);
    }

    [Fact]
    public async Task Too_many_or_too_long_ones_are_refused_and_so_is_a_product_of_an_event_of_the_tenants_own()
    {
        foreach (var many in new[] { Enumerable.Range(1, 51).Select(static id => id.ToString(CultureInfo.InvariantCulture)).ToArray(), [new string('a', 101)] })
        {
            var (status, _) = await _tenant.Texts().SendAsync(HttpMethod.Put, "/LOAN_REPAYMENT", JsonSerializer.Serialize(new { enabled = true, offices = many }));
            status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        }

        await OwnEventStage.MadeAsync(_app, of: _tenant);
        var (own, _) = await _tenant.Texts().SendAsync(HttpMethod.Put, "/" + OwnEventStage.Hold, """{"enabled":false,"products":["Passbook"]}""");
        own.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await _tenant.Texts().PutAsync("/" + OwnEventStage.Hold, new { enabled = false, offices = new[] { "Mombasa" } });
    }

    private static JsonElement Event(JsonElement list) => list.GetProperty("events").EnumerateArray().Single(static each => each.Text("event") == "LOAN_REPAYMENT");

    private static string Names(JsonElement told, string rule) => string.Join('|', told.GetProperty(rule).EnumerateArray().Select(static each => each.GetString()));

    private Task SetAsync(string name, params (string Rule, string[] Names)[] rules) => SetAsync(name, rules.ToDictionary(static each => each.Rule, static each => (object)each.Names, StringComparer.Ordinal));

    private async Task SetAsync(string name, Dictionary<string, object> rules)
    {
        rules["enabled"] = true;
        await _tenant.Texts().PutAsync("/" + name, rules);
    }

    private async Task<(MessageStatus Status, string? Reason, string? Detail)> RepayAsync()
    {
        var paid = await _tenant.RepayAsync();
        await _app.DrainAsync();
        return await OfAsync(paid);
    }

    /// <returns>The group's event.</returns>
    private async Task<long> RepayGroupAsync()
    {
        var payment = _tenant.Books.AddRepayment(GroupLoan, 500m, Day);
        using var answer = await _tenant.Hooks().PostRepaymentAsync(new HookRepayment(GroupLoan, payment, 500m) { GroupId = Group }, Cancellation);
        await _app.DrainAsync();
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    private async Task<(MessageStatus Status, string? Reason, string? Detail)> OfAsync(long id) =>
        (await _app.QueryAsync<(MessageStatus, string?, string?)>("SELECT status, reason, detail FROM message WHERE event_id = @id", new { id })).Single();
}
