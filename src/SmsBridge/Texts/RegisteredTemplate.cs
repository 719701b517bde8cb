using System.Text.Json.Serialization;

namespace SmsBridge.Texts;

/// <summary>The template that a text is registered under with the operators, as India's DLT wants it; of one that is empty there is none.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RegisteredTemplate
{
    /// <summary>Characters of an id; DLT's have 19.</summary>
    public const int LongestId = 50;

    /// <summary>Of the content template: <c>1107161234567890123</c>.</summary>
    public string? Id { get; init; }

    /// <summary>Of the principal entity, which is the institution.</summary>
    public string? EntityId { get; init; }

    /// <summary>Of the header, for a gateway that wants it beside the sender; null: none.</summary>
    public string? HeaderId { get; init; }

    /// <summary>The template as it was registered: <c>Dear {#var#}, we received {#var#}.</c></summary>
    public string? Pattern { get; init; }

    private bool IsEmpty => string.IsNullOrWhiteSpace(Id) && string.IsNullOrWhiteSpace(EntityId) && string.IsNullOrWhiteSpace(HeaderId) && string.IsNullOrWhiteSpace(Pattern);

    /// <summary>Without blanks around, and with one kind of line break, as texts are sent; of an empty one null.</summary>
    [JsonIgnore]
    public RegisteredTemplate? OrNone => IsEmpty ? null : new()
    {
        Id = Id?.Trim(), EntityId = EntityId?.Trim(), HeaderId = string.IsNullOrWhiteSpace(HeaderId) ? null : HeaderId.Trim(), Pattern = Pattern?.ReplaceLineEndings("\n").Trim(),
    };

    /// <summary>What is wrong with one that is tidy, in a sentence that names the remedy; null: nothing.</summary>
    public string? Fault() =>
        !IsId(Id) ? IdFault("id", "of the registered content template")
        : !IsId(EntityId) ? IdFault("entityId", "of the registered principal entity")
        : HeaderId is not null && !IsId(HeaderId) ? IdFault("headerId", "of the registered header")
        : string.IsNullOrEmpty(Pattern) ? "pattern is missing: give the template as it was registered, with {#var#} where values stand."
        : RegisteredPattern.TryRead(Pattern, out _, out var fault) ? null
        : fault;

    private static bool IsId(string? id) => id?.Length is > 0 and <= LongestId && id.All(static character => char.IsAsciiLetterOrDigit(character) || character == '-');

    private static string IdFault(string name, string whose) => FormattableString.Invariant($"{name} is the number {whose}: 1 to {LongestId} digits, letters and hyphens.");
}
