using System.Net;
using Microsoft.Extensions.Options;

namespace SmsBridge.Core;

/// <summary>The operator's word on which cores may be called: asked when an endpoint is registered, at every call and at every dial.</summary>
internal sealed class CoreEndpoints
{
    private static readonly HashSet<EndpointAddress> Usual = [.. UsualEndpoints.All.Select(AddressOf)];

    private readonly EndpointAddress[] _allowed;
    private readonly bool _isAnythingHereAllowed;
    private readonly HashSet<Uri> _explicit;
    private readonly Uri? _default;
    private readonly Dictionary<string, Uri> _byTenant;
    private readonly HashSet<(string Host, int Port)> _vouched;

    public CoreEndpoints(IOptions<CoreOptions> options)
    {
        var core = options.Value;
        _allowed = [.. core.AllowedEndpoints.Select(AddressOf)];
        _isAnythingHereAllowed = core.AllowThisMachine;
        _default = core.DefaultEndpoint is null ? null : BaseOf(core.DefaultEndpoint);
        _byTenant = core.Tenants
            .Where(tenant => tenant.Value.Endpoint is not null)
            .ToDictionary(tenant => tenant.Key, tenant => BaseOf(tenant.Value.Endpoint!), StringComparer.Ordinal);

        IEnumerable<Uri> set = _default is null ? _byTenant.Values : [_default, .. _byTenant.Values];
        _vouched =
        [
            .. _allowed.Select(address => (Unbracketed(address.Host), address.Port)),
            .. set.Select(endpoint => (Unbracketed(endpoint.IdnHost), endpoint.Port)),
            .. _allowed.Length == 0 ? Usual.Select(address => (Unbracketed(address.Host), address.Port)) : [],
        ];
        _explicit = [.. core.AllowedEndpoints.Select(CoreEndpoint.Normalise).OfType<CoreEndpointReading.Allowed>().Select(allowed => allowed.Endpoint)];
        if (_default is not null)
        {
            _explicit.Add(_default);
        }
    }

    /// <summary>
    /// Whether the operator named this very endpoint, path included: only from there is a tenant taken on trust while nobody can be asked. An
    /// entry that covers it, or what is allowed as shipped, is not enough.
    /// </summary>
    public bool IsNamed(string tenantId, string? registered) =>
        Read(tenantId, registered) is CoreEndpointReading.Allowed allowed && (_byTenant.ContainsKey(tenantId) || _explicit.Contains(allowed.Endpoint));

    /// <summary>
    /// The endpoint to call for a tenant: the operator's if set, else the registered one if allowed, else (none registered) the
    /// default.
    /// </summary>
    public CoreEndpointReading Read(string tenantId, string? registered)
    {
        if (_byTenant.TryGetValue(tenantId, out var set))
        {
            return new CoreEndpointReading.Allowed(set);
        }

        if (!string.IsNullOrWhiteSpace(registered))
        {
            var reading = CoreEndpoint.Normalise(registered);
            return reading is CoreEndpointReading.Allowed allowed && !IsAllowed(allowed.Endpoint)
                ? new CoreEndpointReading.Refused(NotAllowed())
                : reading;
        }

        return _default is not null
            ? new CoreEndpointReading.Allowed(_default)
            : new CoreEndpointReading.Refused(
                "The registration names no core endpoint and the bridge has no default: the operator sets Core:DefaultEndpoint, or Core:Tenants:<tenant>:Endpoint.");
    }

    /// <summary>
    /// Whether all cores that a registration may name are on one host. Where they are not, they may belong to people who should not have each other's
    /// passwords. This machine is one host by all its names.
    /// </summary>
    public bool IsOneHost =>
        _allowed.Select(address => address.IsLoopback ? "localhost" : address.Host)
            .Concat(_default is null ? [] : [_default.IsLoopback ? "localhost" : _default.IdnHost])
            .Concat(_isAnythingHereAllowed ? ["localhost"] : [])
            .Distinct(StringComparer.OrdinalIgnoreCase).Count() <= 1;

    /// <summary>Whether both lead to the same server, whatever its path.</summary>
    public bool IsSameServer(string tenantId, string? one, string? other) =>
        Read(tenantId, one) is CoreEndpointReading.Allowed { Endpoint: var first } && Read(tenantId, other) is CoreEndpointReading.Allowed { Endpoint: var second }
        && Uri.Compare(first, second, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Whether this tenant's token may be sent there now; the list may have changed since the endpoint was stored.</summary>
    public bool Permits(string tenantId, Uri endpoint) =>
        (_byTenant.TryGetValue(tenantId, out var set) && set == endpoint) || IsAllowed(endpoint);

    /// <summary>
    /// Whether a connection for <paramref name="host"/> may be made to <paramref name="address"/>. A host the operator named is
    /// dialled wherever it is, but <c>localhost</c> and what is allowed as shipped on this machine alone.
    /// </summary>
    public bool MayDial(string host, int port, IPAddress address)
    {
        var name = Unbracketed(host).ToLowerInvariant();
        return IPAddress.IsLoopback(address)
            ? _isAnythingHereAllowed || _vouched.Contains((name, port))
            : name != "localhost" && _vouched.Contains((name, port));
    }

    private bool IsAllowed(Uri endpoint)
    {
        if (endpoint == _default)
        {
            return true;
        }

        return EndpointAddress.TryRead(endpoint.OriginalString, out var address, out _)
            && ((_isAnythingHereAllowed && address.IsLoopback)
                || (_allowed.Length == 0 ? Usual.Contains(address) : _allowed.Any(prefix => prefix.Covers(address))));
    }

    private string NotAllowed() =>
        _allowed.Length == 0
            ? "This core endpoint is not allowed: as shipped the bridge calls a core only where it usually is on this machine, https://localhost:8443/fineract-provider. The operator adds the core's URL to Core:AllowedEndpoints."
            : "This core endpoint is not allowed: none of the operator's entries covers its scheme, host, port and path. The operator adds it to Core:AllowedEndpoints.";

    private static string Unbracketed(string host) => host.Trim('[', ']');

    private static EndpointAddress AddressOf(string prefix) =>
        EndpointAddress.TryRead(prefix, out var address, out var problem)
            ? address
            : throw new FormatException($"{CoreOptions.Section}:{nameof(CoreOptions.AllowedEndpoints)}: {problem}");

    private static Uri BaseOf(string endpoint) =>
        CoreEndpoint.Normalise(endpoint) switch
        {
            CoreEndpointReading.Allowed allowed => allowed.Endpoint,
            CoreEndpointReading.Refused refused => throw new FormatException($"{CoreOptions.Section}: {refused.Detail}"),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
}
