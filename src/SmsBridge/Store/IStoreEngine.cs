using System.Data.Common;

namespace SmsBridge.Store;

/// <summary>A kind of store: how it is opened, written to and read. Words of SQL that differ are its <see cref="SqlDialect"/>.</summary>
internal interface IStoreEngine : IDisposable
{
    SqlDialect Dialect { get; }

    /// <summary>Where it is, for people: a file, or a database and its server. Never a password.</summary>
    string Place { get; }

    /// <summary>Full path of the database file; null: it is not one.</summary>
    string? FilePath { get; }

    /// <summary>Whether a service works on it now.</summary>
    bool IsServed { get; }

    /// <summary>Creates what is missing, takes the lock where only one process may work on it, and applies migrations.</summary>
    /// <returns>The schema's version.</returns>
    Task<int> OpenAsync();

    /// <summary>
    /// For one command, beside a service that may be running: takes no lock, frees no leases, and changes the schema only where no service runs and
    /// <paramref name="mayCreate"/> says so.
    /// </summary>
    void OpenBeside(bool mayCreate);

    /// <summary>A connection of the writer's.</summary>
    WriteSession OpenWriter();

    /// <summary>For a look-up that is brief however much there is; sees everything committed.</summary>
    DbConnection OpenRead();

    /// <summary>The same, without a thread that waits while all connections are taken: those who have them may need it to give them back.</summary>
    ValueTask<DbConnection> OpenBriefReadAsync();

    /// <summary>For what may be long: ends as interrupted after <see cref="StorageOptions.ReadTimeout"/>, or when nobody waits for it any more.</summary>
    DbConnection OpenBounded(CancellationToken cancellationToken);

    /// <summary>No one reads any more; the writer still may.</summary>
    void CloseReaders();

    /// <summary>Empties the log of changes, which holds pages as they were before.</summary>
    /// <returns>False: somebody reads from it now.</returns>
    bool EmptyLog();

    /// <summary>Writes all of it anew, so that nothing is left of what was deleted or replaced; everybody else waits to write meanwhile.</summary>
    /// <returns>False: that is its server's to do.</returns>
    bool Rewrite();

    /// <summary>What went wrong while it was opened, as one plain sentence where it is the operator's to mend.</summary>
    Exception Explain(Exception exception);
}
