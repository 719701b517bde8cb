using System.Text.Json;
using System.Text.Json.Serialization;
using SmsBridge.Core.DataTables;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>A data table of a tenant's core, as it is stored.</summary>
internal sealed record DataTableRow
{
    public long TenantId { get; init; }

    public string Name { get; init; } = "";

    public string CoreName { get; init; } = "";

    public string Subject { get; init; } = "";

    public string ColumnsJson { get; init; } = "[]";

    public static string ColumnsOf(DataTable table) =>
        JsonSerializer.Serialize([.. table.Columns.Select(static column => new StoredColumn(column.Name, column.CoreName, column.Kind.ToString(), column.Longest))], StoredColumnsJson.Default.StoredColumnArray);

    /// <summary>Null: of something that this version does not know. Columns of a kind that it does not know are left out.</summary>
    public DataTable? ToTable() =>
        TableSubjects.Find(Subject) is not { } subject ? null
        : new DataTable(Name, CoreName, subject, [
            .. (JsonSerializer.Deserialize(ColumnsJson, StoredColumnsJson.Default.StoredColumnArray) ?? [])
                .Select(static column => Enum.TryParse<ColumnKind>(column.Kind, out var kind) ? new DataColumn(column.Name, column.Core, kind, column.Longest) : null).OfType<DataColumn>(),
        ]);
}

/// <summary>A column, as it is stored.</summary>
internal sealed record StoredColumn(string Name, string Core, string Kind, int Longest);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredColumn[]))]
internal sealed partial class StoredColumnsJson : JsonSerializerContext;
