using System.Text;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Documents;

/// <summary>docs/reasons.md names every reason with the words the API, the console and the log use.</summary>
public class ReasonsDocumentTests
{
    [Fact]
    public void It_has_all_reasons_in_the_words_of_the_code()
    {
        var table = new StringBuilder("| Code | Meaning | What to do |\n|---|---|---|\n");
        foreach (var reason in Reasons.Catalogue.OrderBy(reason => reason.Code, StringComparer.Ordinal))
        {
            table.Append($"| `{reason.Code}` | {reason.Meaning} | {(reason.Remedy.Length == 0 ? "nothing" : reason.Remedy)} |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/reasons.md", "reasons", table.ToString());
    }
}
