using SmsBridge.Core;

namespace SmsBridge.Tenants;

/// <summary>Registers tenants of which nothing is known yet: on proof, or on trust where the operator allows it.</summary>
internal sealed class NewTenants(
    TenantStore store, TenantDirectory directory, CoreAccesses accesses, TenantProver prover, RegistrationWarrants warrants, TenantsOnTrust onTrust, RegistrationEnd end)
{
    /// <summary>
    /// Without a token the core is asked with the operator's credential, so the provider account is all the caller holds: it must be a real one,
    /// really asked, or the very one the operator expects.
    /// </summary>
    private static readonly FieldProblem NothingProved = new(
        "mifosToken",
        "The registration brings no token and its provider account could not be checked. Repeat it when the provider answers, or the operator sets Core:Tenants:<tenant>:SmsProviderAccountId or adds the tenant by the command line.");

    /// <summary>Not which: that is the operator's.</summary>
    private static readonly FieldProblem SpeltOtherwise =
        new("tenantId", "The operator's settings (Core:Tenants) have this tenant's name in other letters; case counts. The operator adds a tenant that is really another one.");

    public async Task<RegistrationResult> RegisterAsync(
        string identifier, RegistrationRequest request, Registrant by, CancellationToken cancellationToken)
    {
        if (accesses.IsSetOtherwise(identifier))
        {
            return end.Refuse(identifier, SpeltOtherwise);
        }

        var settings = RegistrationSettings.Of(request, region: null);
        var brought = settings.ToCoreCredential();
        if (prover.WhyNotMoved(identifier, known: null, settings, brought) is { } elsewhere)
        {
            return end.Refuse(identifier, elsewhere);
        }

        var proof = await prover.ProveStrangerAsync(identifier, settings, brought, cancellationToken);
        if (proof.Failure is { } failure)
        {
            return end.Refuse(identifier, failure);
        }

        if (brought is null && accesses.PinnedAccount(identifier) is null && (proof.Doubt is not null || !proof.IsProviderAsked))
        {
            return end.Refuse(identifier, NothingProved);
        }

        // Under another spelling of a known tenant's name the core may know that very tenant, for which a login is no proof.
        var isAlike = directory.HasAlike(identifier) && !accesses.IsSet(identifier);
        if (isAlike && proof.Doubt is not null)
        {
            return new RegistrationResult.NotNow($"A tenant of this name in other letters is registered, so nothing is taken on trust. {proof.PlainDoubt}");
        }

        if ((isAlike || (brought is not null && proof.IsLoginOnly)) && await warrants.MissingAsync(identifier, settings, own: null, brought, by, cancellationToken) is { } pending)
        {
            return pending;
        }

        if (proof.Doubt is not null)
        {
            return await onTrust.TakeAsync(identifier, settings, proof);
        }

        var apiKey = ApiKey.New();
        return await store.TryAddAsync(identifier, RegistrationSettings.Normalised(settings), apiKey, unverified: null)
            ? await end.RegisteredAsync(identifier, settings, apiKey, isProved: true)
            : new RegistrationResult.Exists("This tenant has just been registered.");
    }
}
