using SmsBridge.Core;
using SmsBridge.Messages;

namespace SmsBridge.Tenants;

/// <summary>What became of a registration.</summary>
internal abstract record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <param name="ApiKey">Shown this once.</param>
    public sealed record Registered(Tenant Tenant, string ApiKey) : RegistrationResult;

    /// <summary>The body is incomplete or malformed.</summary>
    public sealed record Invalid(FieldProblem Problem) : RegistrationResult;

    /// <summary>Core or provider say no, or may not be asked.</summary>
    public sealed record Refused(FieldProblem Problem) : RegistrationResult;

    /// <summary>The tenant is registered already; nothing changed.</summary>
    public sealed record Exists : RegistrationResult;
}

/// <summary>
/// Registers tenants. Anybody may ask, so a registration proves itself: the core must accept its token and the provider know its account.
/// What definitely fails is refused and nothing is stored; what can not be asked now is taken on trust (DESIGN "Trust").
/// </summary>
internal sealed class TenantRegistrar(
    TenantStore store, TenantDirectory directory, SmsGateways gateways, CoreAccesses accesses, CoreClient core, ILogger<TenantRegistrar> logger)
{
    public async Task<RegistrationResult> RegisterAsync(RegistrationRequest request, CancellationToken cancellationToken)
    {
        if (RegistrationCheck.Check(request, gateways.Providers) is { } invalid)
        {
            return new RegistrationResult.Invalid(invalid);
        }

        var identifier = request.TenantId!.Trim();
        if (directory.Find(identifier) is not null)
        {
            return new RegistrationResult.Exists(); // before anybody is called on a stranger's behalf
        }

        var access = accesses.Read(identifier, request.Endpoint, request.MifosToken);
        if (access is not CoreAccessReading.Ready { Access: var coreAccess })
        {
            var refused = (CoreAccessReading.Refused)access;
            return Refuse(identifier, new FieldProblem(refused.Field, refused.Detail));
        }

        var account = new SenderAccount(
            request.SmsProvider!.Trim().ToLowerInvariant(), request.SmsProviderAccountId!.Trim(), request.SmsProviderToken!.Trim(), request.PhoneNo!.Trim());
        return await ProveAsync(identifier, coreAccess, account, cancellationToken) is { } problem
            ? Refuse(identifier, problem)
            : await StoreAsync(identifier, account, request, coreAccess);
    }

    /// <summary>Deletes a tenant: its keys stop working at once, its record stays.</summary>
    public async Task<bool> DeleteAsync(Tenant tenant)
    {
        var deleted = await store.DeleteAsync(tenant.Id);

        // Not to be cancelled: a caller that hangs up now would leave its key working until something else reloads.
        await directory.ReloadAsync(CancellationToken.None);
        logger.TenantDeleted(tenant.Identifier);
        return deleted;
    }

    private async Task<FieldProblem?> ProveAsync(string identifier, CoreAccess access, SenderAccount account, CancellationToken cancellationToken)
    {
        var coreTask = core.CheckAsync(access, cancellationToken);
        var providerTask = gateways.For(account).VerifyAsync(account, cancellationToken);
        return JudgeCore(identifier, await coreTask) ?? JudgeProvider(identifier, await providerTask);
    }

    private FieldProblem? JudgeCore(string identifier, CoreResult<CoreCheck> check)
    {
        switch (check)
        {
            case CoreResult<CoreCheck>.CredentialsRefused refused:
                return new FieldProblem("mifosToken", $"The core refuses this user for tenant {identifier}: {refused.Detail}");
            case CoreResult<CoreCheck>.Misconfigured misconfigured:
                return new FieldProblem("endpoint", $"No core of tenant {identifier} answers there: {misconfigured.Detail}");
            case CoreResult<CoreCheck>.NotFound notFound:
                return new FieldProblem("endpoint", $"No core answers there: {notFound.Detail}");
            case CoreResult<CoreCheck>.Unavailable unavailable:
                logger.TenantUnverified(identifier, unavailable.Detail);
                return null;
            default:
                return null;
        }
    }

    private FieldProblem? JudgeProvider(string identifier, AccountCheck check)
    {
        switch (check)
        {
            case AccountCheck.Refused refused:
                return new FieldProblem(refused.Field, refused.Detail);
            case AccountCheck.Unavailable unavailable:
                logger.TenantUnverified(identifier, unavailable.Detail);
                return null;
            default:
                return null;
        }
    }

    private async Task<RegistrationResult> StoreAsync(string identifier, SenderAccount account, RegistrationRequest request, CoreAccess access)
    {
        var apiKey = ApiKey.New();
        var tenant = new NewTenant(
            identifier, account.Provider, account.AccountId, account.Token, account.Sender,
            string.IsNullOrWhiteSpace(request.Endpoint) ? null : access.Endpoint.AbsoluteUri,
            string.IsNullOrEmpty(request.MifosToken) ? null : request.MifosToken);
        if (!await store.TryAddAsync(tenant, apiKey))
        {
            return new RegistrationResult.Exists();
        }

        // Stored: not cancelled any more, or a tenant would be known to the database and not to us.
        await directory.ReloadAsync(CancellationToken.None);
        logger.TenantRegistered(identifier, account.Provider);
        return new RegistrationResult.Registered(directory.Find(identifier)!, apiKey);
    }

    private RegistrationResult.Refused Refuse(string identifier, FieldProblem problem)
    {
        logger.RegistrationRefused(identifier, problem.Field, problem.Detail);
        return new RegistrationResult.Refused(problem);
    }
}
