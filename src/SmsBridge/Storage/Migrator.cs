using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Storage;

/// <summary>One numbered SQL file of <c>db/</c>, embedded in the binary.</summary>
/// <param name="Number">The leading four digits.</param>
/// <param name="Name">File name without extension: <c>0001_create_tenant</c>.</param>
internal sealed record Migration(int Number, string Name, string Sql)
{
    /// <summary>All migrations of a dialect (<c>sqlite</c>) in order.</summary>
    public static IReadOnlyList<Migration> All(string dialect)
    {
        var prefix = $"db/{dialect}/";
        var assembly = typeof(Migration).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(assembly, name, prefix.Length))];
    }

    private static Migration Read(Assembly assembly, string resource, int prefixLength)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var name = resource[prefixLength..^".sql".Length];
        return new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }
}

/// <summary>
/// Brings a database up to this binary: applies what is missing, in order, one transaction each, forward only. The write lock is
/// taken before looking, so two processes that start together do not apply twice.
/// </summary>
internal static class Migrator
{
    /// <summary>The schema this binary was written for.</summary>
    public static int Newest(string dialect) => Migration.All(dialect)[^1].Number;

    /// <summary>The schema a database has; 0 when it has none of ours.</summary>
    public static int VersionOf(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'") == 0
            ? 0
            : connection.ExecuteScalar<int>("SELECT COALESCE(MAX(number), 0) FROM schema_version");

    /// <returns>The schema version afterwards.</returns>
    /// <exception cref="StoreUnavailableException">The database is newer than this binary.</exception>
    public static int Apply(SqliteConnection connection, string dialect, DateTimeOffset now, ILogger logger) =>
        Apply(connection, Migration.All(dialect), now, logger);

    /// <inheritdoc cref="Apply(SqliteConnection, string, DateTimeOffset, ILogger)"/>
    internal static int Apply(SqliteConnection connection, IReadOnlyList<Migration> migrations, DateTimeOffset now, ILogger logger)
    {
        connection.Execute("""
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

        var version = connection.ExecuteScalar<int>("SELECT MAX(number) FROM schema_version");
        return version <= migrations[^1].Number
            ? version
            : throw TooNew(version, migrations[^1].Number);
    }

    public static StoreUnavailableException TooNew(int version, int newest) =>
        new($"The database has schema {version}, this program knows up to {newest}: run the newer SmsBridge.");

    private static bool ApplyOne(SqliteConnection connection, Migration migration, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM schema_version WHERE number = @Number", new { migration.Number }, transaction) > 0)
        {
            return false;
        }

        connection.Execute(migration.Sql, transaction: transaction);
        connection.Execute(
            "INSERT INTO schema_version (number, name, applied_at) VALUES (@Number, @Name, @At)",
            new { migration.Number, migration.Name, At = now.ToUnixTimeMilliseconds() },
            transaction);
        transaction.Commit();
        return true;
    }
}
