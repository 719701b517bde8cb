using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0059_add_program_keys on a database that has been in use, and what it holds from then on.</summary>
public sealed class ProgramKeyMigrationTests
{
    private const int Number = 59;

    [Fact]
    [FileOnly]
    public void Every_key_stays_what_it_was()
    {
        using var older = new OlderDatabase();
        older.Apply(Number - 1);
        older.Connection.Execute("""
            INSERT INTO tenant (id, identifier, provider, account_id, sender, created_at, updated_at) VALUES (1, 'one', 'log', 'a', '+1', 0, 0);
            INSERT INTO api_key (id, tenant_id, kind, hash, prefix, created_at, valid_until, last_used_at)
            VALUES (3, 1, 1, x'A1', 'aaaaaa', 5, NULL, 60000), (4, 1, 1, x'A2', 'bbbbbb', 4, 99, NULL), (6, 1, 2, x'A3', 'cccccc', 6, NULL, NULL);
            """);
        const string Keys = "SELECT id || '|' || kind || '|' || hex(hash) || '|' || prefix || '|' || created_at || '|' || COALESCE(valid_until, 'null') || '|' || COALESCE(last_used_at, 'null') FROM api_key ORDER BY id";
        var before = older.Connection.Query<string>(Keys).ToList();

        older.Apply(Number);

        before.Count.ShouldBe(3);
        older.Connection.Query<string>(Keys).ShouldBe(before);
        older.Connection.ExecuteScalar<long>("SELECT COUNT(*) FROM api_key WHERE name IS NOT NULL OR scopes IS NOT NULL").ShouldBe(0);
    }

    [Theory]
    [InlineData(1, null, null, true)] // a second current API key
    [InlineData(3, null, null, true)]
    [InlineData(4, "other", null, false)] // of programs' any number works until it is ended
    [InlineData(4, "till", null, true)] // the name is taken
    [InlineData(4, "till", 99L, true)]
    public async Task The_store_itself_keeps_one_current_key_of_a_kind_and_one_of_a_name(int kind, string? name, long? until, bool isRefused)
    {
        using var store = await TempStore.OpenAsync();
        await store.Database.WriteAsync(session => session.Execute("""
            INSERT INTO tenant (id, identifier, provider, account_id, sender, created_at, updated_at, registered_at) VALUES (1, 'one', 'log', 'a', '+1', 0, 0, 0);
            """));
        await AddAsync(1, 1, null, null);
        await AddAsync(2, 3, null, null);
        await AddAsync(3, 4, "till", null);

        var add = () => AddAsync(4, kind, name, until);

        if (isRefused)
        {
            await Should.ThrowAsync<System.Data.Common.DbException>(add);
        }
        else
        {
            await add();
        }

        store.Count("api_key").ShouldBe(isRefused ? 3 : 4);

        Task AddAsync(int number, int which, string? called, long? ends) => store.Database.WriteAsync(session => session.Execute(
            "INSERT INTO api_key (tenant_id, kind, hash, prefix, created_at, valid_until, name, scopes) VALUES (1, @which, @hash, 'aaaaaa', 0, @ends, @called, 2)",
            new { which, hash = new[] { (byte)number }, ends, called }));
    }
}
