using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>The table a target has while a copy into it is not complete: how far each table is.</summary>
internal static class CopyMark
{
    public const string Exists = "SELECT to_regclass('storage_copy') IS NOT NULL";

    /// <exception cref="StoreUnavailableException">Only a part of an installation is there.</exception>
    public static void Check(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Exists, connection);
        if (command.ExecuteScalar() is true)
        {
            throw new StoreUnavailableException(
                $"Storage:ConnectionString: database {connection.Database} holds a copy that is not complete. Run \"storage copy\" again, with the file's settings, until it says it is done.") { IsLasting = true };
        }
    }
}
