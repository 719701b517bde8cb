using Npgsql;
using SmsBridge.Store.Sqlite;

namespace SmsBridge.Store.Postgres;

/// <summary>The tables a copy fills, and their columns on both sides.</summary>
internal static class CopyCatalogue
{
    /// <summary>What others refer to comes first.</summary>
    private static readonly string[] First = ["tenant", "operator", "partner", "subscription"];

    /// <summary>All this database has and the file has too.</summary>
    public static IReadOnlyList<CopyTable> Read(NpgsqlConnection connection, CopySource source)
    {
        var columns = new List<(string Table, string Column, string Type)>();
        using (var command = new NpgsqlCommand(
            """
            SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns AS c
            JOIN information_schema.tables AS t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE'
            WHERE c.table_schema = current_schema() AND c.table_name NOT IN ('schema_version', 'key_ring', 'storage_copy') ORDER BY c.table_name, c.ordinal_position
            """, connection))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                columns.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        return
        [
            .. columns.GroupBy(column => column.Table, StringComparer.Ordinal)
                .OrderBy(group => Array.IndexOf(First, group.Key) is >= 0 and var place ? place : First.Length)
                .Select(group => new CopyTable(
                    group.Key, [.. group.Select(column => new CopyColumn(column.Column, column.Type, CopyTable.SourceOf(group.Key, column.Column)))], source.HasRowNumbers(group.Key))),
        ];
    }
}
