using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;

namespace SmsBridge.Store;

/// <summary>Rows counted and summed up, whatever their order: SHA-256 of each row, added.</summary>
internal readonly record struct RowSum(long Rows, UInt128 Sum)
{
    public static RowSum Of(DbDataReader reader, CopyTable table, CancellationToken cancellationToken)
    {
        using var row = new MemoryStream();
        using var writer = new BinaryWriter(row);
        var (rows, sum) = (0L, UInt128.Zero);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            row.SetLength(0);
            for (var index = 0; index < table.Columns.Count; index++)
            {
                Write(writer, reader, index, table.Columns[index].Type);
            }

            writer.Flush();
            SHA256.HashData(row.GetBuffer().AsSpan(0, (int)row.Length), hash);
            (rows, sum) = (rows + 1, unchecked(sum + System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash)));
        }

        return new RowSum(rows, sum);
    }

    public override string ToString() => Sum.ToString("x32", CultureInfo.InvariantCulture);

    private static void Write(BinaryWriter writer, DbDataReader reader, int index, string type)
    {
        if (reader.IsDBNull(index))
        {
            writer.Write((byte)0);
            return;
        }

        writer.Write((byte)1);
        switch (type)
        {
            case "bigint":
                writer.Write(reader.GetInt64(index));
                break;
            case "bytea":
                var bytes = reader.GetFieldValue<byte[]>(index);
                writer.Write(bytes.Length);
                writer.Write(bytes);
                break;
            default:
                writer.Write(reader.GetString(index));
                break;
        }
    }
}
