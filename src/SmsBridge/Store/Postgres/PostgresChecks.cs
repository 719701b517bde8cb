using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>Whether a server keeps what it is given, before anything is.</summary>
internal static class PostgresChecks
{
    private const int Oldest = 150_000;

    /// <exception cref="StoreUnavailableException">With what to change.</exception>
    public static void Run(NpgsqlConnection connection)
    {
        if (int.Parse(Setting(connection, "server_version_num"), System.Globalization.CultureInfo.InvariantCulture) < Oldest)
        {
            throw Refused($"PostgreSQL {Setting(connection, "server_version")} is too old: 15 or newer is needed.");
        }

        if (Setting(connection, "server_encoding") != "UTF8")
        {
            throw Refused($"the database's encoding is {Setting(connection, "server_encoding")}. Create it with ENCODING 'UTF8'.");
        }

        if (Setting(connection, "fsync") != "on")
        {
            throw Refused("the server runs with fsync=off: what it answers is lost with the power. Set fsync=on and restart it.");
        }

        var commit = Setting(connection, "synchronous_commit");
        if (commit == "off" || (commit == "local" && Setting(connection, "synchronous_standby_names").Length > 0))
        {
            throw Refused($"the server runs with synchronous_commit={commit}: what it answers may be lost. Set synchronous_commit=on.");
        }
    }

    private static string Setting(NpgsqlConnection connection, string name)
    {
        using var command = new NpgsqlCommand($"SHOW {name}", connection);
        return (string)command.ExecuteScalar()!;
    }

    private static StoreUnavailableException Refused(string why) => new($"Storage:ConnectionString: {why}") { IsLasting = true };
}
