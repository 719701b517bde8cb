using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0049_keep_opt_outs on a database whose tenants were deleted and registered anew: what was forgotten holds again.</summary>
public sealed class OptOutMigrationTests : IDisposable
{
    private const int Number = 49;

    private readonly OlderDatabase _older = new();

    public OptOutMigrationTests()
    {
        _older.Apply(Number - 1);
        Tenant(1, "bank", deletedAt: 10);
        Tenant(2, "bank", deletedAt: 20);
        Tenant(3, "bank", deletedAt: null);
        Tenant(4, "other", deletedAt: 10);
    }

    public void Dispose() => _older.Dispose();

    [Fact]
    public void The_latest_registration_of_a_name_has_what_was_said_to_those_before()
    {
        OptOut(1, "+111", "+254700000001", since: 5);
        OptOut(2, "+111", "+254700000002", since: 15);
        OptOut(4, "+111", "+254700000003", since: 5);
        _older.Connection.Execute("INSERT INTO opt_out_reply (tenant_id, reply_id, number, at) VALUES (1, 'SM1', '+254700000001', 5), (3, 'SM3', '+254700000009', 25)");

        _older.Apply(Number);

        Standing(3).ShouldBe(["+254700000001", "+254700000002"], ignoreOrder: true);
        Standing(4).ShouldBe(["+254700000003"]);
        _older.Connection.Query<string>("SELECT reply_id FROM opt_out_reply WHERE tenant_id = 3 ORDER BY reply_id").ShouldBe(["SM1", "SM3"]);
    }

    [Fact]
    public void A_start_that_came_later_counts_and_so_does_what_the_latest_one_says_itself()
    {
        OptOut(1, "+111", "+254700000001", since: 5);
        OptOut(2, "+222", "+254700000001", since: 15, liftedAt: 16);
        OptOut(1, "+111", "+254700000002", since: 5);
        OptOut(3, "+111", "+254700000002", since: 25, liftedAt: 26);
        OptOut(1, "+111", "+254700000003", since: 7);
        OptOut(2, "+111", "+254700000003", since: 4, liftedAt: 6); // before it

        _older.Apply(Number);

        Standing(3).ShouldBe(["+254700000003"]);
    }

    private List<string> Standing(long tenantId) =>
        _older.Connection.Query<string>("SELECT number FROM opt_out WHERE tenant_id = @tenantId AND lifted_at IS NULL", new { tenantId }).AsList();

    private void OptOut(long tenantId, string sender, string number, long since, long? liftedAt = null) => _older.Connection.Execute(
        "INSERT INTO opt_out (tenant_id, sender, number, since, source, lifted_at) VALUES (@tenantId, @sender, @number, @since, 'inbound', @liftedAt)",
        new { tenantId, sender, number, since, liftedAt });

    private void Tenant(long id, string identifier, long? deletedAt) => _older.Connection.Execute("""
        INSERT INTO tenant (id, identifier, provider, account_id, sender, created_at, updated_at, deleted_at, registered_at)
        VALUES (@id, @identifier, 'twilio', 'AC1', '+111', 0, 0, @deletedAt, 0)
        """, new { id, identifier, deletedAt });
}
