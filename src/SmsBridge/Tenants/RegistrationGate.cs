using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tenants;

/// <summary>What became of a try to register.</summary>
/// <param name="Wait">Too many from there failed: the time to wait.</param>
/// <param name="Result">Set when it was looked at. Neither: there was no room.</param>
internal readonly record struct GateAnswer(TimeSpan? Wait, RegistrationResult? Result);

/// <summary>
/// Anybody may register, and each registration makes the bridge knock at a core and a provider. So only few are proved at once, few of one network and
/// at one endpoint, the known first; and who brought too many that failed, or that could not be proved, has to wait.
/// </summary>
internal sealed class RegistrationGate(IOptions<RegistrationOptions> options, TenantDirectory tenants, TimeProvider time)
{
    /// <summary>Beyond this a network that registered well once is a stranger again.</summary>
    private const int MostKnownNetworks = 10_000;

    private readonly Places _proofs = new(new PlaceRules(All: 16, Strangers: 12, OfOne: 4, Waiting: 256, WaitingOfOne: 64, options.Value.LongestWait), time);
    private readonly WrongKeyLimit _unproved = new(options, time);
    private readonly ConcurrentDictionary<IPAddress, bool> _known = new();

    /// <param name="request">As it came: nothing of it is believed but where it makes the bridge knock.</param>
    /// <param name="register">Runs when it is this caller's turn.</param>
    public async Task<GateAnswer> RunAsync(
        IPAddress? from, RegistrationRequest request, Func<Task<RegistrationResult>> register, CancellationToken cancellationToken)
    {
        var network = ClientNetwork.Of(from);
        var endpoint = EndpointOf(request.Endpoint);
        var isRenewal = IsRenewal(request, endpoint);

        // Who renews at the core that proved itself before is not held up by what strangers make the bridge knock at there.
        string[] shares = isRenewal ? [$"renewals of {network}"] : [$"network {network}", $"endpoint {endpoint}"];
        if (_unproved.Blocked(from, "") is { } later)
        {
            return new GateAnswer(later, null);
        }

        using var place = await _proofs.EnterAsync(shares, isRenewal || _known.ContainsKey(network), cancellationToken);
        if (place is null)
        {
            return default;
        }

        // Asked again: of many that came together, the later ones know what became of the earlier.
        if (_unproved.Blocked(from, "") is { } wait)
        {
            return new GateAnswer(wait, null);
        }

        var result = await register();
        Learn(from, network, result);
        return new GateAnswer(null, result);
    }

    private void Learn(IPAddress? from, IPAddress network, RegistrationResult result)
    {
        if (result is RegistrationResult.Refused or RegistrationResult.Pending or RegistrationResult.Registered { IsProved: false })
        {
            _unproved.CountWrong(from, "");
        }
        else if (result is RegistrationResult.Registered && _known.Count < MostKnownNetworks)
        {
            _known.TryAdd(network, true);
        }
    }

    private bool IsRenewal(RegistrationRequest request, string endpoint) =>
        request.TenantId is { } name && tenants.Find(name.Trim()) is { VerifiedAt: not null } tenant && EndpointOf(tenant.Settings.CoreEndpoint) == endpoint;

    /// <summary>Host and port: what is knocked at.</summary>
    private static string EndpointOf(string? endpoint) =>
        Uri.TryCreate(endpoint?.Trim(), UriKind.Absolute, out var uri) ? uri.Authority.ToUpperInvariant() : "";
}
