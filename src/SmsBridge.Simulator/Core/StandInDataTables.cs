using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>A column of a data table of the stand-in core.</summary>
/// <param name="Type">Display type as cores say it: STRING, TEXT, INTEGER, DECIMAL, DATE, DATETIME, BOOLEAN, CODELOOKUP, BINARY.</param>
internal sealed record StandInColumn(string Name, string Type, int Length = 0)
{
    /// <summary>Of a drop-down: the words of its code values, by their numbers.</summary>
    public IReadOnlyDictionary<long, string> Values { get; init; } = new Dictionary<long, string>();
}

/// <summary>A data table of the stand-in core.</summary>
/// <param name="AppTable"><c>m_client</c>, <c>m_loan</c> and the like.</param>
/// <param name="Key">Of its rows: <c>client_id</c>.</param>
internal sealed record StandInDataTable(string Name, string AppTable, string Key, params IReadOnlyList<StandInColumn> Columns)
{
    /// <summary>One client may have several rows.</summary>
    public bool HasManyRows { get; init; }

    /// <summary>With the key, and the row's own number where there are many.</summary>
    public IReadOnlyList<StandInColumn> All =>
        HasManyRows ? [new StandInColumn("id", "INTEGER"), new StandInColumn(Key, "INTEGER"), .. Columns] : [new StandInColumn(Key, "INTEGER"), .. Columns];
}

/// <summary>A tenant's data tables, and <c>GET /datatables</c> as cores answer it (fineract-audits-and-reports.md 3).</summary>
internal sealed class StandInDataTables
{
    private readonly ConcurrentDictionary<string, StandInDataTable> _tables = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Table, long Id), IReadOnlyList<object?[]>> _rows = new();
    private int _asked;

    /// <summary>Its database is PostgreSQL: columns are in small letters.</summary>
    public bool IsLowerCase { get; set; }

    /// <summary>How often a row was asked for.</summary>
    public int Asked => _asked;

    /// <summary>Adds the table, or replaces the one of that name.</summary>
    public void Add(StandInDataTable table) => _tables[table.Name] = table;

    public void Remove(string name) => _tables.TryRemove(name, out _);

    /// <summary>In place of what there was: of each row the values without the key.</summary>
    public void Set(string table, long id, params IReadOnlyList<object?[]> rows) => _rows[(table, id)] = rows;

    public Task AnswerAsync(HttpContext context, StandInTenant tenant, StandInUser user, string[] segments)
    {
        if (segments is ["datatables"])
        {
            var app = context.Request.Query["apptable"].ToString();
            return StandInApi.AnswerAsync(context, 200, StandInHookJson.Text(json => WriteList(json, _tables.Values.Where(each => user.May($"READ_{each.Name}") && (app.Length == 0 || each.AppTable == app)))));
        }

        Interlocked.Increment(ref _asked);
        if (segments is not ["datatables", var name, var id] || !long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || !_tables.TryGetValue(name, out var table))
        {
            return StandInApi.AnswerAsync(context, 404, StandInErrors.NotFound("datatable", 0));
        }

        if (!user.May($"READ_{name}"))
        {
            return StandInApi.AnswerAsync(context, 403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action."));
        }

        var isSeen = table.AppTable switch
        {
            "m_client" => tenant.FindClient(user, number) is not null,
            "m_loan" => tenant.FindLoan(user, number) is not null,
            _ => true,
        };
        return isSeen
            ? StandInApi.AnswerAsync(context, 200, StandInHookJson.Text(json => WriteRows(json, table, number)))
            : StandInApi.AnswerAsync(context, 404, StandInErrors.NotFound(table.AppTable, number));
    }

    private void WriteList(Utf8JsonWriter json, IEnumerable<StandInDataTable> tables)
    {
        json.WriteStartArray();
        foreach (var table in tables)
        {
            json.WriteStartObject();
            json.WriteString("applicationTableName", table.AppTable);
            json.WriteString("registeredTableName", table.Name);
            WriteHeaders(json, "columnHeaderData", table);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteHeaders(Utf8JsonWriter json, string name, StandInDataTable table)
    {
        json.WriteStartArray(name);
        foreach (var (place, column) in table.All.Index())
        {
            json.WriteStartObject();
            json.WriteString("columnName", IsLowerCase ? column.Name.ToLowerInvariant() : column.Name);
            json.WriteString("columnType", column.Type == "STRING" ? "VARCHAR" : column.Type);
            json.WriteNumber("columnLength", column.Length);
            json.WriteString("columnDisplayType", column.Type);
            json.WriteBoolean("isColumnPrimaryKey", place == 0);
            json.WriteStartArray("columnValues");
            foreach (var (id, words) in column.Values)
            {
                json.WriteStartObject();
                json.WriteNumber("id", id);
                json.WriteString("value", words);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteRows(Utf8JsonWriter json, StandInDataTable table, long id)
    {
        json.WriteStartObject();
        WriteHeaders(json, "columnHeaders", table);
        json.WriteStartArray("data");
        var number = 0L;
        foreach (var row in _rows.GetValueOrDefault((table.Name, id), []))
        {
            json.WriteStartObject();
            json.WriteStartArray("row");
            if (table.HasManyRows)
            {
                json.WriteNumberValue(++number);
            }

            json.WriteNumberValue(id);
            foreach (var value in row)
            {
                Write(json, value);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case DateOnly day:
                WriteNumbers(json, day.Year, day.Month, day.Day);
                break;
            case DateTime moment:
                WriteNumbers(json, moment.Year, moment.Month, moment.Day, moment.Hour, moment.Minute, moment.Second);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case long or int:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, params ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray();
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
