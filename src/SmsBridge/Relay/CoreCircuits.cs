using SmsBridge.Core;

namespace SmsBridge.Relay;

/// <summary>How far a question to a core got.</summary>
internal enum CoreContact
{
    /// <summary>An answer about the question; a refusal is one.</summary>
    Answered,

    /// <summary>An answer, but "in trouble" or "not now": the core is there, and what is behind this tenant is not.</summary>
    InTrouble,

    /// <summary>No answer: whose fault it is can not be told, so it is held against this tenant alone.</summary>
    Silent,

    /// <summary>Nobody listens there, for any tenant.</summary>
    NoConnection,
}

/// <summary>
/// Circuit breakers of cores. Each tenant has a database of its own behind a core, so what goes wrong is its own trouble and stops nobody else;
/// only where no connection can be had at all do the tenants of one core share what is known about it.
/// </summary>
internal sealed class CoreCircuits(RelayOptions options, TimeProvider time, ILogger<CoreCircuits> logger)
{
    private readonly Circuits<string> _cores = new("core", options.CircuitFailures, options.CircuitBreak, time, logger);
    private readonly Circuits<TenantOfCore> _tenants = new("core", options.CircuitFailures, options.CircuitBreak, time, logger);

    /// <summary>Cores, and tenants of cores, that are left alone now.</summary>
    public IReadOnlyList<OpenCircuit> Open => [.. _cores.Open, .. _tenants.Open];

    /// <inheritdoc cref="Circuits{TPeer}.Enter"/>
    public TimeSpan? Enter(CoreAccess access)
    {
        var endpoint = access.Endpoint.AbsoluteUri;
        if (_cores.Enter(endpoint) is { } wait)
        {
            return wait;
        }

        if (_tenants.Enter(new TenantOfCore(endpoint, access.TenantId)) is { } left)
        {
            _cores.Abandon(endpoint); // it makes no call, so another tenant may be the one that tries
            return left;
        }

        return null;
    }

    /// <param name="contact">Null: the question did not come to an end that says anything.</param>
    public void Report(CoreAccess access, CoreContact? contact)
    {
        var endpoint = access.Endpoint.AbsoluteUri;
        var tenant = new TenantOfCore(endpoint, access.TenantId);
        switch (contact)
        {
            case CoreContact.Answered or CoreContact.InTrouble:
                _cores.Report(endpoint, answered: true);
                _tenants.Report(tenant, contact == CoreContact.Answered);
                break;
            case CoreContact.Silent:
                _cores.Abandon(endpoint);
                _tenants.Report(tenant, answered: false);
                break;
            case CoreContact.NoConnection:
                _cores.Report(endpoint, answered: false);
                _tenants.Abandon(tenant);
                break;
            default:
                _cores.Abandon(endpoint);
                _tenants.Abandon(tenant);
                break;
        }
    }

    private readonly record struct TenantOfCore(string Endpoint, string TenantId)
    {
        public override string ToString() => $"{Endpoint} (tenant {TenantId})";
    }
}
