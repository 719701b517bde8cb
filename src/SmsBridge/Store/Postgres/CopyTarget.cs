using System.Data.Common;
using Npgsql;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Store.Postgres;

/// <summary>The database an installation moves to: its schema made, marked as not complete, and filled.</summary>
internal sealed class CopyTarget : IDisposable
{
    private const long Lock = 0x536D7343; // "SmsC"

    /// <summary>Not empty in a new database, or not of the copy.</summary>
    private static readonly string[] Seeded = ["event_type", "directory_version", "partner_cursor", "roll_up_cursor", "inbox_cursor", "text_directory", "route_directory", "hold_directory", "restore_mark"];

    /// <summary>Below every row number: an event type of ours has -1.</summary>
    private const long BeforeAll = -1_000;

    private readonly NpgsqlConnection _connection;

    private CopyTarget(NpgsqlConnection connection) => _connection = connection;

    public IReadOnlyList<CopyTable> Tables { get; private set; } = [];

    /// <exception cref="StoreUnavailableException">It is not empty, or of another program, version or copy.</exception>
    public static CopyTarget Open(string to, CopySource source, DateTimeOffset now, ILogger logger)
    {
        var target = new CopyTarget(new NpgsqlConnection(new NpgsqlConnectionStringBuilder(PostgresPlace.Of(to).ConnectionString) { Pooling = false, CommandTimeout = 0 }.ToString()));
        try
        {
            target._connection.Open();
            target.Prepare(source, now, logger);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <param name="tell">Told how many rows were copied so far, after each batch that is not the last.</param>
    /// <returns>Rows copied now; those of an earlier call are there already.</returns>
    public long Copy(CopySource source, CopyTable table, int batch, Action<long> tell, CancellationToken cancellationToken)
    {
        for (var copied = 0L; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var transaction = _connection.BeginTransaction();
            if (Scalar("SELECT position FROM storage_copy WHERE name = $1", table.Name) is not long position || position == long.MaxValue)
            {
                return copied; // complete
            }

            using var rows = table.HasRowNumbers
                ? source.Read(table, $"{table.FromSource}, rowid", position, batch)
                : source.Read(table, $"{table.FromSource}, 0", after: null, most: null);
            var (count, last) = ImportOrTell(table, rows);
            var isDone = !table.HasRowNumbers || count < batch;
            Execute("UPDATE storage_copy SET position = $2 WHERE name = $1", table.Name, isDone ? long.MaxValue : last);
            transaction.Commit();
            copied += count;
            if (isDone)
            {
                return copied;
            }

            tell(copied);
        }
    }

    public DbDataReader Read(CopyTable table)
    {
        using var command = new NpgsqlCommand($"SELECT {table.Quoted} FROM \"{table.Name}\"", _connection);
        return command.ExecuteReader();
    }

    /// <summary>The key ring, which is in the database here.</summary>
    public void TakeKeys(IReadOnlyList<(string Name, string Xml)> keys)
    {
        using var transaction = _connection.BeginTransaction();
        Execute("DELETE FROM key_ring");
        foreach (var (name, xml) in keys)
        {
            Execute("INSERT INTO key_ring (name, xml) VALUES ($1, $2)", name, xml);
        }

        transaction.Commit();
    }

    /// <summary>New rows get numbers no row of the file ever had.</summary>
    public void LiftSequences(CopySource source)
    {
        foreach (var table in Tables.Where(table => table.Columns.Any(column => column.Name == "id")))
        {
            if (Scalar("SELECT pg_get_serial_sequence($1, 'id')", table.Name) is string sequence)
            {
                var highest = Math.Max(source.HighestGiven(table.Name), (long)Scalar($"SELECT COALESCE(MAX(id), 0) FROM \"{table.Name}\"")!);
                Scalar("SELECT setval(CAST($1 AS regclass), $2, $3)", sequence, Math.Max(highest, 1), highest > 0);
            }
        }
    }

    /// <summary>It is complete: services may start on it, and its audit says who moved it from where.</summary>
    public void Release(CopyNote note, string file, DateTimeOffset now)
    {
        using (var transaction = _connection.BeginTransaction())
        {
            Execute("INSERT INTO audit (at, actor, action, before, after) VALUES ($1, $2, $3, $4, $5)",
                now.ToUnixTimeMilliseconds(), note.Actor, note.Action, file, $"{_connection.Host}/{_connection.Database}");
            Execute("DROP TABLE storage_copy");
            transaction.Commit();
        }

        Execute("ANALYZE");
    }

    public void Dispose() => _connection.Dispose();

    private void Prepare(CopySource source, DateTimeOffset now, ILogger logger)
    {
        PostgresChecks.Run(_connection);
        if (Scalar("SELECT pg_try_advisory_lock($1)", Lock) is not true)
        {
            throw Refused("another copy into it is at work.");
        }

        var migrations = Migration.All("postgres");
        var version = PostgresMigrator.VersionOf(_connection);
        var isBegun = Scalar(CopyMark.Exists) is true;
        if (source.IsMoved && !isBegun)
        {
            throw Refused("nothing is left to copy: the file was moved already (see the file .moved beside it).");
        }

        if (version > 0 && version < migrations[^1].Number)
        {
            throw Refused($"it holds tables of an older SmsBridge (schema {version}). Drop the database, create it anew and run this again.");
        }

        PostgresMigrator.Apply(_connection, migrations, now, logger);
        Tables = CopyCatalogue.Read(_connection, source);
        if (!isBegun)
        {
            Begin(source);
        }
        else if (Scalar("SELECT name FROM storage_copy WHERE position = -2") as string != source.Identity)
        {
            throw Refused("it holds the beginning of a copy of another file, or of this one before the service ran on it again. Drop the database, create it anew and run this again.");
        }
    }

    private void Begin(CopySource source)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var table in Tables.Select(table => table.Name).Append("key_ring").Except(Seeded, StringComparer.Ordinal))
        {
            Execute($"LOCK TABLE \"{table}\" IN ACCESS EXCLUSIVE MODE");
            if (Scalar($"SELECT 1 FROM \"{table}\" LIMIT 1") is not null)
            {
                throw Refused($"it is not empty: table {table} has rows. Give an empty database.");
            }
        }

        foreach (var table in Seeded)
        {
            Execute($"DELETE FROM \"{table}\"");
        }

        Execute("CREATE TABLE storage_copy (name TEXT PRIMARY KEY, position BIGINT NOT NULL)");
        Execute("INSERT INTO storage_copy (name, position) VALUES ($1, -2)", source.Identity);
        foreach (var table in Tables)
        {
            Execute("INSERT INTO storage_copy (name, position) VALUES ($1, $2)", table.Name, BeforeAll);
        }

        transaction.Commit();
    }

    private (long Count, long Last) ImportOrTell(CopyTable table, DbDataReader rows)
    {
        try
        {
            return CopyImport.Run(_connection, table, rows);
        }
        catch (PostgresException exception) when (exception.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            throw Refused($"table {table.Name} has a value PostgreSQL can not hold ({exception.MessageText}; {exception.Where}). Correct it in the file and run this again: it goes on.");
        }
    }

    private object? Scalar(string sql, params object[] parameters)
    {
        using var command = Command(sql, parameters);
        var found = command.ExecuteScalar();
        return found is DBNull ? null : found;
    }

    private void Execute(string sql, params object[] parameters)
    {
        using var command = Command(sql, parameters);
        command.ExecuteNonQuery();
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        return command;
    }

    private static StoreUnavailableException Refused(string why) => new($"Storage:ConnectionString: {why}") { IsLasting = true };
}
