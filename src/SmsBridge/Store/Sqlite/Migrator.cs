using Microsoft.Data.Sqlite;

namespace SmsBridge.Store.Sqlite;

/// <summary>
/// Brings a database up to this binary: applies what is missing, in order, one transaction each, forward only. The write lock is
/// taken before looking, so two processes that start together do not apply twice.
/// </summary>
internal static class Migrator
{
    /// <summary>The schema this binary was written for.</summary>
    public static int Newest(string dialect) => Migration.Newest(dialect);

    /// <summary>The schema a database has; 0 when it has none of ours.</summary>
    public static int VersionOf(SqliteConnection connection) =>
        IsOurs(connection) ? (int)Scalar(connection, "SELECT COALESCE(MAX(number), 0) FROM schema_version") : 0;

    /// <returns>The schema version afterwards.</returns>
    /// <exception cref="StoreUnavailableException">The database is newer than this binary.</exception>
    public static int Apply(SqliteConnection connection, string dialect, DateTimeOffset now, ILogger logger) =>
        Migration.Newest(dialect) is var newest && HasAll(connection, newest)
            ? newest
            : Apply(connection, Migration.All(dialect), now, logger);

    /// <inheritdoc cref="Apply(SqliteConnection, string, DateTimeOffset, ILogger)"/>
    internal static int Apply(SqliteConnection connection, IReadOnlyList<Migration> migrations, DateTimeOffset now, ILogger logger)
    {
        Execute(connection, """
            CREATE TABLE IF NOT EXISTS schema_version (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)
            """);

        foreach (var migration in migrations)
        {
            if (ApplyOne(connection, migration, now))
            {
                logger.MigrationApplied(migration.Name);
            }
        }

        var version = (int)Scalar(connection, "SELECT MAX(number) FROM schema_version");
        return version <= migrations[^1].Number
            ? version
            : throw Migration.TooNew(version, migrations[^1].Number);
    }

    private static bool ApplyOne(SqliteConnection connection, Migration migration, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (Scalar(connection, "SELECT COUNT(*) FROM schema_version WHERE number = @Number", ("@Number", migration.Number)) > 0)
        {
            return false;
        }

        Run(connection, migration);
        Execute(
            connection,
            "INSERT INTO schema_version (number, name, applied_at) VALUES (@Number, @Name, @At)",
            ("@Number", migration.Number), ("@Name", migration.Name), ("@At", now.ToUnixTimeMilliseconds()));
        transaction.Commit();
        return true;
    }

    /// <summary>What fails keeps its code, by which trouble of the disk is told from a bug, and says which script it was.</summary>
    private static void Run(SqliteConnection connection, Migration migration)
    {
        try
        {
            Execute(connection, migration.Sql);
        }
        catch (SqliteException exception)
        {
            throw new SqliteException(
                $"Migration {migration.Name} failed, and nothing of it was kept: the database stays at schema {migration.Number - 1}. Run the SmsBridge that ran before, and report this: {exception.Message}",
                exception.SqliteErrorCode, exception.SqliteExtendedErrorCode);
        }
    }

    /// <summary>The usual start: one look instead of a transaction for each. Nothing is taken out of the table, so all seen once stays so.</summary>
    private static bool HasAll(SqliteConnection connection, int newest) =>
        IsOurs(connection)
        && Scalar(connection, "SELECT MAX(number) FROM schema_version HAVING COUNT(*) = MAX(number)") == newest;

    private static bool IsOurs(SqliteConnection connection) =>
        Scalar(connection, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'") > 0;

    /// <returns>0 for no row.</returns>
    private static long Scalar(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteScalar() is long value ? value : 0;
    }

    private static void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = Command(connection, sql, parameters);
        command.ExecuteNonQuery();
    }

    /// <summary>Plain ADO.NET: this runs at every start, and Dapper compiles code for each statement it meets. Takes part in the connection's transaction.</summary>
    private static SqliteCommand Command(SqliteConnection connection, string sql, ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
