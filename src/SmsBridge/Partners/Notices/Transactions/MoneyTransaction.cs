namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>A money event of the core, as it stands.</summary>
internal sealed record MoneyTransaction
{
    public const string Columns = """
        money_transaction.event_id AS EventId, money_transaction.tenant_id AS TenantId, tenant.identifier AS Tenant, money_transaction.kind AS Kind,
        money_transaction.received_at AS ReceivedAt, money_transaction.resource_id AS ResourceId, money_transaction.account_id AS AccountId,
        money_transaction.code AS Code, money_transaction.message AS Message, money_transaction.third_party_id AS ThirdPartyId,
        money_transaction.amount AS Amount, money_transaction.currency AS Currency, money_transaction.sms_told AS SmsTold,
        money_transaction.lookups AS Lookups
        """;

    public required long EventId { get; init; }

    public required long TenantId { get; init; }

    /// <summary>The core's name for the tenant.</summary>
    public required string Tenant { get; init; }

    public required TransactionKind Kind { get; init; }

    public required long ReceivedAt { get; init; }

    /// <summary>The transaction's id in the core; null where the core gives none.</summary>
    public long? ResourceId { get; init; }

    /// <summary>Loan or savings account.</summary>
    public long? AccountId { get; init; }

    public required string Code { get; init; }

    public required string Message { get; init; }

    public string? ThirdPartyId { get; init; }

    /// <summary>Decimal text, as the core has it.</summary>
    public string? Amount { get; init; }

    public string? Currency { get; init; }

    public Messages.MessageStatus? SmsTold { get; init; }

    public int Lookups { get; init; }
}

/// <summary>What asking the core about a transaction came to.</summary>
internal abstract record Confirmation
{
    private Confirmation()
    {
    }

    /// <param name="ThirdPartyId">External id or receipt number; null: it carried none.</param>
    public sealed record Confirmed(decimal Amount, string Currency, string? ThirdPartyId) : Confirmation;

    public sealed record Failed(TransactionCode Code) : Confirmation;

    /// <param name="CoreIsAway">Nobody could be asked: there is no point in asking about the tenant's other transactions now.</param>
    public sealed record Later(DateTimeOffset DueAt, string Why, bool CoreIsAway = false) : Confirmation;
}
