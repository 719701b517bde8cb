using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>
/// Brings a database up to this binary: applies what is missing, in order, all in one transaction, forward only. Under an advisory lock, so that nodes that
/// start together do not apply twice.
/// </summary>
internal static class PostgresMigrator
{
    private const long Lock = 0x536D7342; // "SmsB"

    /// <summary>Milliseconds for a lock of a table: who waits for it holds up all who come after, and so every hook.</summary>
    private const int LongestWait = 5_000;

    /// <summary>The schema a database has; 0 when it has none of ours.</summary>
    public static int VersionOf(NpgsqlConnection connection) =>
        Scalar(connection, "SELECT CAST(to_regclass('schema_version') IS NOT NULL AS INT)") is 1
            ? Scalar(connection, "SELECT COALESCE(MAX(number), 0) FROM schema_version")
            : 0;

    /// <returns>The schema version afterwards.</returns>
    /// <exception cref="StoreUnavailableException">The database is newer than this binary, or another program's.</exception>
    public static int Apply(NpgsqlConnection connection, IReadOnlyList<Migration> migrations, DateTimeOffset now, ILogger logger)
    {
        if (VersionOf(connection) is var current && current == migrations[^1].Number)
        {
            Follow(connection);
            return current;
        }

        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})");
        var version = VersionOf(connection);
        if (version > migrations[^1].Number)
        {
            throw Migration.TooNew(version, migrations[^1].Number);
        }

        if (version == 0)
        {
            RefuseStrangers(connection);
            Execute(connection, "CREATE TABLE schema_version (number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)");
        }

        List<Migration> missing = [.. migrations.Where(migration => migration.Number > version)];
        RefuseBesideOthers(connection, version, missing, now);
        Execute(connection, $"SET LOCAL lock_timeout = {LongestWait}");
        foreach (var migration in missing)
        {
            Run(connection, migration);
            using var note = new NpgsqlCommand("INSERT INTO schema_version (number, name, applied_at) VALUES ($1, $2, $3)", connection);
            note.Parameters.Add(new NpgsqlParameter<long> { TypedValue = migration.Number });
            note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = migration.Name });
            note.Parameters.Add(new NpgsqlParameter<long> { TypedValue = now.ToUnixTimeMilliseconds() });
            note.ExecuteNonQuery();
            logger.MigrationApplied(migration.Name);
        }

        transaction.Commit();
        Follow(connection);
        return migrations[^1].Number;
    }

    private static void RefuseBesideOthers(NpgsqlConnection connection, int version, List<Migration> missing, DateTimeOffset now)
    {
        if (version == 0 || missing.Find(migration => migration.NeedsStop) is not { } breaking)
        {
            return;
        }

        using var living = new NpgsqlCommand(NodeHeartbeat.CountLiving, connection);
        living.Parameters.Add(new NpgsqlParameter<long>("livingSince", NodeHeartbeat.LivingSince(now)));
        if (living.ExecuteScalar() is > 0L)
        {
            throw new StoreUnavailableException(
                $"Storage:ConnectionString: nodes of an older version work on database {connection.Database}, and can not go on beside this one ({breaking.Name}). "
                + "Stop all of them, then start this one (one that was killed counts for four minutes).") { IsLasting = true };
        }
    }

    private static void RefuseStrangers(NpgsqlConnection connection)
    {
        using var other = new NpgsqlCommand("SELECT MIN(tablename) FROM pg_tables WHERE schemaname = current_schema()", connection);
        if (other.ExecuteScalar() is string table)
        {
            throw new StoreUnavailableException(
                $"Storage:ConnectionString: database {connection.Database} belongs to another program (it has a table {table}). Give the bridge a database of its own.") { IsLasting = true };
        }
    }

    /// <summary>
    /// A copy put back into another cluster has rows of higher transactions than that cluster counts: what followers read is lifted above them, or it would be passed over.
    /// </summary>
    private static void Follow(NpgsqlConnection connection)
    {
        const string Behind = """
            SELECT newest - base FROM (
                SELECT GREATEST((SELECT MAX(written) FROM event), (SELECT MAX(written) FROM status_change),
                    (SELECT MAX(position) FROM partner_cursor), (SELECT MAX(position) FROM roll_up_cursor WHERE record <> 'open')) AS newest, feed_base() AS base
            ) AS rows WHERE newest - base >= CAST(CAST(pg_snapshot_xmax(pg_current_snapshot()) AS text) AS BIGINT)
            """;
        using var behind = new NpgsqlCommand(Behind, connection);
        if (behind.ExecuteScalar() is not long)
        {
            return;
        }

        using var transaction = connection.BeginTransaction();
        Execute(connection, $"SELECT pg_advisory_xact_lock({Lock})");
        if (behind.ExecuteScalar() is long above)
        {
            Execute(connection, $"""
                DO $$ BEGIN EXECUTE format(
                    'CREATE OR REPLACE FUNCTION feed_base() RETURNS BIGINT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS ''SELECT CAST(%s AS BIGINT)''', feed_base() + {above} + 1); END $$
                """);
        }

        transaction.Commit();
    }

    /// <summary>What fails keeps its code, by which trouble is told from a bug, and says which script it was.</summary>
    private static void Run(NpgsqlConnection connection, Migration migration)
    {
        try
        {
            Execute(connection, migration.Sql);
        }
        catch (PostgresException exception)
        {
            throw new PostgresException(
                $"Migration {migration.Name} failed, and nothing was kept. Run the SmsBridge that ran before, and report this: {exception.MessageText}",
                exception.Severity, exception.InvariantSeverity, exception.SqlState);
        }
    }

    private static int Scalar(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
