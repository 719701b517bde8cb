using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways;
using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>
/// Registers tenants. Anybody may ask, so a registration proves itself (docs/security.md). A new tenant: what definitely fails is refused and
/// nothing is stored; what can not be asked now is taken on trust only from an endpoint the operator named. A known one gets a new key only on
/// full proof, and for another provider account a login is none.
/// </summary>
internal sealed class TenantRegistrar(
    TenantStore store, TenantDirectory directory, SmsGateways gateways, CoreAccesses accesses, TenantProver prover, RegistrationWarrants warrants,
    RelayBell bell, IOptions<RegistrationOptions> options, TimeProvider time, ILogger<TenantRegistrar> logger)
{
    private static readonly FieldProblem Stranger =
        new("mifosToken", "A known tenant is registered again only with its core's token, or with the provider account it has.");

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

    private readonly RegistrationOptions _options = options.Value;

    public async Task<RegistrationResult> RegisterAsync(RegistrationRequest request, Registrant by, CancellationToken cancellationToken)
    {
        if (RegistrationCheck.Check(request, gateways.Providers) is { } invalid)
        {
            return new RegistrationResult.Invalid(invalid);
        }

        if (accesses.PinnedAccount(request.TenantId!.Trim()) is { } pinned && pinned != request.SmsProviderAccountId!.Trim())
        {
            return Refuse(request.TenantId.Trim(), new FieldProblem("smsProviderAccountId", "The operator expects another account for this tenant (Core:Tenants)."));
        }

        await directory.RefreshAsync(cancellationToken); // the command line may have just added or deleted it
        return directory.Find(request.TenantId!.Trim()) is { } known
            ? await RegisterAgainAsync(known, request, by, cancellationToken)
            : await RegisterNewAsync(request.TenantId!.Trim(), request, by, cancellationToken);
    }

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

        var proof = prove ? await prover.ProveAsync(identifier, settings, brought: null, cancellationToken) : null;
        if (proof?.Failure is { } failure)
        {
            return Refuse(identifier, new FieldProblem(failure.Field, failure.Words)); // the operator's own: he is told all
        }

        var apiKey = ApiKey.New();
        var unverified = proof is null ? "An operator added it without a check." : proof.Doubt;
        return await store.TryAddAsync(identifier, RegistrationSettings.Normalised(settings), apiKey, unverified, registeredAt: time.GetUtcNow() - _options.RaceWindow)
            ? await RegisteredAsync(identifier, settings, apiKey, isProved: unverified is null)
            : new RegistrationResult.Exists("A tenant of this identifier has just been registered.");
    }

    private (TenantSettings? Settings, FieldProblem? Problem) ReadAdded(RegistrationRequest request, SettingsRequest more)
    {
        if (RegistrationCheck.Check(request, gateways.Providers) is { } problem)
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

    private async Task<RegistrationResult> RegisterNewAsync(
        string identifier, RegistrationRequest request, Registrant by, CancellationToken cancellationToken)
    {
        if (accesses.IsSetOtherwise(identifier))
        {
            return Refuse(identifier, SpeltOtherwise);
        }

        var settings = RegistrationSettings.Of(request, region: null);
        var brought = settings.ToCoreCredential();
        if (prover.WhyNotMoved(identifier, known: null, settings, brought) is { } elsewhere)
        {
            return Refuse(identifier, elsewhere);
        }

        var proof = await prover.ProveAsync(identifier, settings, brought, cancellationToken);
        if (proof.Failure is { } failure)
        {
            return Refuse(identifier, failure);
        }

        if (brought is null && accesses.PinnedAccount(identifier) is null && (proof.Doubt is not null || !proof.IsProviderAsked))
        {
            return Refuse(identifier, NothingProved);
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
            return await TrustAsync(identifier, settings, proof);
        }

        var apiKey = ApiKey.New();
        return await store.TryAddAsync(identifier, RegistrationSettings.Normalised(settings), apiKey, unverified: null)
            ? await RegisteredAsync(identifier, settings, apiKey, isProved: true)
            : new RegistrationResult.Exists("This tenant has just been registered.");
    }

    /// <summary>Only from the very endpoint the operator named, only a few at a time, and not for long. Whoever proves himself comes first.</summary>
    private async Task<RegistrationResult> TrustAsync(string identifier, TenantSettings settings, Proof proof)
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
        return await RegisteredAsync(identifier, settings, apiKey, isProved: false);
    }

    private async Task<RegistrationResult> RegisterAgainAsync(
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
            return Refuse(known.Identifier, Stranger);
        }

        if (prover.WhyNotMoved(known.Identifier, known.Settings, settings, brought) is { } elsewhere)
        {
            return Refuse(known.Identifier, elsewhere);
        }

        var proof = await prover.ProveAsync(known.Identifier, settings, brought, cancellationToken);
        if (proof.Failure is { } failure)
        {
            return Refuse(known.Identifier, failure);
        }

        if (proof.Doubt is not null)
        {
            return new RegistrationResult.NotNow($"The tenant is registered, and a new key is given only on full proof. {proof.PlainDoubt}");
        }

        if (brought is null && !by.HoldsKey && !proof.IsProviderAsked && settings.ProviderToken != known.Settings.ProviderToken)
        {
            return Refuse(known.Identifier, Stranger);
        }

        if (RegistrationSettings.NeedsWarrant(known, settings, proof) && !by.HoldsKey
            && await warrants.MissingAsync(known.Identifier, settings, known.Settings.ToCoreCredential(), brought, by, cancellationToken) is { } pending)
        {
            return pending;
        }

        var apiKey = ApiKey.New();
        return await store.TryRegisterAgainAsync(known, RegistrationSettings.Normalised(RegistrationSettings.Kept(known, settings, proof)), apiKey, lastAllowed, _options.PreviousKeyGrace)
            ? await RegisteredAsync(known.Identifier, settings, apiKey, isProved: true)
            : new RegistrationResult.Exists("This tenant was registered a moment ago; the answer to that registration holds its key.");
    }

    private async Task<RegistrationResult> RegisteredAsync(string identifier, TenantSettings settings, string apiKey, bool isProved)
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

    /// <summary>What the peer said is for the log: the caller chose whom to ask.</summary>
    private RegistrationResult.Refused Refuse(string identifier, ProofCheck failure)
    {
        logger.RegistrationRefused(identifier, failure.Field, failure.Words);
        return new RegistrationResult.Refused(new FieldProblem(failure.Field, failure.Plain));
    }

    private RegistrationResult.Refused Refuse(string identifier, FieldProblem problem)
    {
        logger.RegistrationRefused(identifier, problem.Field, problem.Detail);
        return new RegistrationResult.Refused(problem);
    }
}
