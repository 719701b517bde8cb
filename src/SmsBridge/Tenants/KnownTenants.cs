using Microsoft.Extensions.Options;
using SmsBridge.Operators;

namespace SmsBridge.Tenants;

/// <summary>Registers tenants again that are known: their cores lost the key, or their account or credential changed.</summary>
internal sealed class KnownTenants(
    TenantStore store, TenantProver prover, RegistrationWarrants warrants, RegistrationEnd end, IOptions<RegistrationOptions> options, AuditLog audit,
    TimeProvider time)
{
    private static readonly FieldProblem Stranger =
        new("mifosToken", "A known tenant is registered again only with its core's token, or with the provider account it has.");

    private readonly RegistrationOptions _options = options.Value;

    public async Task<RegistrationResult> RegisterAsync(
        Tenant known, RegistrationRequest request, Registrant by, CancellationToken cancellationToken)
    {
        var isOnTrust = known.TrustedUntil is not null; // one never proved must not keep the real one out
        if (_options.Repeat == RepeatedRegistration.Refuse && !isOnTrust && known.VerifiedAt is not null)
        {
            return new RegistrationResult.Exists("This tenant is registered. Delete its configuration with its API key first, then register again.");
        }

        var lastAllowed = time.GetUtcNow() - _options.RaceWindow;
        if (known.RegisteredAt > lastAllowed && !isOnTrust)
        {
            return new RegistrationResult.Exists("This tenant was registered a moment ago; the answer to that registration holds its key.");
        }

        var settings = RegistrationSettings.OfRepeat(known, request);
        var brought = RegistrationSettings.Of(request, region: null).ToCoreCredential();
        if (brought is null && !by.HoldsKey && !RegistrationSettings.HoldsAccount(known.Settings, settings))
        {
            return end.Refuse(known.Identifier, Stranger);
        }

        if (prover.WhyNotMoved(known.Identifier, known.Settings, settings, brought) is { } elsewhere)
        {
            return end.Refuse(known.Identifier, elsewhere);
        }

        var proof = await (by.HoldsKey && !isOnTrust ? prover.ProveByKeyAsync(known, settings, brought, cancellationToken)
            : prover.ProveStrangerAsync(known.Identifier, settings, brought, cancellationToken));
        if (proof.Failure is { } failure)
        {
            return end.Refuse(known.Identifier, failure);
        }

        if (proof.Doubt is not null)
        {
            return new RegistrationResult.NotNow($"The tenant is registered, and a new key is given only on full proof. {proof.PlainDoubt}");
        }

        if (brought is null && !by.HoldsKey && !proof.IsProviderAsked && settings.ProviderToken != known.Settings.ProviderToken)
        {
            return end.Refuse(known.Identifier, Stranger);
        }

        if (RegistrationSettings.NeedsWarrant(known, settings, proof) && !by.HoldsKey
            && await warrants.MissingAsync(known.Identifier, settings, known.Settings.ToCoreCredential(), brought, by, cancellationToken) is { } pending)
        {
            return pending;
        }

        var apiKey = ApiKey.New();
        if (!await store.TryRegisterAgainAsync(known, RegistrationSettings.Normalised(RegistrationSettings.Kept(known, settings, proof)), apiKey, lastAllowed, _options.PreviousKeyGrace))
        {
            return new RegistrationResult.Exists("This tenant was registered a moment ago; the answer to that registration holds its key.");
        }

        if (by.HoldsKey)
        {
            await audit.RecordAsync(Caller.KeyOf(known.Id, known.Identifier, by.Source).DidTo(
                known, AuditActions.Settings, before: TenantAudit.WordsOf(known.Settings), after: $"{TenantAudit.WordsOf(settings, known.Settings)}, new API key"));
        }

        return await end.RegisteredAsync(known.Identifier, settings, apiKey, isProved: true);
    }
}
