using System.Net;
using System.Reflection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.TenantTexts;

/// <summary>Every row of the catalogue, from the hook to the words, and each thing that must hold not holding.</summary>
public class CatalogueTests(SmsBridgeApp app) : IClassFixture<SmsBridgeApp>
{
    private static readonly TimeSpan LongEnough = TimeSpan.FromMinutes(10);

    /// <summary>What comes by external events alone has tests of its own, where those are.</summary>
    private static IEnumerable<EventKind> ByHook => EventCatalogue.All.Where(kind => !kind.IsEventOnly);

    public static TheoryData<string> Rows => [.. ByHook.Select(kind => kind.Name)];

    /// <summary>Every row in every wire form: flat, envelope, newest envelope.</summary>
    public static TheoryData<string, string> RowsInEveryForm =>
        [.. ByHook.SelectMany(kind => Enum.GetValues<Generation>().Select(generation => (kind.Name, generation.ToString())))];

    public static TheoryData<string> RowsWithStatus => [.. ByHook.Where(kind => kind.Statuses.Count > 0).Select(kind => kind.Name)];

    public static TheoryData<string> RowsWithDay => [.. ByHook.Where(kind => kind.Day != ActDay.Unknown || kind is { IsMoney: true, IsUndoing: false }).Select(kind => kind.Name)];

    public static TheoryData<string> RowsWithType => [.. ByHook.Where(kind => kind.TransactionTypes.Count > 0).Select(kind => kind.Name)];

    /// <summary>Where the newest disbursement that stands is told, one that was undone is not there at all.</summary>
    public static TheoryData<string> MoneyRows => [.. ByHook.Where(kind => kind.IsMoney && kind.Key != EventKey.Body).Select(kind => kind.Name)];

    public static TheoryData<string> RowsOfAccounts => [.. ByHook.Where(kind => kind.LookUp != LookUp.Client).Select(kind => kind.Name)];

    [Theory]
    [MemberData(nameof(RowsInEveryForm))]
    public async Task A_hook_becomes_its_text(string row, string generation)
    {
        var (kind, tenant, played) = await PlayAsync(row);
        played.Happens();

        await PostAsync(tenant, played.Hook, Enum.Parse<Generation>(generation));
        var sent = await SentAsync();

        sent.ShouldNotBeNull().To.Value.ShouldBe(Some.Mobile);
        sent.Body.ShouldContain(CatalogueCase.Name);
        sent.Body.ShouldNotContain("{{");
        sent.Body.ShouldNotContain("  ");
        Fixed(kind.Text).ShouldAllBe(words => sent.Body.Contains(words, StringComparison.Ordinal));
        kind.Text.Contains("{{amount}}", StringComparison.Ordinal).ShouldBe(sent.Body.Contains("KES 1,500.00", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_hook_twice_is_one_text(string row)
    {
        var (_, tenant, played) = await PlayAsync(row);
        played.Happens();

        await PostAsync(tenant, played.Hook);
        await PostAsync(tenant, played.Hook);
        await SentAsync();

        app.Gateway.Sent.Count(sms => sms.Body.Contains(CatalogueCase.Name, StringComparison.Ordinal)).ShouldBe(_before + 1);
    }

    [Fact]
    public void Each_condition_of_a_row_has_a_row_of_the_table_in_which_it_fails()
    {
        string[] conditions =
        [
            nameof(EventKind.Statuses), nameof(EventKind.TransactionTypes), nameof(EventKind.IsUndoing), nameof(EventKind.ReceiptOf), nameof(EventKind.Expiry), // here, in CatalogueExpiryTests and DisbursementTests
            nameof(EventKind.Day), nameof(EventKind.IsAhead), nameof(EventKind.IsOfArrears), // of reminders and reports: ReminderTests, ReportStoryTests
        ];
        string[] others =
        [
            nameof(EventKind.Type), nameof(EventKind.Title), nameof(EventKind.Class), nameof(EventKind.LookUp), nameof(EventKind.Text), nameof(EventKind.Name), nameof(EventKind.Code), nameof(EventKind.IsOwn),
            nameof(EventKind.OnByDefault), nameof(EventKind.Key), nameof(EventKind.IsRequest), nameof(EventKind.Account), nameof(EventKind.ExternalEvent), nameof(EventKind.IsEventOnly), nameof(EventKind.Remark),
            nameof(EventKind.Variables), nameof(EventKind.MayBeOfGroup), nameof(EventKind.HasProduct), nameof(EventKind.HasWords), nameof(EventKind.IsMoney), nameof(EventKind.HasAmount), "EqualityContract",
        ];

        typeof(EventKind).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(property => property.Name)
            .ShouldBe(conditions.Concat(others), StringComparer.Ordinal, ignoreOrder: true, "what is new in a row and must hold needs a row of the table in which it does not");
        ByHook.Where(kind => kind.ReceiptOf is not null).Select(kind => kind.Name).ShouldBe(["LOAN ADJUST"], "of these DisbursementTests");
        RowsInEveryForm.Count.ShouldBe(ByHook.Count() * Enum.GetValues<Generation>().Length);
    }

    /// <summary>Whatever the hook says: nobody is told who is not in the core.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_client_who_is_not_there_is_told_nothing(string row) => NothingAsync(row, played => played.HasNoClient(), Reasons.NotFoundInCore);

    [Theory]
    [MemberData(nameof(RowsWithStatus))]
    public Task Another_status_in_the_core_is_told_to_nobody(string row) => NothingAsync(row, played => played.HasOtherStatus(), Reasons.NotSoInCore);

    /// <summary>A spreadsheet of old records fires a hook for each row: clients of ten years are not welcomed.</summary>
    [Theory]
    [MemberData(nameof(RowsWithDay))]
    public Task What_happened_long_ago_is_told_to_nobody(string row) => NothingAsync(row, played => played.HappenedOn(new DateOnly(2016, 5, 1)), Reasons.BookedBack);

    /// <summary>Its resource is the request: the loan of the same number may be a stranger's.</summary>
    [Fact]
    public async Task A_request_that_names_no_loan_is_told_to_nobody()
    {
        var (_, tenant, played) = await PlayAsync("RESCHEDULELOAN APPROVE");
        played.Happens();

        var reply = await PostAsync(tenant, played.Hook with { LoanId = null, ResourceId = TestTenant.Loan });
        await SentAsync();

        app.Gateway.Sent.Count.ShouldBe(_before);
        (await ReasonAsync(reply.EventId)).ShouldBe(Reasons.NotFoundInCore);
    }

    public static TheoryData<string> RowsOfNewThings => [.. ByHook.Where(kind => kind.LookUp is LookUp.Loan or LookUp.Account).Select(kind => kind.Name)];

    /// <summary>Also where the core says nothing of the loan's or the account's own days.</summary>
    [Theory]
    [MemberData(nameof(RowsOfNewThings))]
    public async Task A_client_of_long_ago_is_told_what_is_new(string row)
    {
        var (_, tenant, played) = await PlayAsync(row);
        played.HappensToAnOldClient(new DateOnly(2016, 5, 1));

        await PostAsync(tenant, played.Hook);

        (await SentAsync()).ShouldNotBeNull();
    }

    /// <summary>
    /// Written by hand from the core's own numbers (ClientStatus, LoanStatus, SavingsAccountStatusType, ShareAccountStatusType): the tests above put the table's numbers into the books, and so would not
    /// see a wrong one.
    /// </summary>
    [Theory]
    [InlineData("CREATE", "CLIENT", 100, 300, 303, 304)]
    [InlineData("ACTIVATE", "CLIENT", 300)]
    [InlineData("REJECT", "CLIENT", 700)]
    [InlineData("CLOSE", "CLIENT", 600)]
    [InlineData("CREATE", "LOAN,SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT,SHAREACCOUNT", 100)]
    [InlineData("APPROVE", "LOAN,SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT,SHAREACCOUNT", 200, 300)]
    [InlineData("REJECT", "LOAN,SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT,SHAREACCOUNT", 500)]
    [InlineData("WITHDRAW", "LOAN,SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT", 400)]
    [InlineData("DISBURSE,DISBURSETOSAVINGS", "LOAN", 300, 600, 700)]
    [InlineData("WRITEOFF", "LOAN", 601)]
    [InlineData("CLOSE", "LOAN,SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT,SHAREACCOUNT", 600)]
    [InlineData("CLOSEASRESCHEDULED", "LOAN", 602)]
    [InlineData("APPROVE", "RESCHEDULELOAN", 300)]
    [InlineData("REPAYMENTDUE,REPAYMENTOVERDUE", "LOAN", 300)]
    [InlineData("ACTIVATE", "SAVINGSACCOUNT,FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT,SHAREACCOUNT", 300)]
    [InlineData("POSTINTEREST", "SAVINGSACCOUNT", 300)]
    [InlineData("PREMATURECLOSE", "FIXEDDEPOSITACCOUNT,RECURRINGDEPOSITACCOUNT", 700, 600)]
    public void A_row_wants_the_status_that_a_core_has_after_it(string actions, string entities, params int[] statuses)
    {
        foreach (var row in entities.Split(',').SelectMany(entity => actions.Split(',').Select(action => $"{entity} {action}")))
        {
            EventCatalogue.Find(row).ShouldNotBeNull(row).Statuses.ShouldBe(statuses, row);
            Stated.Contains(row).ShouldBeTrue(row);
        }
    }

    private static readonly HashSet<string> Stated = EventCatalogue.All.Where(kind => kind.Statuses.Count > 0).Select(kind => kind.Name).ToHashSet(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(RowsWithType))]
    public Task Another_kind_of_transaction_is_told_to_nobody(string row) => NothingAsync(
        row, played => played.HasOtherType(), row == "LOAN REPAYMENT" ? Reasons.NotARepayment : row == "LOAN DISBURSETOSAVINGS" ? Reasons.NotFoundInCore : Reasons.OtherTransaction);

    [Theory]
    [MemberData(nameof(MoneyRows))]
    public Task What_was_undone_is_told_to_nobody_and_what_stands_is_no_undoing(string row) => NothingAsync(
        row, played => played.IsReversedOtherwise(), EventCatalogue.Find(row)!.IsUndoing ? Reasons.NotCertain : Reasons.ReversedInCore);

    [Theory]
    [MemberData(nameof(RowsOfAccounts))]
    public Task What_belongs_to_no_client_is_told_to_nobody(string row) => NothingAsync(row, played => played.BelongsToGroup(), Reasons.NoClient);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_nobody_switched_on_is_not_kept(string row)
    {
        var kind = EventCatalogue.Find(row)!;
        var tenant = await app.NewTenantAsync();
        var played = new CatalogueCase(kind, tenant.Books);

        var reply = await PostAsync(tenant, played.Hook);

        reply.Outcome.ShouldBe(kind.OnByDefault ? "accepted" : "ignored");
        (await app.QueryAsync<long>("SELECT COUNT(*) FROM event WHERE id = @EventId AND body IS NOT NULL", new { reply.EventId }))
            .ShouldHaveSingleItem().ShouldBe(kind.OnByDefault ? 1 : 0);
        await app.DrainAfterAsync(LongEnough);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_is_switched_off_meanwhile_is_closed_and_says_so(string row)
    {
        var (kind, tenant, played) = await PlayAsync(row);
        played.Happens();
        var reply = await PostAsync(tenant, played.Hook);

        await CatalogueCase.SwitchAsync(tenant, kind, isOn: false);
        await app.DrainAsync();

        (await ReasonAsync(reply.EventId)).ShouldBe(Reasons.SwitchedOff);
    }

    [Theory]
    [InlineData("SAVINGSACCOUNT DEPOSIT", "READ_SAVINGSACCOUNT")]
    [InlineData("SAVINGSACCOUNT ACTIVATE", "READ_SAVINGSACCOUNT")]
    [InlineData("SHAREACCOUNT APPROVE", "READ_SHAREACCOUNT")]
    [InlineData("ACCOUNTTRANSFER CREATE", "READ_ACCOUNTTRANSFER")]
    public async Task A_permission_that_only_one_kind_needs_holds_up_that_kind_alone(string row, string permission)
    {
        var (_, tenant, played) = await PlayAsync(row);
        played.Happens();
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password) { Permissions = ["READ_CLIENT", "READ_LOAN"] });

        var reply = await PostAsync(tenant, played.Hook);
        (await SentAsync()).ShouldBeNull();
        (await ReasonAsync(reply.EventId)).ShouldBe(Reasons.CoreForbidden);
        (await app.QueryAsync<string>("SELECT detail FROM status_change WHERE event_id = @EventId AND reason = @CoreForbidden", new { reply.EventId, Reasons.CoreForbidden }))
            .ShouldContain(detail => detail.Contains($"Give the core's user {permission}.", StringComparison.Ordinal));
        await tenant.RepayAsync();
        (await SentAsync()).ShouldNotBeNull(); // the tenant is not paused

        _before = app.Gateway.Sent.Count;
        tenant.Books.AddUser(new StandInUser(SmsBridgeApp.User, SmsBridgeApp.Password));
        (await SentAsync()).ShouldNotBeNull();
    }

    private int _before;

    /// <summary>The words of a text that hang on no value and on no condition.</summary>
    private static IEnumerable<string> Fixed(string text) =>
        text.Split("{{#if", 2)[0].Split(["{{", "}}"], StringSplitOptions.None).Where((_, index) => index % 2 == 0).Select(words => words.Trim()).Where(words => words.Length > 0);

    private async Task NothingAsync(string row, Action<CatalogueCase> arrange, string reason)
    {
        var (_, tenant, played) = await PlayAsync(row);
        arrange(played);

        var reply = await PostAsync(tenant, played.Hook);
        await SentAsync();

        app.Gateway.Sent.Count.ShouldBe(_before);
        (await ReasonAsync(reply.EventId)).ShouldBe(reason);
    }

    private async Task<(EventKind Kind, TestTenant Tenant, CatalogueCase Played)> PlayAsync(string row)
    {
        var kind = EventCatalogue.Find(row)!;
        var tenant = await app.NewTenantAsync();
        await CatalogueCase.SwitchAsync(tenant, kind);
        var played = new CatalogueCase(kind, tenant.Books);
        if (kind.ReceiptOf is { } receipt)
        {
            new CatalogueCase(EventCatalogue.Find(receipt)!, tenant.Books).Happens();
            await PostAsync(tenant, new CatalogueCase(EventCatalogue.Find(receipt)!, tenant.Books).Hook);
            await SentAsync();
        }

        _before = app.Gateway.Sent.Count;
        return (kind, tenant, played);
    }

    private static async Task<HookReply> PostAsync(TestTenant tenant, HookEvent it, Generation? generation = null)
    {
        using var answer = await tenant.Hooks(generation).PostAsync(it, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await HookReply.ReadAsync(answer);
    }

    /// <summary>What goes out while the core is given time to book it.</summary>
    private async Task<OutgoingSms?> SentAsync()
    {
        await app.DrainAsync();
        for (var minute = 0; minute < 6; minute++)
        {
            await app.DrainAfterAsync(TimeSpan.FromMinutes(1));
        }

        return app.Gateway.Sent.Count > _before ? app.Gateway.Sent[^1] : null;
    }

    private async Task<string?> ReasonAsync(long eventId) =>
        (await app.QueryAsync<string?>("SELECT reason FROM message WHERE event_id = @eventId", new { eventId })).ShouldHaveSingleItem();
}
