using System.Text.Json.Serialization;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.Web;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>A data table of the core that texts are to name.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DataTableRequest
{
    /// <summary>Its name in the core, as it stands there.</summary>
    public string? Table { get; init; }

    /// <summary>Names of columns in the core, as they stand there; absent: all that can be told in words.</summary>
    public IReadOnlyList<string>? Columns { get; init; }
}

/// <summary>The data tables of its core that a tenant's texts can name.</summary>
internal sealed record DataTableListView(string TenantId, IReadOnlyList<DataTableView> Tables);

/// <summary>A data table of the core that texts can name.</summary>
/// <param name="Name">As texts spell it.</param>
/// <param name="Table">As the core has it.</param>
/// <param name="Of"><c>client</c>, <c>loan</c> or <c>savings</c>: whose rows it has.</param>
internal sealed record DataTableView(string Name, string Table, string Of, IReadOnlyList<DataColumnView> Columns);

/// <summary>A column that texts can name.</summary>
/// <param name="Variable">As texts spell it: <c>kyc.mothertongue</c>.</param>
/// <param name="Column">As the core has it.</param>
/// <param name="Kind"><c>text</c>, <c>whole</c>, <c>amount</c>, <c>date</c>, <c>datetime</c>, <c>truth</c> or <c>choice</c>.</param>
internal sealed record DataColumnView(string Variable, string Column, string Kind);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DataTableRequest))]
[JsonSerializable(typeof(DataTableListView))]
[JsonSerializable(typeof(LanguageChoiceRequest))]
[JsonSerializable(typeof(LanguageChoiceView))]
internal sealed partial class DataTablesJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static DataTablesJson Readable => field ??= new DataTablesJson(JsonAnswers.Readable(Default.Options));
}
