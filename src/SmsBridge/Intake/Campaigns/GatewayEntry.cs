namespace SmsBridge.Intake.Campaigns;

/// <summary>One text as the core gave it (message-gateway.md 5): any member may be missing.</summary>
/// <param name="InternalId">The core's number for it; null: it gave none.</param>
/// <param name="Tenant">Only the scheduled job names it.</param>
/// <param name="ProviderId">The sender that was chosen in the core: of a campaign, or for two-factor codes.</param>
/// <param name="Problem">Why it can not be taken, in a sentence; null: nothing speaks against it.</param>
internal readonly record struct GatewayEntry(long? InternalId, string? Tenant, string? MobileNo, string? Message, string? Problem = null, long? ProviderId = null);
