using System.Globalization;
using SmsBridge.Core.DataTables;
using SmsBridge.Messages;
using SmsBridge.Texts;

namespace SmsBridge.Relay;

/// <summary>From rows of data tables to what a text can name. Pure.</summary>
internal static class TableValues
{
    /// <summary>Those that there are: what is missing, or longer than a value may be, is not in it.</summary>
    /// <param name="format">Of the text's language.</param>
    public static IReadOnlyDictionary<string, string>? Of(IReadOnlyList<OwnVariable> named, IReadOnlyDictionary<string, TableRow> rows, TextFormat format)
    {
        if (named.Count == 0)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var variable in named)
        {
            if (CellOf(variable, rows) is { } cell && Written(cell, variable.Kind, format) is { Length: > 0 and <= OwnVariable.LongestValue } value)
            {
                values[variable.Name] = value;
            }
        }

        return values;
    }

    /// <summary>Why a variable has no value, to follow that it has none; empty: there is nothing to add.</summary>
    public static string WhyNone(string name, IReadOnlyList<OwnVariable> named, IReadOnlyDictionary<string, TableRow> rows) =>
        named.FirstOrDefault(each => each.Name == name) is not { } variable ? ""
        : rows.GetValueOrDefault(variable.Table)?.WhyNone is { } why ? $" {why}"
        : CellOf(variable, rows)?.Text?.Length > OwnVariable.LongestValue ? string.Create(CultureInfo.InvariantCulture, $" What it has is longer than {OwnVariable.LongestValue} characters.")
        : "";

    /// <summary>What a language is looked up by.</summary>
    public static string? KeyOf(TableCell? cell) =>
        cell is not { } known ? null
        : known.Text ?? known.Number?.ToString(CultureInfo.InvariantCulture) ?? (known.Truth is { } truth ? (truth ? "true" : "false") : known.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static TableCell? CellOf(OwnVariable variable, IReadOnlyDictionary<string, TableRow> rows) =>
        rows.GetValueOrDefault(variable.Table)?.Cells is { } cells && cells.TryGetValue(variable.Column, out var cell) ? cell : null;

    /// <summary>As its own kind, whatever it was when the table was set: the core may have changed a column since.</summary>
    private static string Written(TableCell cell, OwnValue kind, TextFormat format) =>
        cell.Date is { } day ? format.Date(day) + (cell.Time is { } clock ? clock.ToString(" HH:mm", CultureInfo.InvariantCulture) : "")
        : cell.Truth is { } truth ? format.Truth(truth)
        : cell.Number is { } number ? kind == OwnValue.Amount || number.Scale > 0 ? format.Number(number, decimals: 2) : number.ToString(CultureInfo.InvariantCulture)
        : OneLine(cell.Text ?? "");

    /// <summary>Somebody typed or pasted it: no lines of its own, nothing that turns the writing around.</summary>
    private static string OneLine(string text) => string.Join(' ', TemplateText.Clean(OneLineText.Of(text)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
