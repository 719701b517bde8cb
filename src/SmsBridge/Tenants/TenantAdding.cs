using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways;

namespace SmsBridge.Tenants;

/// <summary>An operator adds a tenant.</summary>
internal sealed class TenantAdding(
    TenantStore store, TenantDirectory directory, SmsGateways gateways, TenantProver prover, RegistrationEnd end, IOptions<RegistrationOptions> options, TimeProvider time)
{
    /// <summary>
    /// An operator adds a tenant before its core has registered: the same checks, but the operator's word for who it is, so a service user's
    /// credential will do. Its core may register at any time later; no race is to be feared from it.
    /// </summary>
    /// <param name="more">Service user, region and SharedKey; the rest of it is not read.</param>
    /// <param name="prove">False: stored unverified without asking anybody; the service checks it later.</param>
    public async Task<RegistrationResult> AddAsync(
        RegistrationRequest request, SettingsRequest more, bool prove, CancellationToken cancellationToken)
    {
        var (settings, problem) = ReadAdded(request, more);
        if (settings is null)
        {
            return new RegistrationResult.Invalid(problem!);
        }

        var identifier = request.TenantId!.Trim();
        if (directory.Find(identifier) is not null)
        {
            return new RegistrationResult.Exists("A tenant of this identifier exists.");
        }

        // What the operator set for this tenant is shown to no other server than the one it was set for, whoever adds the tenant.
        if (prover.WhyNotMoved(identifier, known: null, settings, settings.ToCoreCredential()) is { } elsewhere)
        {
            return end.Refuse(identifier, elsewhere);
        }

        var proof = prove ? await prover.ProveAsync(identifier, settings, brought: null, cancellationToken) : null;
        if (proof?.Failure is { } failure)
        {
            return end.Refuse(identifier, new FieldProblem(failure.Field, failure.Words)); // the operator's own: he is told all
        }

        var apiKey = ApiKey.New();
        var unverified = proof is null ? "An operator added it without a check." : proof.Doubt;
        return await store.TryAddAsync(identifier, RegistrationSettings.Normalised(settings), apiKey, unverified, registeredAt: time.GetUtcNow() - options.Value.RaceWindow)
            ? await end.RegisteredAsync(identifier, settings, apiKey, isProved: unverified is null)
            : new RegistrationResult.Exists("A tenant of this identifier has just been registered.");
    }

    private (TenantSettings? Settings, FieldProblem? Problem) ReadAdded(RegistrationRequest request, SettingsRequest more)
    {
        if (RegistrationCheck.Check(request, gateways) is { } problem)
        {
            return (null, problem);
        }

        var settings = RegistrationSettings.Of(request, region: null);
        return settings.CoreEndpoint is not null && CoreEndpoint.Normalise(settings.CoreEndpoint) is CoreEndpointReading.Refused refused
            ? (null, new FieldProblem("endpoint", refused.Detail))
            : SettingsChange.Read(
                settings,
                new SettingsRequest
                {
                    CoreUsername = more.CoreUsername, CorePassword = more.CorePassword, DefaultRegion = more.DefaultRegion,
                    SmsProviderSharedKey = more.SmsProviderSharedKey,
                },
                replace: false, gateways.Providers);
    }
}
