using System.Text.Json.Serialization;

namespace SmsBridge.Intake.Campaigns;

/// <summary>A sender as the core's campaign form offers it (message-gateway.md 4).</summary>
/// <param name="Id">What a campaign keeps as its provider: 1, the tenant's own sender; another is the same sender for two-factor codes.</param>
internal sealed record SmsBridgeView(long Id, string TenantId, string PhoneNo, string ProviderName, string ProviderDescription);

/// <summary>What became of one text (message-gateway.md 6).</summary>
/// <param name="Id">The core's number for it.</param>
/// <param name="ExternalId">The provider's; null: it has none yet.</param>
/// <param name="DeliveryStatus">150 waits, 200 sent, 300 delivered, 400 failed.</param>
/// <param name="HasError">Always false: of an entry with true the core keeps nothing.</param>
internal sealed record DeliveryReportView(
    long Id, string? ExternalId, string? AddedOnDate, string? DeliveredOnDate, int DeliveryStatus, bool HasError, string? ErrorMessage);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SmsBridgeView[]))]
[JsonSerializable(typeof(DeliveryReportView[]))]
internal sealed partial class GatewayJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static GatewayJson Readable => field ??= new GatewayJson(Web.JsonAnswers.Readable(Default.Options));
}
