using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Store;

/// <content>Reading: at once, or in line with a bound.</content>
internal sealed partial class Database
{
    /// <summary>
    /// A read-only connection from the pool, for a look-up that is brief however much there is; sees everything committed. All else is for
    /// <see cref="OpenReadAsync"/>: it would hold its caller's thread, and keep the WAL from shrinking.
    /// </summary>
    public DbConnection OpenRead()
    {
        var connection = new SqliteConnection(_readConnectionString ?? throw NotOpen());
        connection.Open();
        return connection;
    }

    /// <summary>
    /// For whatever somebody asked for and may be long or many: to be awaited, and disposed of with <c>await using</c>. What lies between runs on one of a few threads of
    /// the store's own, with a read-only connection; it ends as interrupted when <paramref name="cancellationToken"/> says so or after
    /// <see cref="StorageOptions.ReadTimeout"/>. Nothing else may be waited for meanwhile.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Too many wait already.</exception>
    public ReadTurn OpenReadAsync(CancellationToken cancellationToken)
    {
        var readers = _readers ?? throw NotOpen();
        return readers.HasRoom
            ? new ReadTurn(readers, OpenBounded, cancellationToken)
            : throw new StoreUnavailableException("Too many searches wait already: try again in a moment.");
    }

    private DbConnection OpenBounded(CancellationToken cancellationToken) =>
        new ReadConnection(_readConnectionString ?? throw NotOpen(), time, _options.ReadTimeout, cancellationToken);
}
