using System.Data.Common;
using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Tests.Support;

/// <summary>Reads that do not end by themselves, as many as one likes: until it is disposed of, readers are at work on them and the rest waits.</summary>
internal sealed class BusyReaders : IAsyncDisposable
{
    private const string Endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _reads = [];
    private readonly Database _database;
    private readonly string? _reader;

    /// <param name="reader">Whose they are; null: the bridge's own.</param>
    public BusyReaders(Database database, int reads, string? reader = null)
    {
        (_database, _reader) = (database, reader);
        Add(reads);
    }

    public void Add(int reads) => _reads.AddRange(Enumerable.Range(0, reads).Select(_ => ReadAsync(_database, _reader, _end.Token)).ToList());

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_reads);
        _end.Dispose();
    }

    private static async Task ReadAsync(Database database, string? reader, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenReadAsync(cancellationToken, reader);
            await connection.ExecuteScalarAsync<long>(new CommandDefinition(Endless, commandTimeout: 0, cancellationToken: cancellationToken));
        }
        catch (Exception exception) when (exception is DbException or OperationCanceledException or StoreUnavailableException)
        {
            // It was ended, or found no room.
        }
    }
}
