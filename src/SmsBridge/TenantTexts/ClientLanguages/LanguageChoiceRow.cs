using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.TenantTexts.ClientLanguages;

/// <summary>By what clients are written to in a language of their own, as it is stored.</summary>
internal sealed record LanguageChoiceRow
{
    public long TenantId { get; init; }

    public string? Variable { get; init; }

    public string ValuesJson { get; init; } = "{}";

    public string OfficesJson { get; init; } = "{}";

    public static LanguageChoiceRow Of(long tenantId, LanguageChoice choice) =>
        new() { TenantId = tenantId, Variable = choice.Variable, ValuesJson = Write(choice.Values), OfficesJson = Write(choice.Offices) };

    public LanguageChoice ToChoice() => new(Variable, Read(ValuesJson), Read(OfficesJson));

    private static string Write(IReadOnlyDictionary<string, string> languages) =>
        JsonSerializer.Serialize(languages.ToDictionary(StringComparer.Ordinal), StoredLanguagesJson.Default.DictionaryStringString);

    private static Dictionary<string, string> Read(string json) => JsonSerializer.Deserialize(json, StoredLanguagesJson.Default.DictionaryStringString) ?? [];
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class StoredLanguagesJson : JsonSerializerContext;
