using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Store;

/// <summary>The words of lists and figures that another store would say differently: they stand here and in <see cref="SqlDialect"/>.</summary>
internal static class ListDialect
{
    /// <summary>Without regard to case, as an index has it.</summary>
    public const string NoCase = "COLLATE NOCASE";

    /// <summary>The values of an array, one a row: <c>alias.value</c>.</summary>
    public static string Each(string parameter, string alias) => $"json_each(@{parameter}) AS {alias}";

    /// <summary>One of the values of an array.</summary>
    public static string In(string parameter) => $"IN (SELECT value FROM json_each(@{parameter}))";

    /// <summary>After a table's name. Without statistics the planner takes the index on the ids as soon as it has to read rows anyway.</summary>
    /// <param name="index">Null: it chooses itself.</param>
    public static string UsingIndex(string? index) => index is null ? "" : $" INDEXED BY {index}";

    /// <summary>The column, but so that no index on it is walked.</summary>
    public static string NotByIndex(string column) => $"+{column}";

    public static string Array(IEnumerable<long> values) => $"[{string.Join(',', values.Select(value => value.ToString(CultureInfo.InvariantCulture)))}]";

    public static string Array(IEnumerable<string> values) => $"[{string.Join(',', values.Select(value => $"\"{JsonEncodedText.Encode(value)}\""))}]";
}
