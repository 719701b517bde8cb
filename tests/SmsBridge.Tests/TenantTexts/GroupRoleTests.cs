using System.Net;
using System.Text.Json;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>The rule groupRole: of a group's loan or account one member is told, who has the role in the group. Nobody else, and nobody without it.</summary>
public class GroupRoleTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private const long Group = 3;
    private const long Leader = 8;
    private const long GroupLoan = 32;
    private static readonly DateOnly Day = new(2026, 11, 21);

    [Theory]
    [InlineData("Leader")]
    [InlineData(" leader ")]
    public async Task A_repayment_of_a_groups_loan_is_told_to_who_has_the_role(string role)
    {
        var tenant = await StageAsync(role);

        var told = await RepayAsync(tenant);

        told.ShouldStartWith("Thank you, Grace Achieng. We received KES 500.00 for loan 000000032");
    }

    [Fact]
    public async Task Without_the_rule_nobody_of_a_group_is_told()
    {
        var tenant = await StageAsync(role: null);

        (await RepayAsync(tenant)).ShouldBe(Reasons.NoClient);
    }

    [Fact]
    public async Task Where_nobody_has_the_role_nobody_is_told_and_it_says_so()
    {
        var tenant = await StageAsync("Treasurer");

        (await RepayAsync(tenant)).ShouldBe(Reasons.NoClient);
        (await DetailAsync(tenant)).ShouldBe("Rule groupRole: nobody in the group has the role Treasurer in the core.");
    }

    [Fact]
    public async Task Where_several_have_it_it_is_not_certain_whom_to_tell()
    {
        var tenant = await StageAsync("Leader");
        tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Roles = [("Leader", Leader), ("Leader", TestTenant.Client)] });

        (await RepayAsync(tenant)).ShouldBe(Reasons.NotCertain);
        (await DetailAsync(tenant)).ShouldNotBeNull().ShouldContain("2 clients of the group have the role Leader");
    }

    [Fact]
    public async Task Who_has_the_role_twice_is_one()
    {
        var tenant = await StageAsync("Leader");
        tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Roles = [("Leader", Leader), ("leader", Leader)] });

        (await RepayAsync(tenant)).ShouldStartWith("Thank you, Grace Achieng.");
    }

    [Fact]
    public async Task The_loan_of_a_client_in_a_group_is_told_to_the_client()
    {
        var tenant = await StageAsync("Leader");
        tenant.Books.AddLoan(new StandInLoan(GroupLoan, TestTenant.Client, 5_000m) { GroupId = Group, GroupName = "Umoja" });

        (await RepayAsync(tenant)).ShouldStartWith("Thank you, Jane Wanjiru.");
    }

    [Fact]
    public async Task Deposits_of_a_groups_account_are_told_to_who_has_the_role()
    {
        var tenant = await StageAsync("Leader");
        await tenant.Texts().PutAsync("/SAVINGSACCOUNT_DEPOSIT", new { enabled = true, groupRole = "Leader" });
        tenant.Books.Accounts.Add(new StandInAccount(StandInAccount.Savings, 55, null) { GroupId = Group, GroupName = "Umoja" });
        var deposit = tenant.Books.AddDeposit(55, 50m, Day);

        using var answer = await tenant.Hooks().PostAsync(
            new HookEvent("SAVINGSACCOUNT", "DEPOSIT") { GroupId = Group, SavingsId = 55, ResourceId = deposit }, TestContext.Current.CancellationToken);
        await app.DrainAsync();

        app.Gateway.Sent[^1].Body.ShouldStartWith("Thank you, Grace Achieng. KES 50.00 was paid into your account");
    }

    [Fact]
    public async Task The_permission_that_the_cores_user_lacks_is_named_and_it_goes_out_once_it_is_given()
    {
        var tenant = await StageAsync("Leader");
        Permit(tenant, [.. StandInUser.ReadEverything.Where(permission => permission != "READ_GROUP")]);

        (await RepayAsync(tenant)).ShouldBe(Reasons.CoreForbidden);
        (await DetailAsync(tenant)).ShouldNotBeNull().ShouldContain("READ_GROUP");

        Permit(tenant, StandInUser.ReadEverything);
        await app.DrainAfterAsync(TimeSpan.FromHours(1));
        app.Gateway.Sent[^1].Body.ShouldStartWith("Thank you, Grace Achieng.");
    }

    [Fact]
    public async Task It_is_shown_kept_with_the_other_rules_and_ended_by_leaving_it_out()
    {
        var tenant = await StageAsync("Leader");

        Event(await tenant.Texts().GetAsync("")).GetProperty("groupRole").GetString().ShouldBe("Leader");
        await tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true });
        Event(await tenant.Texts().GetAsync("")).Text("groupRole").ShouldBeNull();
    }

    [Theory]
    [InlineData("CLIENT_CREATE", "Leader", "is never of a group")]
    [InlineData("ACCOUNTTRANSFER_CREATE", "Leader", "is never of a group")]
    [InlineData("SHAREACCOUNT_ACTIVATE", "Leader", "is never of a group")]
    [InlineData("LOAN_REPAYMENT", " ", "groupRole must be the name of a role")]
    [InlineData("LOAN_REPAYMENT", "a\nb", "groupRole must be the name of a role")]
    public async Task What_can_not_be_a_rule_is_refused(string name, string role, string words)
    {
        var tenant = await app.NewTenantAsync();

        var (status, body) = await tenant.Texts().SendAsync(HttpMethod.Put, $"/{name}", JsonSerializer.Serialize(new { enabled = true, groupRole = role }));

        status.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity);
        body.ToString().ShouldContain(words);
    }

    private static JsonElement Event(JsonElement list) => list.GetProperty("events").EnumerateArray().Single(each => each.Text("event") == "LOAN_REPAYMENT");

    private async Task<TestTenant> StageAsync(string? role)
    {
        var tenant = await app.NewTenantAsync();
        tenant.Books.AddClient(Leader, "Grace Achieng", "0712 345 679");
        tenant.Books.AddGroup(new StandInGroup(Group, "Umoja") { Roles = [("Leader", Leader), ("Secretary", TestTenant.Client)] });
        tenant.Books.AddLoan(new StandInLoan(GroupLoan, null, 5_000m) { GroupId = Group, GroupName = "Umoja" });
        if (role is not null)
        {
            await tenant.Texts().PutAsync("/LOAN_REPAYMENT", new { enabled = true, groupRole = role });
        }

        return tenant;
    }

    private static void Permit(TestTenant tenant, IReadOnlyList<string> permissions) =>
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = permissions });

    /// <returns>What was sent, or why nothing was.</returns>
    private async Task<string> RepayAsync(TestTenant tenant)
    {
        var before = app.Gateway.Sent.Count;
        var payment = tenant.Books.AddRepayment(GroupLoan, 500m, Day);
        using var answer = await tenant.Hooks().PostRepaymentAsync(new HookRepayment(GroupLoan, payment, 500m) { GroupId = Group }, TestContext.Current.CancellationToken);
        await app.DrainAsync();
        return app.Gateway.Sent.Count > before ? app.Gateway.Sent[^1].Body : (await NewestAsync(tenant)).Reason ?? "";
    }

    private async Task<string?> DetailAsync(TestTenant tenant) => (await NewestAsync(tenant)).Detail;

    private async Task<(string? Reason, string? Detail)> NewestAsync(TestTenant tenant) => (await app.QueryAsync<(string?, string?)>(
        "SELECT reason, detail FROM message WHERE tenant_id = (SELECT MAX(id) FROM tenant WHERE identifier = @Id) ORDER BY event_id DESC LIMIT 1", new { tenant.Id })).Single();
}
