using Npgsql;

namespace SmsBridge.Store.Postgres;

/// <summary>Which database a connection string names, and how it is spoken to unless it says otherwise.</summary>
internal static class PostgresPlace
{
    private const string Like = "Storage:ConnectionString must be like \"Host=db.example;Database=smsbridge;Username=smsbridge;Password=...\"";

    /// <summary>Why it names none; null: it does. Nobody is asked.</summary>
    public static string? WhyNone(string connectionString)
    {
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(connectionString);
            return string.IsNullOrEmpty(parts.Host) ? $"{Like}: Host is missing." : string.IsNullOrEmpty(parts.Database) ? $"{Like}: Database is missing." : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or NotSupportedException or InvalidCastException)
        {
            return $"{Like}: {exception.Message}";
        }
    }

    public static NpgsqlConnectionStringBuilder Of(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        SetUnlessGiven(parts, "Application Name", "SmsBridge");
        SetUnlessGiven(parts, "Timeout", 5); // seconds, to connect: writes that wait are refused then
        SetUnlessGiven(parts, "Command Timeout", 30);
        SetUnlessGiven(parts, "Keepalive", 10); // a server that vanished is noticed
        if (parts.Host!.Contains(',', StringComparison.Ordinal))
        {
            SetUnlessGiven(parts, "Target Session Attributes", "primary");
            SetUnlessGiven(parts, "Host Recheck Seconds", 1);
        }

        return parts;
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder parts, string keyword, object value)
    {
        if (!parts.ShouldSerialize(keyword)) // ContainsKey says whether there is such a keyword at all
        {
            parts[keyword] = value;
        }
    }
}
