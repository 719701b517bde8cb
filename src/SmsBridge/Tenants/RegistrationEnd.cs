using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>How a registration ends: in force, or refused; either is in the log.</summary>
internal sealed class RegistrationEnd(TenantDirectory directory, SmsGateways gateways, RelayBell bell, ILogger<RegistrationEnd> logger)
{
    public async Task<RegistrationResult> RegisteredAsync(string identifier, TenantSettings settings, string apiKey, bool isProved)
    {
        // Stored: not cancelled any more, or a tenant would be known to the database and not to us.
        await directory.ReloadAsync(CancellationToken.None);
        bell.Ring(); // what waited for a mended credential may flow
        logger.TenantRegistered(identifier, settings.Provider);
        var whyNoReports = settings.ToSenderAccount() is { } account ? gateways.For(account).WhyNoReports(account) : null;
        if (whyNoReports is not null)
        {
            logger.NoReports(identifier, whyNoReports);
        }

        return new RegistrationResult.Registered(apiKey, isProved) { WhyNoReports = whyNoReports };
    }

    /// <summary>As registered, with a key that the core had already.</summary>
    public async Task AdoptedAsync(string identifier, TenantSettings settings, string apiKey, bool isProved)
    {
        await RegisteredAsync(identifier, settings, apiKey, isProved);
        logger.KeyAdopted(identifier, ApiKey.Prefix(apiKey));
    }

    /// <summary>What the peer said is for the log: the caller chose whom to ask.</summary>
    public RegistrationResult.Refused Refuse(string identifier, ProofCheck failure)
    {
        logger.RegistrationRefused(identifier, failure.Field, failure.Words);
        return new RegistrationResult.Refused(new FieldProblem(failure.Field, failure.Plain));
    }

    public RegistrationResult.Refused Refuse(string identifier, FieldProblem problem)
    {
        logger.RegistrationRefused(identifier, problem.Field, problem.Detail);
        return new RegistrationResult.Refused(problem);
    }
}
