using Dapper;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>0028_keep_older_secrets on a database whose partners were in the middle of a rotation.</summary>
[FileOnly]
public sealed class OlderSecretMigrationTests : IDisposable
{
    private const int Number = 28;

    private readonly OlderDatabase _older = new();

    public OlderSecretMigrationTests()
    {
        _older.Apply(Number - 1);
        _older.Connection.Execute("""
            INSERT INTO partner (id, code, password, previous_password, previous_password_until, created_at, deleted_at)
            VALUES (1, 'rotated', 'now', 'before', 99, 0, NULL), (2, 'settled', 'now', NULL, NULL, 0, NULL), (3, 'removed', '', 'before', 99, 0, 50);
            INSERT INTO subscription (id, partner_id, reference, callback_url, method, secret, previous_secret, previous_secret_until, signing_key, previous_signing_key,
                verifying_key, previous_verifying_key, logged_at, updated_at, deleted_at)
            VALUES (11, 1, 'hmac', 'u', 'm', 'now', 'before', 98, NULL, NULL, NULL, NULL, 0, 0, NULL),
                (12, 1, 'ed', 'u', 'm', '', NULL, 97, 'now', 'key', 'public', 'before', 0, 0, NULL),
                (13, 2, 'settled', 'u', 'm', 'now', NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, NULL),
                (14, 2, 'ended', 'u', 'm', '', 'before', 98, NULL, NULL, NULL, NULL, 0, 0, 50);
            """);
    }

    public void Dispose() => _older.Dispose();

    [Fact]
    public void What_was_replaced_works_until_the_time_it_had_and_what_has_ended_is_forgotten()
    {
        _older.Apply(Number);

        Rows("SELECT concat_ws('|', partner_id, COALESCE(subscription_id, '-'), COALESCE(secret, '-'), COALESCE(signing_key, '-'), COALESCE(verifying_key, '-'), valid_until) FROM older_secret ORDER BY id")
            .ShouldBe(["1|-|before|-|-|99", "1|11|before|-|-|98", "1|12|-|key|before|97"]);
        Rows("SELECT concat_ws('|', id, code, password, COALESCE(deleted_at, '-')) FROM partner ORDER BY id").ShouldBe(["1|rotated|now|-", "2|settled|now|-", "3|removed||50"]);
        Rows("SELECT concat_ws('|', id, secret, COALESCE(signing_key, '-'), COALESCE(verifying_key, '-')) FROM subscription ORDER BY id")
            .ShouldBe(["11|now|-|-", "12||now|public", "13|now|-|-", "14||-|-"]);
        _older.Connection.Query("PRAGMA foreign_key_check").ShouldBeEmpty();
    }

    private List<string> Rows(string sql) => [.. _older.Connection.Query<string>(sql)];
}
