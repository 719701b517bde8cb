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
    private readonly Circuits<TableOfTenant> _tables = new("data table", options.CircuitFailures, options.CircuitBreak, time, logger);

    /// <summary>Cores, tenants of cores, and data tables of tenants, that are left alone now.</summary>
    public IReadOnlyList<OpenCircuit> Open => [.. _cores.Open, .. _tenants.Open, .. _tables.Open];

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

    /// <summary>Of a data table alone, or the staff: one that does not answer holds up no text that does not need it.</summary>
    /// <inheritdoc cref="Circuits{TPeer}.Enter"/>
    public TimeSpan? EnterTable(CoreAccess access, string table) => _tables.Enter(TableOf(access, table));

    /// <param name="answered">Null: the question did not come to an end that says anything.</param>
    public void ReportTable(CoreAccess access, string table, bool? answered)
    {
        if (answered is { } known)
        {
            _tables.Report(TableOf(access, table), known);
        }
        else
        {
            _tables.Abandon(TableOf(access, table));
        }
    }

    private static TableOfTenant TableOf(CoreAccess access, string table) => new(access.Endpoint.AbsoluteUri, access.TenantId, table);

    private readonly record struct TableOfTenant(string Endpoint, string TenantId, string Table)
    {
        public override string ToString() => $"{Endpoint} (tenant {TenantId}, {(Table.StartsWith('/') ? Table : $"data table {Table}")})";
    }

    private readonly record struct TenantOfCore(string Endpoint, string TenantId)
    {
        public override string ToString() => $"{Endpoint} (tenant {TenantId})";
    }
}
