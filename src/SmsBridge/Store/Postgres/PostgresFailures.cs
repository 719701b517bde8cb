using System.Data.Common;
using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>What PostgreSQL's error codes mean for us. Source: its documentation, appendix A.</summary>
internal static class PostgresFailures
{
    /// <summary>Bugs (constraint, SQL error) stay what they are; trouble with server, disk or connection becomes one plain sentence.</summary>
    public static Exception Translate(DbException exception) =>
        exception switch
        {
            StoreUnavailableException => exception,
            PostgresException postgres when WordsOf(postgres) is { } words => new StoreUnavailableException(words, exception) { IsLasting = IsLasting(postgres) },
            PostgresException => exception,
            NpgsqlException { InnerException: TimeoutException } => new StoreUnavailableException("The database did not answer in time.", exception),
            NpgsqlException => new StoreUnavailableException("The database can not be reached.", exception),
            _ => exception,
        };

    /// <summary>Serialisation failure and deadlock: another node wrote to the same rows.</summary>
    public static bool IsConflict(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>The server is not the primary any more, or not yet ("cannot use serializable mode in a hot standby"): another connection may lead to the one that is.</summary>
    public static bool IsStandby(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported };

    private static string? WordsOf(PostgresException exception) =>
        exception.SqlState switch
        {
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => "Too many write to the same rows at once.",
            PostgresErrorCodes.DiskFull => "The disk of the database server is full.",
            PostgresErrorCodes.OutOfMemory => "The database server is out of memory.",
            PostgresErrorCodes.TooManyConnections => "The database server takes no more connections (max_connections).",
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or "57P05" => "The database server is shutting down or starting.",
            PostgresErrorCodes.ObjectNotInPrerequisiteState => "The database takes no connections now.",
            PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.FeatureNotSupported => "The database server takes no writes now: it is a standby.",
            PostgresErrorCodes.QueryCanceled => "This took too long to read. Narrow it: a shorter time, one tenant, a whole number.",
            PostgresErrorCodes.LockNotAvailable => "Another process holds the database.",
            PostgresErrorCodes.IoError => "The disk of the database server reports an error.",
            PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
                $"Storage:ConnectionString: the database server refuses the user or the password ({exception.MessageText}).",
            PostgresErrorCodes.InvalidCatalogName => $"Storage:ConnectionString: there is no such database ({exception.MessageText}). Create it, owned by the bridge's user.",
            PostgresErrorCodes.InsufficientPrivilege => $"Storage:ConnectionString: the user may not do this ({exception.MessageText}). Make it the owner of the database.",
            { Length: 5 } code when code.StartsWith("08", StringComparison.Ordinal) => "The connection to the database was lost.",
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted => "The database is damaged.",
            _ => null,
        };

    private static bool IsLasting(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName
        or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted;
}
