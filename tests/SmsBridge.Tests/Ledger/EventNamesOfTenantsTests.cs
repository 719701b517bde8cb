using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Tests.Partners.Notices;
using SmsBridge.Tests.Support;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Ledger;

/// <summary>Names of events that tenants make up: whose room they use, and what they can not touch.</summary>
public class EventNamesOfTenantsTests(NoticeStage stage) : IClassFixture<NoticeStage>
{
    private readonly SmsBridgeApp _app = stage.App;

    public static TheoryData<string, string> Money => [.. TransactionKinds.Table.Select(row => (row.Type.Entity, row.Type.Action))];

    [Fact]
    public async Task Names_of_a_tenant_are_limited_and_what_comes_later_is_recorded_with_its_name_in_words()
    {
        var tenant = await _app.NewTenantAsync();
        await FillAsync(tenant, EventTypeCodes.MostOfTenant - 1);

        await tenant.PostAsync(Ignored("LAST"));
        await tenant.PostAsync(Ignored("ONE_TOO_MANY"));
        await tenant.PostAsync(Ignored("LAST"));
        await tenant.PostAsync(Ignored("ONE_TOO_MANY"));

        var log = await tenant.LogAsync();
        log.Select(entry => entry.Text("action")).ShouldBe(["", "LAST", "", "LAST"]);
        log[0].Text("detail").ShouldNotBeNull().ShouldStartWith("MADE_UP ONE_TOO_MANY: ");
        (await NamesOfAsync(tenant)).ShouldBe(EventTypeCodes.MostOfTenant);
    }

    [Theory]
    [MemberData(nameof(Money))]
    public async Task One_tenants_names_do_not_keep_anothers_partner_from_being_told(string entity, string action)
    {
        var hostile = await _app.NewTenantAsync();
        foreach (var index in Enumerable.Range(0, 3))
        {
            await FillAsync(hostile, 700);
            await hostile.PostAsync(Ignored($"MORE_{index}"));
        }

        var tenant = await _app.NewTenantAsync();
        var partner = await stage.AddPartnerAsync(tenant);

        await tenant.PostAsync(new RawHook("""{"officeId":1,"clientId":7,"loanId":31,"savingsId":12,"resourceId":55,"subResourceId":56}""") { Entity = entity, Action = action });
        await stage.TellAsync();

        partner.Told.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_full_tenant_takes_no_room_from_another()
    {
        var (full, other) = (await _app.NewTenantAsync(), await _app.NewTenantAsync());
        await FillAsync(full, EventTypeCodes.MostOfTenant);

        await other.PostAsync(Ignored("OF_THE_OTHER"));
        await full.PostAsync(Ignored("OF_THE_OTHER")); // named already: costs nobody anything

        (await other.LogAsync()).ShouldHaveSingleItem().Text("action").ShouldBe("OF_THE_OTHER");
        (await full.LogAsync()).ShouldHaveSingleItem().Text("action").ShouldBe("OF_THE_OTHER");
    }

    [Fact]
    public async Task Who_deletes_and_registers_anew_gets_no_new_names()
    {
        var tenant = await _app.NewTenantAsync();
        await FillAsync(tenant, EventTypeCodes.MostOfTenant);
        using (var caller = tenant.CreateCaller())
        {
            (await caller.DeleteAsync(tenant.ConfigurationUrl, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        }

        var again = tenant with { ApiKey = await _app.RegisterAsync(tenant.Id) };
        await again.PostAsync(Ignored("AFTER_ALL"));

        (await again.LogAsync()).ShouldHaveSingleItem().Text("action").ShouldBe("");
    }

    [Fact]
    public async Task A_tenant_on_trust_has_no_names_of_its_own_and_all_of_the_core()
    {
        var tenant = await _app.NewTenantAsync();
        await _app.MeddleAsync("UPDATE tenant SET trusted_until = 9999999999999 WHERE identifier = @Id", new { tenant.Id });

        await tenant.PostAsync(Ignored("OF_A_STRANGER"));
        await tenant.PostAsync(new RawHook("{}") { Entity = "SAVINGSACCOUNT", Action = "POSTINTEREST" });

        (await tenant.LogAsync()).Select(entry => entry.Text("action")).ShouldBe(["POSTINTEREST", ""]);
    }

    [Fact]
    public async Task What_an_SMS_or_a_notice_hangs_on_has_a_code_before_anybody_sends_it()
    {
        await using var fresh = new SmsBridgeApp();
        await fresh.InitializeAsync();

        var named = (await fresh.QueryAsync<string>("SELECT entity || ' ' || action FROM event_type WHERE tenant_id IS NULL")).ToHashSet(StringComparer.Ordinal);

        string[] needed =
        [
            .. EventCatalogue.All.Select(kind => kind.Name), .. TransactionKinds.Table.Select(row => row.Type.ToString()), EventType.ClientCreate.ToString(), EventType.LoanRepayment.ToString(), EventType.SmsSend.ToString(),
            "CLIENT ACTIVATE", "LOANCHARGE PAY", "LOAN ADJUST", "SAVINGSACCOUNT UNDOTRANSACTION", "ACCOUNTTRANSFER CREATE", "GLIMLOAN REPAYMENT", "COLLECTIONSHEET SAVE",
        ];
        needed.Where(name => !named.Contains(name)).ShouldBeEmpty();
    }

    private static RawHook Ignored(string action) => new("{}") { Entity = "MADE_UP", Action = action };

    private Task FillAsync(TestTenant tenant, int count) => _app.MeddleAsync("""
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @count)
        INSERT INTO event_type (entity, action, tenant_id)
        SELECT 'FILLER', 'FILLER' || i || '-' || @ticks, (SELECT MAX(id) FROM tenant WHERE identifier = @Id) FROM n
        """, new { tenant.Id, count, ticks = Guid.NewGuid().ToString("N") });

    private async Task<long> NamesOfAsync(TestTenant tenant) => (await _app.QueryAsync<long>(
        "SELECT COUNT(*) FROM event_type JOIN tenant ON tenant.id = tenant_id WHERE identifier = @Id", new { tenant.Id })).Single();
}
