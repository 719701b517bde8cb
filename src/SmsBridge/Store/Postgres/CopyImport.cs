using System.Data.Common;
using Npgsql;
using NpgsqlTypes;

namespace SmsBridge.Store.Postgres;

/// <summary>Rows of the file into a table, in binary form.</summary>
internal static class CopyImport
{
    /// <returns>How many, and the number of the last row.</returns>
    public static (long Count, long Last) Run(NpgsqlConnection connection, CopyTable table, DbDataReader rows)
    {
        using var import = connection.BeginBinaryImport($"COPY \"{table.Name}\" ({table.Quoted}) FROM STDIN (FORMAT BINARY)");
        var (count, last) = (0L, 0L);
        while (rows.Read())
        {
            import.StartRow();
            for (var index = 0; index < table.Columns.Count; index++)
            {
                Write(import, rows, index, table.Columns[index].Type);
            }

            (count, last) = (count + 1, rows.GetInt64(table.Columns.Count));
        }

        import.Complete();
        return (count, last);
    }

    private static void Write(NpgsqlBinaryImporter import, DbDataReader rows, int index, string type)
    {
        if (rows.IsDBNull(index))
        {
            import.WriteNull();
        }
        else if (type == "bigint")
        {
            import.Write(rows.GetInt64(index), NpgsqlDbType.Bigint);
        }
        else if (type == "bytea")
        {
            import.Write(rows.GetFieldValue<byte[]>(index), NpgsqlDbType.Bytea);
        }
        else
        {
            import.Write(rows.GetString(index), NpgsqlDbType.Text);
        }
    }
}
