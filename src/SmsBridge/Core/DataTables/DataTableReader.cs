using System.Globalization;
using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Core.DataTables;

/// <summary>Reads what a core says of its data tables, and a row in the object form (fineract-audits-and-reports.md 2 and 3).</summary>
internal static class DataTableReader
{
    public static CoreResult<IReadOnlyList<CoreTable>> ReadTables(ReadOnlyMemory<byte> body) =>
        CoreReader.Read(body, static json =>
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Array ? (IReadOnlyList<CoreTable>)[.. document.RootElement.EnumerateArray().Select(TableOf)] : null;
        });

    /// <summary>
    /// A row counts only if it says itself that it is of whom was asked for: a table of that name may have been made anew, for loans where it was for clients.
    /// </summary>
    public static CoreResult<TableRow> ReadRow(ReadOnlyMemory<byte> body, DataTable table, long id) =>
        CoreReader.Read(body, json =>
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Member("columnHeaders") is { ValueKind: JsonValueKind.Array } headers && document.RootElement.Member("data") is { ValueKind: JsonValueKind.Array } data
                ? RowOf(headers, data, table, id)
                : null;
        });

    private static CoreTable TableOf(JsonElement table) => new(
        table.Member("registeredTableName")?.AsText() ?? "", table.Member("applicationTableName")?.AsText() ?? "",
        table.Member("columnHeaderData") is { ValueKind: JsonValueKind.Array } headers ? [.. headers.EnumerateArray().Select(ColumnOf)] : []);

    private static CoreColumn ColumnOf(JsonElement header)
    {
        var kind = KindOf(header);
        var longest = kind == ColumnKind.Choice
            ? ValuesOf(header).Select(static value => value.Member("value")?.AsText()?.Length ?? 0).DefaultIfEmpty().Max()
            : header.Member("columnLength") is { ValueKind: JsonValueKind.Number } length && length.TryGetInt32(out var number) ? number : 0;
        return new CoreColumn(NameOf(header), kind, longest);
    }

    private static TableRow? RowOf(JsonElement headers, JsonElement data, DataTable table, long id)
    {
        if (data.GetArrayLength() != 1)
        {
            return TableRow.None(data.GetArrayLength() == 0
                ? $"The core's data table {table.CoreName} has no row of the {TableSubjects.WordsOf(table.Subject)}."
                : $"The core's data table {table.CoreName} has several rows of the {TableSubjects.WordsOf(table.Subject)}.");
        }

        if (data[0].Member("row") is not { ValueKind: JsonValueKind.Array } row || row.GetArrayLength() != headers.GetArrayLength())
        {
            return null; // a row that has another number of values than there are columns could be anybody's
        }

        var places = Places(headers);
        return PlaceOf(places, TableSubjects.KeyOf(table.Subject)) is not { } key || WholeOf(row[key]) != id
            ? TableRow.None($"The core's data table {table.CoreName} does not say that its row is of this {TableSubjects.WordsOf(table.Subject)}.")
            : new TableRow(
                table.Columns.Select(column => (column.Name, Cell: PlaceOf(places, column.CoreName) is { } place ? CellOf(row[place], headers[place]) : null))
                    .Where(static each => each.Cell is not null).ToDictionary(static each => each.Name, static each => each.Cell!.Value, StringComparer.Ordinal),
                WhyNone: null);
    }

    /// <summary>Names in small letters too, as some databases have them, where no two are alike then.</summary>
    private static Dictionary<string, int> Places(JsonElement headers)
    {
        var places = headers.EnumerateArray().Select((header, place) => (Name: NameOf(header), place)).ToList();
        var known = places.GroupBy(static each => each.Name.ToLowerInvariant(), static each => each.place, StringComparer.Ordinal).Where(static group => group.Count() == 1)
            .ToDictionary(static group => group.Key, static group => group.Single(), StringComparer.Ordinal);
        foreach (var (name, place) in places)
        {
            known[name] = place;
        }

        return known;
    }

    private static int? PlaceOf(Dictionary<string, int> places, string name) =>
        places.TryGetValue(name, out var place) || places.TryGetValue(name.ToLowerInvariant(), out place) ? place : null;

    private static TableCell? CellOf(JsonElement value, JsonElement header) =>
        value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.Object ? null
        : KindOf(header) switch
        {
            ColumnKind.Choice => WholeOf(value) is { } id && ValuesOf(header).Where(each => each.Member("id") is { } number && WholeOf(number) == id)
                .Select(static each => each.Member("value")?.AsText()).FirstOrDefault() is { } words ? new TableCell(words) : null,
            ColumnKind.Whole or ColumnKind.Amount => NumberOf(value) is { } number ? new TableCell(null, number) : null,
            ColumnKind.Date => DayOf(value) is { } day ? new TableCell(null, Date: day) : null,
            ColumnKind.DateTime => DayOf(value) is { } day ? new TableCell(null, Date: day, Time: TimeOf(value)) : null,
            ColumnKind.Truth => TruthOf(value) is { } truth ? new TableCell(null, Truth: truth) : null,
            ColumnKind.Text => TextOf(value) is { } text ? new TableCell(text) : null,
            _ => null,
        };

    private static string NameOf(JsonElement header) => header.Member("columnName")?.AsText() ?? "";

    /// <summary>By what the core shows it as, else by the database's type. Null: pictures, and what no version had so far.</summary>
    private static ColumnKind? KindOf(JsonElement header) =>
        header.Member("columnDisplayType")?.AsText()?.ToUpperInvariant() switch
        {
            "STRING" or "TEXT" or "CODEVALUE" => ColumnKind.Text,
            "INTEGER" => ColumnKind.Whole,
            "DECIMAL" or "FLOAT" => ColumnKind.Amount,
            "DATE" => ColumnKind.Date,
            "DATETIME" => ColumnKind.DateTime,
            "BOOLEAN" => ColumnKind.Truth,
            "CODELOOKUP" => ColumnKind.Choice,
            _ => null,
        };

    private static IEnumerable<JsonElement> ValuesOf(JsonElement header) =>
        header.Member("columnValues") is { ValueKind: JsonValueKind.Array } values ? values.EnumerateArray() : [];

    private static decimal? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? (value.TryGetDecimal(out var number) ? number : null)
        : decimal.TryParse(value.AsText(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read) ? read : null;

    private static long? WholeOf(JsonElement value) =>
        NumberOf(value) is { } number && decimal.Truncate(number) == number && number is >= 0 and <= long.MaxValue ? (long)number : null;

    private static bool? TruthOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => (value.AsText() ?? NumberOf(value)?.ToString("0", CultureInfo.InvariantCulture))?.ToLowerInvariant() switch
            {
                "true" or "1" => true,
                "false" or "0" => false,
                _ => null,
            },
        };

    private static string? TextOf(JsonElement value) =>
        value.AsText() ?? (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number.ToString(CultureInfo.InvariantCulture) : null);

    private static DateOnly? DayOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? PartsOf(value) is [>= 1 and <= 9999 and var year, >= 1 and <= 12 and var month, >= 1 and var day, ..] && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null
            : value.AsText() is { Length: >= 10 } text && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;

    private static TimeOnly? TimeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? PartsOf(value) is [_, _, _, >= 0 and <= 23 and var hour, >= 0 and <= 59 and var minute, ..] ? new TimeOnly(hour, minute) : null
            : value.AsText() is { Length: >= 16 } text && TimeOnly.TryParseExact(text.AsSpan(11, 5), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? read : null;

    private static List<int> PartsOf(JsonElement value) =>
        [.. value.EnumerateArray().Take(6).Select(static part => part.ValueKind == JsonValueKind.Number && part.TryGetInt32(out var number) ? number : -1)];
}
