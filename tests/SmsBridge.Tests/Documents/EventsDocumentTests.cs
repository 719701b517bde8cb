using System.Globalization;
using System.Text;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/events.md is the catalogue as the code has it.</summary>
public class EventsDocumentTests
{
    [Fact]
    public void It_has_every_event_that_can_have_a_text()
    {
        var table = new StringBuilder("| Event | What happened | Class | On | Must hold when it is sent | Too late after | External event | Text |\n|---|---|---|---|---|---|---|---|\n");
        foreach (var kind in EventCatalogue.All)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{kind.Name}` | {kind.Title}.{(kind.Remark is null ? "" : $" {kind.Remark}")} | {kind.Class.ToString().ToLowerInvariant()} | {(kind.OnByDefault ? "always" : "no")} | {Holds(kind)} | {kind.Expiry.TotalHours:0} h | {(kind.ExternalEvent is { } external ? $"`{external}`" : "")} | `{kind.Text}` |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/events.md", "events", table.ToString());
    }

    [Fact]
    public void It_has_the_variables_of_every_event()
    {
        var table = new StringBuilder("| Events | Variables |\n|---|---|\n");
        foreach (var alike in EventCatalogue.All.GroupBy(kind => string.Join(", ", kind.Variables.Select(variable => $"`{variable.Name}`")), StringComparer.Ordinal))
        {
            table.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", alike.Select(kind => $"`{kind.Name}`"))} | {alike.Key} |\n");
        }

        table.Append("\n| Variable | Meaning |\n|---|---|\n");
        foreach (var variable in EventCatalogue.All.SelectMany(kind => kind.Variables).GroupBy(variable => variable.Name, StringComparer.Ordinal))
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{variable.Key}` | {string.Join("; ", variable.Select(each => each.Meaning).Distinct(StringComparer.Ordinal))} |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/events.md", "variables", table.ToString());
    }

    [Fact]
    public void It_says_which_have_none_and_why()
    {
        var table = new StringBuilder("| Event | Why it has no text |\n|---|---|\n");
        foreach (var (type, why) in EventCatalogue.AllUntold)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{type}` | {why} |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/events.md", "untold", table.ToString());
    }

    [Fact]
    public void It_says_which_can_not_be_a_tenants_own()
    {
        var table = new StringBuilder("| Entity begins with | Why it can have no text |\n|---|---|\n");
        foreach (var (beginning, why) in OwnEventRules.AllForbidden)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{beginning}` | {why} |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/events.md", "forbidden", table.ToString());
    }

    private static string Holds(EventKind kind) =>
        string.Join("; ", new[]
        {
            kind.Statuses.Count == 0 ? null : $"status {string.Join(" or ", kind.Statuses)}",
            kind.TransactionTypes.Count == 0 ? null : $"transaction of type {string.Join(" or ", kind.TransactionTypes)}",
            !kind.IsMoney ? null : kind.IsUndoing ? "undone" : "not undone",
            kind.ReceiptOf is { } receipt ? $"the text of `{receipt}` was sent" : null,
        }.OfType<string>().DefaultIfEmpty("the client exists"));
}
