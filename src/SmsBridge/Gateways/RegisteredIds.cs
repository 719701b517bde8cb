namespace SmsBridge.Gateways;

/// <summary>What the text of an SMS is registered under with the operators, for providers that are told with each SMS (india-dlt.md 1, 2).</summary>
/// <param name="HeaderId">Null: none was given; the header itself is the sender.</param>
internal sealed record RegisteredIds(string TemplateId, string EntityId, string? HeaderId);
