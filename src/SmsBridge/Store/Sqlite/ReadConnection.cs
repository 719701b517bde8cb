using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SmsBridge.Store.Sqlite;

/// <summary>
/// A reader's connection that ends what it does as soon as nobody waits for it any more, or when it has taken too long: SQLite's client heeds no
/// token once a statement runs, and a read that goes on keeps its thread and the WAL.
/// </summary>
internal sealed class ReadConnection : SqliteConnection
{
    /// <summary>Steps of SQLite's machine between two looks: some tens of microseconds.</summary>
    private const int Steps = 1_000;

    private readonly TimeProvider _time;
    private readonly TimeSpan _longest;
    private readonly CancellationToken _cancelled;
    private readonly long _began;

    public ReadConnection(string connectionString, TimeProvider time, TimeSpan longest, CancellationToken cancellationToken)
        : base(connectionString)
    {
        (_time, _longest, _cancelled, _began) = (time, longest, cancellationToken, time.GetTimestamp());
        _cancelled.ThrowIfCancellationRequested();
        Open();
        raw.sqlite3_progress_handler(Handle, Steps, Look, null);
    }

    /// <summary>The connection beneath goes back to those that are kept, and its next user has other limits.</summary>
    public override void Close()
    {
        if (State == System.Data.ConnectionState.Open)
        {
            raw.sqlite3_progress_handler(Handle, 0, null, null);
        }

        base.Close();
    }

    /// <inheritdoc cref="BackToPool.After"/>
    public override ValueTask DisposeAsync() => BackToPool.After(base.DisposeAsync());

    /// <returns>0: go on; else the statement ends as interrupted.</returns>
    private int Look(object? nothing) => _cancelled.IsCancellationRequested || _time.GetElapsedTime(_began) > _longest ? 1 : 0;
}
