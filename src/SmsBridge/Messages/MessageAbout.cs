using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmsBridge.Messages;

/// <summary>Whom a message is about, as the core said it when it was asked: what a caller names, and what a branch needs to mend a number. Kept with the message.</summary>
internal sealed record MessageAbout
{
    private const int Longest = 200;

    public long ClientId { get; init; }

    public string? Name { get; init; }

    public string? ClientAccount { get; init; }

    public string? ClientExternalId { get; init; }

    /// <summary>Of the loan or savings account.</summary>
    public string? Account { get; init; }

    public string? AccountExternalId { get; init; }

    /// <summary>Receipt number and external id of what was paid.</summary>
    public string? Receipt { get; init; }

    public string? ExternalId { get; init; }

    public string? Office { get; init; }

    /// <summary>As typed in the core.</summary>
    public string? MobileNo { get; init; }

    public string ToJson() => JsonSerializer.Serialize(Short(), AboutJson.Default.MessageAbout);

    /// <summary>Null: nothing was kept.</summary>
    public static MessageAbout? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize(json, AboutJson.Default.MessageAbout);

    /// <summary>Without name and number, which must not slip into a log.</summary>
    public override string ToString() => $"About client {ClientId}";

    /// <summary>Nothing of it is as long as that, unless somebody fills the core's fields with something else; what is empty is not kept.</summary>
    private MessageAbout Short() => this with
    {
        Name = Cut(Name), ClientAccount = Cut(ClientAccount), ClientExternalId = Cut(ClientExternalId), Account = Cut(Account), AccountExternalId = Cut(AccountExternalId),
        Receipt = Cut(Receipt), ExternalId = Cut(ExternalId), Office = Cut(Office), MobileNo = Cut(MobileNo),
    };

    private static string? Cut(string? text) => string.IsNullOrWhiteSpace(text) ? null : KeptWords.Cut(text.Replace('\0', ' '), Longest); // which no store takes
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MessageAbout))]
internal sealed partial class AboutJson : JsonSerializerContext;
