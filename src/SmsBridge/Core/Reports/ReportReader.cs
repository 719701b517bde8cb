using System.Globalization;
using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Core.Reports;

/// <summary>Reads the object form of a report (fineract-audits-and-reports.md 2).</summary>
internal static class ReportReader
{
    /// <summary>Of one answer: many small values take far more memory than they have bytes.</summary>
    private const long MostCells = 1_000_000;

    public static CoreResult<CoreReport> Read(ReadOnlyMemory<byte> body) =>
        CoreReader.Read(body, static json =>
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Member("columnHeaders") is { ValueKind: JsonValueKind.Array } headers && document.RootElement.Member("data") is { ValueKind: JsonValueKind.Array } data
                    ? Of(headers, data)
                    : null;
        });

    /// <summary>A row that has another number of values than there are columns could be anybody's: then none of it is believed.</summary>
    private static CoreReport? Of(JsonElement headers, JsonElement data)
    {
        var columns = headers.EnumerateArray().Select(header => (Name: header.Member("columnName")?.AsText() ?? "", Type: header.Member("columnDisplayType")?.AsText() ?? "")).ToList();
        if (data.GetArrayLength() * (long)Math.Max(1, columns.Count) > MostCells)
        {
            return null;
        }

        var rows = new List<IReadOnlyList<ReportCell>>(data.GetArrayLength());
        foreach (var item in data.EnumerateArray())
        {
            if (item.Member("row") is not { ValueKind: JsonValueKind.Array } row || row.GetArrayLength() != columns.Count)
            {
                return null;
            }

            rows.Add([.. row.EnumerateArray().Select((value, place) => CellOf(value, columns[place].Type))]);
        }

        return new CoreReport([.. columns.Select(column => column.Name)], rows);
    }

    private static ReportCell CellOf(JsonElement value, string type) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDecimal(out var number) => new ReportCell(null, Amount(number, type)),
            JsonValueKind.String => CellOf(value.AsText(), type), // half a character spoils its own cell alone
            JsonValueKind.Array => new ReportCell(null, Date: DateOf(value)),
            JsonValueKind.True => new ReportCell("true"),
            JsonValueKind.False => new ReportCell("false"),
            _ => default, // also a number that no amount is as large as
        };

    /// <summary>By what its column is said to be: a telephone number of digits is a text.</summary>
    private static ReportCell CellOf(string? text, string type) =>
        type switch
        {
            "DECIMAL" or "INTEGER" when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) =>
                new ReportCell(null, Amount(number, type)),
            "DATE" or "DATETIME" when new ReportCell(text).Day is { } day => new ReportCell(null, Date: day),
            _ => new ReportCell(text),
        };

    /// <summary>An amount without decimals is still one: 1500 of a column of amounts is shown as 1,500.00.</summary>
    private static decimal Amount(decimal number, string type) => type == "DECIMAL" && number.Scale == 0 && Math.Abs(number) < 1_000_000_000_000_000m ? number * 1.00m : number;

    private static DateOnly? DateOf(JsonElement value)
    {
        var parts = value.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.Number && part.TryGetInt32(out var number) ? number : -1).Take(3).ToList();
        return parts is [>= 1 and <= 9999 and var year, >= 1 and <= 12 and var month, >= 1 and var day] && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;
    }
}
