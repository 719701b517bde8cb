using SmsBridge.Store;

namespace SmsBridge.Tenants;

/// <summary>A registration that asks for more than its caller proved: it waits for an operator's yes.</summary>
/// <param name="Identifier">Of the tenant, which need not be registered.</param>
/// <param name="Caller">The core's user whose token it brought; of none the address.</param>
/// <param name="ProviderToken">Null when it can not be opened.</param>
/// <param name="Times">It came, the same.</param>
/// <param name="ApprovedAt">Set: the core gets its key when it comes again.</param>
internal sealed record PendingRegistration(
    long Id, string Identifier, string Caller, string Provider, string AccountId, string? ProviderToken, string Sender, string? CoreEndpoint,
    string? Source, long Times, DateTimeOffset FirstAt, DateTimeOffset LastAt, DateTimeOffset? ApprovedAt, string? ApprovedBy)
{
    /// <summary>Until when a yes holds; null: there is none.</summary>
    public DateTimeOffset? HoldsUntil { get; init; }

    /// <summary>The same provider, account, token and sender; a core names its endpoint differently from start to start.</summary>
    public bool Asks(TenantSettings settings) =>
        settings.Provider == Provider && settings.AccountId == AccountId && settings.ProviderToken == ProviderToken && settings.Sender == Sender;

    /// <summary>Never the token.</summary>
    public override string ToString() => $"registration {Id} of {Identifier} with {Provider}:{AccountId} from {Sender}";
}

/// <summary>A row of <c>pending_registration</c>.</summary>
internal sealed record PendingRow
{
    public const string Columns = """
        id AS Id, identifier AS Identifier, caller AS Caller, provider AS Provider, account_id AS AccountId, provider_token AS ProviderToken,
        sender AS Sender, core_endpoint AS CoreEndpoint, source AS Source, times AS Times, first_at AS FirstAt, last_at AS LastAt,
        approved_at AS ApprovedAt, approved_by AS ApprovedBy
        """;

    public long Id { get; init; }

    public string Identifier { get; init; } = "";

    public string Caller { get; init; } = "";

    public string Provider { get; init; } = "";

    public string AccountId { get; init; } = "";

    public string ProviderToken { get; init; } = "";

    public string Sender { get; init; } = "";

    public string? CoreEndpoint { get; init; }

    public string? Source { get; init; }

    public long Times { get; init; }

    public long FirstAt { get; init; }

    public long LastAt { get; init; }

    public long? ApprovedAt { get; init; }

    public string? ApprovedBy { get; init; }

    public static string Purpose(string identifier) => $"pending registration of {identifier}";

    public PendingRegistration Open(SecretBox secrets) => new(
        Id, Identifier, Caller, Provider, AccountId, secrets.Open(ProviderToken, Purpose(Identifier)), Sender, CoreEndpoint, Source, Times,
        StoredTime.At(FirstAt), StoredTime.At(LastAt), StoredTime.At(ApprovedAt), ApprovedBy);
}
