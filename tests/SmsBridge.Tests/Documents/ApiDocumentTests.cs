using System.Text;
using System.Text.Json;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/api.md lists every route of the approved OpenAPI description, which itself is held against the running program.</summary>
public class ApiDocumentTests
{
    [Fact]
    public void It_has_all_routes_in_the_words_of_the_description()
    {
        using var description = JsonDocument.Parse(DocumentFiles.Read("tests/SmsBridge.Tests/Data/openapi.json"));
        var routes = description.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("summary", out _))
                .Select(operation => (Tag: operation.Value.GetProperty("tags")[0].GetString()!, Route: $"{operation.Name.ToUpperInvariant()} {path.Name}", Path: path.Name, Operation: operation.Value)))
            .OrderBy(route => route.Tag, StringComparer.Ordinal).ThenBy(route => route.Path, StringComparer.Ordinal).ThenBy(route => route.Route, StringComparer.Ordinal);

        var table = new StringBuilder("| | Route | What it does | Who may call |\n|---|---|---|---|\n");
        var last = "";
        foreach (var (tag, route, _, operation) in routes)
        {
            table.Append($"| {(tag == last ? "" : $"**{tag}**")} | `{route}` | {operation.GetProperty("summary").GetString()!.Replace("|", "\\|", StringComparison.Ordinal)} | {Callers(operation)} |\n");
            last = tag;
        }

        DocumentFiles.ShouldHoldGenerated("docs/api.md", "routes", table.ToString());
    }

    private static string Callers(JsonElement operation)
    {
        var schemes = operation.GetProperty("security").EnumerateArray().SelectMany(way => way.EnumerateObject()).DistinctBy(scheme => scheme.Name, StringComparer.Ordinal).ToList();
        var scopes = schemes.SelectMany(scheme => scheme.Value.EnumerateArray()).Select(scope => scope.GetString()).Distinct(StringComparer.Ordinal).ToList();
        return schemes.Count == 0 ? "anybody" : string.Join(" or ", schemes.Select(scheme => scheme.Name)) + (scopes.Count == 0 ? "" : $"; scope {string.Join(", ", scopes)}");
    }
}
