using System.Text;
using System.Text.Json;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/api.md lists every route of the approved OpenAPI description, which itself is held against the running program.</summary>
public class ApiDocumentTests
{
    [Fact]
    public void It_has_all_routes_in_the_words_of_the_description()
    {
        using var description = JsonDocument.Parse(Documents.Read("tests/SmsBridge.Tests/Data/openapi.json"));
        var routes =
            from path in description.RootElement.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("summary", out _)
            orderby operation.Value.GetProperty("tags")[0].GetString(), path.Name, operation.Name
            select (Tag: operation.Value.GetProperty("tags")[0].GetString()!, Route: $"{operation.Name.ToUpperInvariant()} {path.Name}", Summary: operation.Value.GetProperty("summary").GetString()!,
                Callers: Callers(operation.Value));

        var table = new StringBuilder("| | Route | What it does | Who may call |\n|---|---|---|---|\n");
        var last = "";
        foreach (var (tag, route, summary, callers) in routes)
        {
            table.Append($"| {(tag == last ? "" : $"**{tag}**")} | `{route}` | {summary.Replace("|", "\\|", StringComparison.Ordinal)} | {callers} |\n");
            last = tag;
        }

        Documents.ShouldHoldGenerated("docs/api.md", "routes", table.ToString());
    }

    private static string Callers(JsonElement operation) =>
        string.Join(" or ", operation.GetProperty("security").EnumerateArray().SelectMany(way => way.EnumerateObject()).Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal)) is { Length: > 0 } names
            ? names
            : "anybody";
}
