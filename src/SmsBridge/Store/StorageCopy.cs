using System.Data.Common;
using SmsBridge.Store.Postgres;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Store;

/// <summary>A table that was copied, compared on both sides.</summary>
/// <param name="Checksum">Of all its rows, in any order: 32 hex digits.</param>
internal sealed record CopiedTable(string Table, long Rows, string Checksum);

/// <summary>What the audit of the target says of a move.</summary>
internal sealed record CopyNote(string Actor, string Action);

/// <summary>
/// Moves a SQLite installation to an empty PostgreSQL database, batch by batch, each with its place in one transaction: cut off and called again, it goes on where it was.
/// At no moment can both be started: the target bears a mark from the first row on, and loses it after the file has got its own.
/// </summary>
internal sealed class StorageCopy(StorageOptions options, TimeProvider time, ILogger<StorageCopy> logger)
{
    /// <summary>Rows of one transaction.</summary>
    public const int Batch = 2_000;

    /// <summary>Rows of a table from one line of progress to the next.</summary>
    public const int ToldEvery = 25 * Batch;

    /// <summary>Null: a target can be looked for there.</summary>
    public static string? WhyNone(string to) => PostgresPlace.WhyNone(to) is { } why ? InWordsOfOption(why) : null;

    /// <param name="to">Connection string of the target, of which <see cref="WhyNone"/> says nothing.</param>
    /// <param name="tell">Told a line for each table that was copied, and on the way through large ones.</param>
    /// <exception cref="StoreUnavailableException">In one sentence: the service runs, the target is not empty, a table differs.</exception>
    public IReadOnlyList<CopiedTable> Run(string to, CopyNote note, Action<string> tell, CancellationToken cancellationToken)
    {
        using var source = CopySource.Open(options);
        using var engine = new PostgresEngine(new StorageOptions { Provider = "PostgreSql", ConnectionString = to }, time, logger);
        try
        {
            using var target = CopyTarget.Open(to, source, time.GetUtcNow(), logger);
            foreach (var table in target.Tables)
            {
                var copied = target.Copy(source, table, Batch, soFar => TellOnTheWay(table, soFar, tell), cancellationToken);
                tell($"{table.Name}: {copied} rows copied");
            }

            var compared = target.Tables.Select(table => Compare(source, target, table, cancellationToken)).ToList();
            target.TakeKeys(source.Keys());
            target.LiftSequences(source);
            source.Mark(engine.Place);
            target.Release(note, source.File, time.GetUtcNow());
            return compared;
        }
        catch (StoreUnavailableException exception)
        {
            throw Refused(InWordsOfOption(exception.Message));
        }
        catch (DbException exception) when (engine.Explain(exception) is StoreUnavailableException known)
        {
            var kept = known.IsLasting ? "" : " What was copied so far is kept: run this again and it goes on.";
            throw new StoreUnavailableException(InWordsOfOption(known.Message) + kept, exception);
        }
    }

    private static CopiedTable Compare(CopySource source, CopyTarget target, CopyTable table, CancellationToken cancellationToken)
    {
        using var ours = source.Read(table, table.FromSource, after: null, most: null);
        var before = RowSum.Of(ours, table, cancellationToken);
        using var theirs = target.Read(table);
        var after = RowSum.Of(theirs, table, cancellationToken);
        if (before != after)
        {
            source.Unmark(); // the target never could be started
            throw Refused(
                $"Table {table.Name} differs: {before.Rows} rows with checksum {before} in the file, {after.Rows} rows with checksum {after} in the target. Somebody changed one of them meanwhile: drop the target database, create it anew and run this again.");
        }

        return new CopiedTable(table.Name, after.Rows, after.ToString());
    }

    private static void TellOnTheWay(CopyTable table, long soFar, Action<string> tell)
    {
        if (soFar % ToldEvery == 0)
        {
            tell($"{table.Name}: {soFar} rows so far");
        }
    }

    private static string InWordsOfOption(string message) => message.Replace("Storage:ConnectionString", "--to", StringComparison.Ordinal);

    private static StoreUnavailableException Refused(string why) => new(why) { IsLasting = true };
}
