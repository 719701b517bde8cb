using Microsoft.Extensions.Options;
using SmsBridge.Core;

namespace SmsBridge.Tenants;

/// <summary>Takes tenants on trust that could not be asked about.</summary>
internal sealed class TenantsOnTrust(
    TenantStore store, CoreAccesses accesses, RegistrationEnd end, IOptions<RegistrationOptions> options, TimeProvider time, ILogger<TenantsOnTrust> logger)
{
    private readonly RegistrationOptions _options = options.Value;

    /// <summary>Only from the very endpoint the operator named, only a few at a time, and not for long. Whoever proves himself comes first.</summary>
    public async Task<RegistrationResult> TakeAsync(string identifier, TenantSettings settings, Proof proof)
    {
        if (!accesses.IsNamed(identifier, settings.CoreEndpoint))
        {
            logger.NotTrusted(identifier, proof.Doubt!);
            return new RegistrationResult.NotNow($"{proof.PlainDoubt} The operator has not named this endpoint, so nothing is taken on trust. The core repeats it with its next event.");
        }

        var apiKey = ApiKey.New();
        var trust = new TrustLimit(_options.MaxOnTrust, time.GetUtcNow() + _options.TrustFor);
        if (!await store.TryAddAsync(identifier, RegistrationSettings.Normalised(settings), apiKey, proof.PlainDoubt, trust: trust))
        {
            return await store.CountOnTrustAsync(CancellationToken.None) >= trust.Most
                ? new RegistrationResult.NotNow($"{proof.PlainDoubt} As many tenants as may be are on trust already. The core repeats it with its next event.")
                : new RegistrationResult.Exists("This tenant has just been registered.");
        }

        logger.TenantUnverified(identifier, proof.Doubt!);
        return await end.RegisteredAsync(identifier, settings, apiKey, isProved: false);
    }
}
