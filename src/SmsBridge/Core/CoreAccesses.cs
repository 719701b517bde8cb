using Microsoft.Extensions.Options;

namespace SmsBridge.Core;

/// <summary>Joins what a registration brought with what the operator set, who has the last word, into a <see cref="CoreAccess"/>.</summary>
internal sealed class CoreAccesses(CoreEndpoints endpoints, IOptions<CoreOptions> options)
{
    /// <summary>For who asks for something that the core has to be asked about.</summary>
    public const string NotSet = "The core can not be asked: its address or its user is not set. Complete the tenant's settings first.";

    private readonly CoreOptions _options = options.Value;

    /// <param name="tenantId">The Fineract tenant id.</param>
    /// <param name="registeredEndpoint">The registration's <c>endpoint</c>, which may be absent.</param>
    /// <param name="registeredToken">The registration's <c>mifosToken</c>, which may be absent.</param>
    public CoreAccessReading Read(string tenantId, string? registeredEndpoint, string? registeredToken) =>
        Join(tenantId, registeredEndpoint, SetByOperator(tenantId) ?? Registered(registeredToken), TokenProblem(registeredToken));

    /// <summary>The same for a tenant whose own credential is known already; null: it has none.</summary>
    public CoreAccessReading Read(string tenantId, string? endpoint, CoreCredential? own) =>
        Join(tenantId, endpoint, SetByOperator(tenantId) ?? own, TokenProblem(token: null));

    /// <summary>
    /// To prove a caller, or to serve one not proved yet: with the credential it brought, even where the operator has set another one, which would prove nothing about the
    /// caller.
    /// </summary>
    public CoreAccessReading ReadAsCaller(string tenantId, string? endpoint, CoreCredential brought) =>
        Join(tenantId, endpoint, brought, problem: "");

    /// <summary>By the credential that was brought, where one was and nobody has proved it yet; else by the one that is known.</summary>
    public CoreAccessReading Read(string tenantId, string? endpoint, CoreCredential? own, CoreCredential? brought) =>
        brought is null ? Read(tenantId, endpoint, own) : ReadAsCaller(tenantId, endpoint, brought);

    /// <inheritdoc cref="CoreEndpoints.IsNamed"/>
    public bool IsNamed(string tenantId, string? endpoint) => endpoints.IsNamed(tenantId, endpoint);

    /// <summary>The provider account the operator expects of this tenant; null: any.</summary>
    public string? PinnedAccount(string tenantId) => _options.Tenants.TryGetValue(tenantId, out var tenant) ? tenant.SmsProviderAccountId : null;

    /// <summary>
    /// What is wrong with asking another core from now on, where there are cores on several hosts: a credential that is kept would be sent to whoever runs that one.
    /// Null: nothing.
    /// </summary>
    /// <param name="known">The endpoint so far; null: the default.</param>
    /// <param name="keeps">A credential of the tenant's own is kept, and not given anew for the other core.</param>
    /// <returns>Field and words.</returns>
    public (string Field, string Detail)? WhyNotMoved(string tenantId, string? known, string? asked, bool keeps) =>
        MayShareCredential(tenantId, known, asked) ? null
        : SetByOperator(tenantId) is not null ? ("endpoint", "The operator set this tenant's credential, and several cores are allowed: he also sets which is the tenant's, Core:Tenants:<tenant>:Endpoint.")
        : keeps ? ("corePassword", "Another core needs a credential of its own: give coreUsername and corePassword with the endpoint.")
        : null;

    /// <summary>Whether what is known to one of these endpoints may be shown to the other: it is the same server, or all are on one host.</summary>
    public bool MayShareCredential(string tenantId, string? one, string? other) => endpoints.IsOneHost || endpoints.IsSameServer(tenantId, one, other);

    /// <summary>Whether the operator set something of this very tenant.</summary>
    public bool IsSet(string tenantId) => _options.Tenants.ContainsKey(tenantId);

    /// <summary>Whether the operator set something of this tenant under another spelling: many a core's database takes both for the same.</summary>
    public bool IsSetOtherwise(string tenantId) =>
        !IsSet(tenantId) && _options.Tenants.Keys.Any(known => known.Equals(tenantId, StringComparison.OrdinalIgnoreCase));

    private CoreAccessReading Join(string tenantId, string? endpoint, CoreCredential? credential, string problem) =>
        endpoints.Read(tenantId, endpoint) switch
        {
            CoreEndpointReading.Refused refused => new CoreAccessReading.Refused("endpoint", refused.Detail),
            CoreEndpointReading.Allowed allowed when credential is not null => new CoreAccessReading.Ready(new CoreAccess(tenantId, allowed.Endpoint, credential)),
            _ => new CoreAccessReading.Refused("mifosToken", problem),
        };

    private CoreCredential? SetByOperator(string tenantId)
    {
        if (!_options.Tenants.TryGetValue(tenantId, out var tenant))
        {
            return null;
        }

        if (!string.IsNullOrEmpty(tenant.Token))
        {
            return new CoreCredential.BasicToken(tenant.Token);
        }

        return !string.IsNullOrEmpty(tenant.Username) && !string.IsNullOrEmpty(tenant.Password)
            ? new CoreCredential.UserPassword(tenant.Username, tenant.Password)
            : null;
    }

    private static CoreCredential.BasicToken? Registered(string? token) =>
        CoreCredential.BasicToken.IsWellFormed(token) ? new CoreCredential.BasicToken(token!) : null;

    private static string TokenProblem(string? token) =>
        string.IsNullOrEmpty(token)
            ? "The registration brings no token (the core sends one only with Basic authentication). The operator sets a service user: Core:Tenants:<tenant>:Username and Password, or Token."
            : "The token is not the base64 form of user:password. The operator can set a service user: Core:Tenants:<tenant>:Username and Password, or Token.";
}

/// <summary>Whether a tenant's core can be asked at all.</summary>
internal abstract record CoreAccessReading
{
    private CoreAccessReading()
    {
    }

    public sealed record Ready(CoreAccess Access) : CoreAccessReading;

    /// <param name="Field">The registration's field at fault: <c>endpoint</c> or <c>mifosToken</c>.</param>
    /// <param name="Detail">What is wrong and what to do, in plain words.</param>
    public sealed record Refused(string Field, string Detail) : CoreAccessReading;
}
