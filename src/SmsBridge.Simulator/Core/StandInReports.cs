using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>A report of the stand-in core.</summary>
/// <param name="Columns">Name, and display type as cores say it: STRING, INTEGER, DECIMAL, DATE.</param>
internal sealed record StandInReport(string Name, IReadOnlyList<(string Name, string Type)> Columns, Func<IReadOnlyDictionary<string, string>, IEnumerable<object?[]>> Rows)
{
    /// <summary>Without a value for each the core's SQL is wrong.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];
}

/// <summary>A tenant's reports, and <c>GET /runreports/{name}</c> as cores answer it (fineract-audits-and-reports.md 2).</summary>
internal sealed class StandInReports
{
    private readonly ConcurrentDictionary<string, StandInReport> _reports = new(StringComparer.Ordinal);
    private int _runs;

    /// <summary>Its database is PostgreSQL: columns are in small letters.</summary>
    public bool IsLowerCase { get; set; }

    /// <summary>Up to 1.8 every value is a text.</summary>
    public bool IsAllText { get; set; }

    /// <summary>How often one was run.</summary>
    public int Runs => _runs;

    /// <summary>Adds the report, or replaces the one of that name.</summary>
    public void Add(StandInReport report) => _reports[report.Name] = report;

    public Task AnswerAsync(HttpContext context, StandInUser user, string name)
    {
        Interlocked.Increment(ref _runs);
        if (!user.May("REPORTING_SUPER_USER") && !user.May($"READ_{name}"))
        {
            return StandInApi.AnswerAsync(context, 403, StandInErrors.Json("403", StandInErrors.NotAuthorized, "Insufficient privileges to perform this action."));
        }

        if (!_reports.TryGetValue(name, out var report))
        {
            return StandInApi.AnswerAsync(context, 404, StandInErrors.NotFound("report", 0));
        }

        var given = context.Request.Query.Where(each => each.Key.StartsWith("R_", StringComparison.Ordinal)).ToDictionary(each => each.Key[2..], each => each.Value.ToString(), StringComparer.Ordinal);
        return report.Parameters.Any(parameter => !given.ContainsKey(parameter))
            ? StandInApi.AnswerAsync(context, 403, StandInErrors.Json("403", "error.msg.report.unknown.data.integrity.issue", "SQL syntax"))
            : StandInApi.AnswerAsync(context, 200, StandInHookJson.Text(json => Write(json, report, report.Rows(given))));
    }

    private void Write(Utf8JsonWriter json, StandInReport report, IEnumerable<object?[]> rows)
    {
        json.WriteStartObject();
        json.WriteStartArray("columnHeaders");
        foreach (var (name, type) in report.Columns)
        {
            json.WriteStartObject();
            json.WriteString("columnName", IsLowerCase ? name.ToLowerInvariant() : name);
            json.WriteString("columnType", type == "STRING" ? "VARCHAR" : type);
            json.WriteString("columnDisplayType", type);
            json.WriteBoolean("isColumnNullable", value: false);
            json.WriteBoolean("isColumnPrimaryKey", value: false);
            json.WriteStartArray("columnValues");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteStartArray("row");
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

    private void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case DateOnly day when !IsAllText:
                json.WriteStartArray();
                json.WriteNumberValue(day.Year);
                json.WriteNumberValue(day.Month);
                json.WriteNumberValue(day.Day);
                json.WriteEndArray();
                break;
            case DateOnly day:
                json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case decimal number when !IsAllText:
                json.WriteNumberValue(number);
                break;
            case long number when !IsAllText:
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
