using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts;

/// <summary>The rules <c>products</c>, <c>offices</c> and <c>clientTypes</c>: what they can be, and how a row has them (JSON; null: there is none).</summary>
internal static class CoreNameRules
{
    /// <returns>What is wrong with the first of them; null: nothing is.</returns>
    public static Outcome.Refused? ProblemOf(EventKind kind, EventRequest request) =>
        request.Products is not null && !kind.HasProduct ? new Outcome.Refused($"Of {kind.Name} no loan and no account is looked up, so its product is not known. Leave products out.", "products")
        : ProblemOf("products", request.Products) ?? ProblemOf("offices", request.Offices) ?? ProblemOf("clientTypes", request.ClientTypes);

    public static string? Column(CoreNames? names) => names is null ? null : JsonSerializer.Serialize(names.Listed, TextsJson.Default.IReadOnlyListString);

    /// <returns>Of what can not be read: one that names nothing, so that nobody is told whom the rule may be against.</returns>
    public static CoreNames? Read(string? stored)
    {
        if (stored is null)
        {
            return null;
        }

        try
        {
            return CoreNames.Of([.. (JsonSerializer.Deserialize(stored, TextsJson.Default.IReadOnlyListString) ?? []).Where(static each => each is not null)]);
        }
        catch (JsonException)
        {
            return CoreNames.Of([]);
        }
    }

    private static Outcome.Refused? ProblemOf(string field, IReadOnlyList<string>? listed) =>
        CoreNames.WhyNot(listed) is { } why ? new Outcome.Refused($"{field} {why}", field) : null;
}
