namespace SmsBridge.Tenants;

/// <summary>
/// What a core sends to register (fineract-hooks.md 4.2): the hook's fields, and who triggered its first event. Nulls are omitted by
/// the core, unknown members are ignored here.
/// </summary>
internal sealed record RegistrationRequest
{
    /// <summary>"Phone Number" of the hook: the sender.</summary>
    public string? PhoneNo { get; init; }

    public string? SmsProvider { get; init; }

    public string? SmsProviderAccountId { get; init; }

    public string? SmsProviderToken { get; init; }

    public string? TenantId { get; init; }

    /// <summary>base64(user:password); absent unless the first event came with Basic authentication.</summary>
    public string? MifosToken { get; init; }

    /// <summary>The core's own idea of its address; may be absent or internal (fineract-hooks.md 4.5).</summary>
    public string? Endpoint { get; init; }

    public override string ToString() => $"registration of {TenantId}";
}
