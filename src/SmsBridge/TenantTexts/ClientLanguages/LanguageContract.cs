using System.Text.Json.Serialization;

namespace SmsBridge.TenantTexts.ClientLanguages;

/// <summary>By what each client's language is found. What is absent is not asked.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record LanguageChoiceRequest
{
    /// <summary>A column of a data table of clients, as texts spell it: <c>kyc.mothertongue</c>.</summary>
    public string? Variable { get; init; }

    /// <summary>The column's value, and the language that is meant: <c>{"Kiswahili":"sw"}</c>.</summary>
    public Dictionary<string, string>? Values { get; init; }

    /// <summary>The office's name in the core, and the language of its clients.</summary>
    public Dictionary<string, string>? Offices { get; init; }
}

/// <summary>By what each client's language is found: the column, then the office, then the tenant's.</summary>
/// <param name="Language">The tenant's.</param>
/// <param name="Variable">Null: no column is asked.</param>
internal sealed record LanguageChoiceView(
    string TenantId, string Language, string? Variable, IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Offices)
{
    public static LanguageChoiceView Of(string tenantId, string language, LanguageChoice? choice) =>
        new(tenantId, language, choice?.Variable, choice?.Values ?? new Dictionary<string, string>(StringComparer.Ordinal), choice?.Offices ?? new Dictionary<string, string>(StringComparer.Ordinal));
}
