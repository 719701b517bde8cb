using System.Collections.Concurrent;
using SmsBridge.Core;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Web.Limits;

namespace SmsBridge.Tenants;

/// <summary>
/// Puts a tenant's settings to the proof: the endpoint must be one the operator allows, the core must accept the credential for the tenant
/// (a cheap GET), the provider must know the account and own the sender. Nothing is dialled before what precedes it has passed.
/// </summary>
internal sealed class TenantProver(CoreAccesses accesses, CoreClient core, SmsGateways gateways, TimeProvider time)
{
    /// <summary>Refusals of one account at a provider that strangers, and the keys of tenants, may bring about in an hour, all of them together: where wrong tokens are counted, more lock it.</summary>
    public const int MostRefusalsPerHour = 3;

    /// <summary>So many of them the bridge's own checks of tenants on trust leave alone: for the account's owner, who registers with the right token, perhaps after a wrong one.</summary>
    public const int LeftForRegistrations = 2;

    private readonly WindowCounter<string> _refusals = new(time, new WindowRules<string> { Length = TimeSpan.FromHours(1) });
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal); // under way, by account: what a hundred ask at once is not refused yet

    /// <inheritdoc cref="SmsGateways.Providers"/>
    public IReadOnlyCollection<string> Providers => gateways.Providers;

    /// <inheritdoc cref="CoreAccesses.WhyNotMoved"/>
    /// <param name="known">Null: a new tenant.</param>
    /// <param name="brought">A credential that came with it, for the core that is asked for.</param>
    public FieldProblem? WhyNotMoved(string identifier, TenantSettings? known, TenantSettings asked, CoreCredential? brought)
    {
        var keeps = known is not null && asked.ToCoreCredential() is { } kept && kept != brought;
        return accesses.WhyNotMoved(identifier, known?.CoreEndpoint, asked.CoreEndpoint, keeps) is var (field, detail) ? new FieldProblem(field, detail) : null;
    }

    /// <summary>Without the token that came with a registration at another core: that one's alone, it would be used again once the newer credential is taken away.</summary>
    public TenantSettings WithoutOthersToken(string identifier, TenantSettings known, TenantSettings asked) =>
        accesses.MayShareCredential(identifier, known.CoreEndpoint, asked.CoreEndpoint) ? asked : asked with { CoreToken = null };

    /// <param name="brought">The caller's own credential for the core: then that is what must be accepted, not the operator's.</param>
    public Task<Proof> ProveAsync(string identifier, TenantSettings settings, CoreCredential? brought, CancellationToken cancellationToken) =>
        ProveAsync(identifier, settings, brought, Asker.Known, cancellationToken);

    /// <summary>The same for who holds the key of a tenant that was proved: it may name another's account. What the tenant has already is its own to ask about.</summary>
    public Task<Proof> ProveByKeyAsync(Tenant tenant, TenantSettings settings, CoreCredential? brought, CancellationToken cancellationToken)
    {
        var (isUser, isKnown) = (tenant.Settings.IsSameAccount(settings), tenant.Settings.ProviderToken == settings.ProviderToken);
        return ProveAsync(tenant.Identifier, settings, brought, isUser && isKnown ? Asker.Known : Asker.Key, cancellationToken, isUser ? tenant.Id : null);
    }

    /// <summary>An account alone, which the key of a tenant names.</summary>
    /// <param name="had">The accounts the tenant has already.</param>
    public Task<AccountCheck> CheckByKeyAsync(Tenant tenant, SenderAccount account, IEnumerable<SenderAccount> had, CancellationToken cancellationToken)
    {
        var own = had.Where(known => known.Provider == account.Provider && known.AccountId == account.AccountId).ToList();
        return own.Exists(known => known.Token == account.Token) ? CheckAsync(account, cancellationToken)
            : CountedAsync(account, Asker.Key, own.Count > 0 ? tenant.Id : null, cancellationToken);
    }

    /// <summary>An account alone, for an operator.</summary>
    public Task<AccountCheck> CheckAsync(SenderAccount account, CancellationToken cancellationToken) => gateways.For(account).VerifyAsync(account, cancellationToken);

    /// <summary>
    /// The same for a caller of whom nothing is known. The provider is asked only after the core has let him in: else anybody could try tokens at a provider
    /// through the bridge, and lock accounts where wrong ones are counted.
    /// </summary>
    public Task<Proof> ProveStrangerAsync(string identifier, TenantSettings settings, CoreCredential? brought, CancellationToken cancellationToken) =>
        ProveAsync(identifier, settings, brought, Asker.Stranger, cancellationToken);

    /// <summary>The same for what was taken on trust, which is checked again and again: it must not use up what strangers are allowed.</summary>
    public Task<Proof> ProveOnTrustAsync(string identifier, TenantSettings settings, CoreCredential? brought, CancellationToken cancellationToken) =>
        ProveAsync(identifier, settings, brought, Asker.OwnCheck, cancellationToken);

    /// <param name="user">The tenant that has the account already, and asks about another token or sender of it.</param>
    private async Task<Proof> ProveAsync(
        string identifier, TenantSettings settings, CoreCredential? brought, Asker asker, CancellationToken cancellationToken, long? user = null)
    {
        if (settings.ToSenderAccount() is not { } account)
        {
            return new Proof([new ProofCheck(
                Proof.ProviderCheck, "smsProviderToken", ProofOutcome.Failed, Reasons.Explain(Reasons.SecretsLost).Meaning)
                {
                    Reason = Reasons.SecretsLost,
                }]);
        }

        var reading = accesses.Read(identifier, settings.CoreEndpoint, settings.ToCoreCredential(), brought);
        if (reading is not CoreAccessReading.Ready { Access: var access })
        {
            var refused = (CoreAccessReading.Refused)reading;
            return new Proof([new ProofCheck(Proof.CoreCheck, refused.Field, ProofOutcome.Failed, refused.Detail) { Reason = Reasons.CoreNotSet }]);
        }

        var coreTask = core.CheckAsync(access, cancellationToken);
        var providerTask = asker switch
        {
            Asker.Known => CheckAsync(account, cancellationToken),
            Asker.Key => CountedAsync(account, asker, user, cancellationToken),
            _ => AfterAsync(coreTask, account, asker, cancellationToken),
        };
        var check = await coreTask;
        var judged = JudgeCore(identifier, access, check);
        var mayNotList = check is CoreResult<CoreCheck>.Found { Value.Offices: null };
        return new Proof(
            [judged with { IsLoginOnly = mayNotList && !await MayReadClientsAsync(access, cancellationToken) }, JudgeProvider(account, await providerTask)])
        {
            WhyNoReports = gateways.For(account).WhyNoReports(account),
        };
    }

    private async Task<AccountCheck> AfterAsync(Task<CoreResult<CoreCheck>> core, SenderAccount account, Asker asker, CancellationToken cancellationToken) =>
        await core is CoreResult<CoreCheck>.Found
            ? await CountedAsync(account, asker, user: null, cancellationToken)
            : new AccountCheck.Unavailable("The provider is asked only after the core has answered.");

    /// <summary>Whose account it is, its own mistakes count apart: nobody else can use up what it may.</summary>
    private async Task<AccountCheck> CountedAsync(SenderAccount account, Asker asker, long? user, CancellationToken cancellationToken)
    {
        var name = $"{account.Provider}:{account.AccountId}".ToUpperInvariant() + (user is { } own ? FormattableString.Invariant($" of {own}") : ""); // to some providers letters are alike
        var underWay = _asked.AddOrUpdate(name, 1, static (_, count) => count + 1) - 1;
        try
        {
            if (_refusals.Look(name).Count + (asker == Asker.Key ? underWay : 0) >= (asker == Asker.OwnCheck ? MostRefusalsPerHour - LeftForRegistrations : MostRefusalsPerHour))
            {
                return new AccountCheck.Unavailable("The provider has refused this account too often within the hour, or is being asked about it, so it is not asked now.");
            }

            var check = await CheckAsync(account, cancellationToken);
            if (check is AccountCheck.Refused)
            {
                _refusals.Count(name);
            }

            return check;
        }
        finally
        {
            if (_asked.AddOrUpdate(name, 0, static (_, count) => count - 1) == 0)
            {
                _asked.TryRemove(KeyValuePair.Create(name, 0)); // not when somebody asks again meanwhile
            }
        }
    }

    /// <summary>
    /// For a tenant that was paused for a missing permission: that its user may sign in says nothing about it. Asks for what was refused.
    /// </summary>
    /// <param name="isOnTrust">As in <see cref="ProveOnTrustAsync"/>.</param>
    public async Task<Proof> ProveReadsAsync(string identifier, TenantSettings settings, CoreCredential? brought, bool isOnTrust, CancellationToken cancellationToken)
    {
        var proof = await ProveAsync(identifier, settings, brought, isOnTrust ? Asker.OwnCheck : Asker.Known, cancellationToken);
        if (proof.Failure is not null
            || accesses.Read(identifier, settings.CoreEndpoint, settings.ToCoreCredential(), brought) is not CoreAccessReading.Ready { Access: var access })
        {
            return proof;
        }

        var reads = JudgeCore(identifier, access, await core.CheckReadsAsync(access, cancellationToken));
        return proof with { Checks = [.. proof.Checks, reads with { Reason = reads.Field == "endpoint" ? Reasons.CoreMisconfigured : Reasons.CoreForbidden }] };
    }

    /// <summary>What the bridge does all day with this credential. Any client will do: there need not be one.</summary>
    private async Task<bool> MayReadClientsAsync(CoreAccess access, CancellationToken cancellationToken) =>
        await core.GetClientAsync(access, clientId: 1, cancellationToken) is CoreResult<ClientFacts>.Found or CoreResult<ClientFacts>.NotFound;

    private static ProofCheck JudgeCore(string identifier, CoreAccess access, CoreResult<CoreCheck> check)
    {
        var credential = access.Credential is CoreCredential.UserPassword ? "corePassword" : "mifosToken";
        return check switch
        {
            CoreResult<CoreCheck>.Found => Result(credential, ProofOutcome.Passed, $"The core at {access.Endpoint} accepts the bridge for tenant {identifier}.", ""),
            CoreResult<CoreCheck>.CredentialsRefused refused => Result(
                credential, ProofOutcome.Failed, $"The core refuses this user for tenant {identifier}:", refused.Detail),
            CoreResult<CoreCheck>.Forbidden forbidden => Result(
                credential, ProofOutcome.Failed, "The core does not let this user in:", forbidden.Detail),
            CoreResult<CoreCheck>.Misconfigured misconfigured => Result(
                "endpoint", ProofOutcome.Failed, $"No core of tenant {identifier} answers there:", misconfigured.Detail),
            CoreResult<CoreCheck>.NotFound notFound => Result("endpoint", ProofOutcome.Failed, $"No core of tenant {identifier} answers there:", notFound.Detail),
            CoreResult<CoreCheck>.Unavailable unavailable => Result("endpoint", ProofOutcome.Unknown, "The core could not be asked:", unavailable.Detail),
            _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Unknown result."),
        };

        static ProofCheck Result(string field, ProofOutcome outcome, string ours, string theirs) =>
            new(Proof.CoreCheck, field, outcome, $"{ours} {theirs}".TrimEnd()) { Plain = Untold(ours) };
    }

    private static string Untold(string ours) => ours.EndsWith(':') ? ours[..^1] + ". The operator finds in the log what it said." : ours;

    private static ProofCheck JudgeProvider(SenderAccount account, AccountCheck check) =>
        check switch
        {
            AccountCheck.Verified { IsAsked: false } => new ProofCheck(
                Proof.ProviderCheck, "phoneNo", ProofOutcome.NotAsked, $"The account and the sender {account.Sender} look right; {account.Provider} was not asked."),
            AccountCheck.Verified verified => new ProofCheck(Proof.ProviderCheck, "phoneNo", ProofOutcome.Passed, verified.IsSenderAsked
                ? $"The provider {account.Provider} accepts the account and the sender {account.Sender}."
                : $"The provider {account.Provider} accepts the account; whether it accepts the sender {account.Sender} the first SMS tells."),
            AccountCheck.Refused refused => new ProofCheck(Proof.ProviderCheck, refused.Field, ProofOutcome.Failed, refused.Detail)
            {
                Plain = Untold($"The provider {account.Provider} does not accept this account, token or sender:"),
            },
            AccountCheck.Unavailable unavailable => new ProofCheck(Proof.ProviderCheck, "smsProviderAccountId", ProofOutcome.Unknown, unavailable.Detail)
            {
                Plain = Untold($"The provider {account.Provider} could not be asked:"),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(check), check, "Unknown check."),
        };

    /// <summary>Who has a tenant proved.</summary>
    private enum Asker
    {
        /// <summary>An operator, or the bridge, of a tenant that was proved before.</summary>
        Known,

        /// <summary>The holder of the key of a tenant that was proved before.</summary>
        Key,

        /// <summary>Anybody.</summary>
        Stranger,

        /// <summary>The bridge, of a tenant on trust.</summary>
        OwnCheck,
    }
}
