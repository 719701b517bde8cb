using System.Collections.ObjectModel;
using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>What the core says about an event: enough to address and to write the SMS.</summary>
internal sealed record CoreFacts(ClientFacts Client)
{
    public LoanFacts? Loan { get; init; }

    public AccountFacts? Account { get; init; }

    public TransferFacts? Transfer { get; init; }

    /// <summary>What moved; null: nothing did.</summary>
    public MoneyFacts? Money { get; init; }

    /// <summary>The day the act counts for: of money the transaction's, else by the timeline of what it is about. Null: the core did not say.</summary>
    public DateOnly? DayOf(EventKind kind) => kind.IsMoney ? Money?.Date : TimelineOf(kind.LookUp) is not { } days ? null : kind.Day switch
    {
        ActDay.Submitted => days.Submitted,
        ActDay.Approved => days.Approved,
        ActDay.Rejected => days.Rejected,
        ActDay.Withdrawn => days.Withdrawn,
        ActDay.Activated => days.Activated,
        ActDay.Closed => days.Closed,
        _ => null,
    };

    /// <summary>Its own: a client of ten years takes out a loan today.</summary>
    private TimelineFacts? TimelineOf(LookUp lookUp) => lookUp switch
    {
        LookUp.Client => Client.Timeline,
        LookUp.Loan => Loan?.Timeline,
        LookUp.Account => Account?.Timeline,
        _ => null,
    };

    /// <summary>Of its loan or its account; of neither: not known.</summary>
    public CoreName Product => Loan is { } loan ? new(loan.ProductId, loan.ProductName) : new(Account?.ProductId, Account?.ProductName);

    /// <summary>Rows of data tables, by the tables' names in texts; of those that the text names alone.</summary>
    public IReadOnlyDictionary<string, TableRow> Tables { get; init; } = ReadOnlyDictionary<string, TableRow>.Empty;

    /// <summary>Of a tenant's own event what its hook says, as rows of <c>request</c> and <c>response</c>; null: of any other.</summary>
    public IReadOnlyDictionary<string, TableRow>? Hook { get; init; }

    /// <summary>All that texts name with a dot. What the hook says comes before a data table that is called like a part of it.</summary>
    public IReadOnlyDictionary<string, TableRow> Rows => Hook is null ? Tables : Hook.Concat(Tables.Where(table => !Hook.ContainsKey(table.Key))).ToDictionary(StringComparer.Ordinal);

    /// <summary>What is kept of it with the message.</summary>
    public MessageAbout About() => new()
    {
        ClientId = Client.Id,
        Name = Client.DisplayName,
        ClientAccount = Client.AccountNo,
        ClientExternalId = Client.ExternalId,
        Account = Transfer?.FromAccount ?? Loan?.AccountNo ?? Account?.AccountNo,
        AccountExternalId = Loan?.ExternalId,
        Receipt = Money?.Receipt,
        ExternalId = Money?.ExternalId,
        Office = Client.OfficeName,
        MobileNo = Client.MobileNo,
    };
}

/// <summary>An amount that moved, of a loan, an account or a transfer.</summary>
internal sealed record MoneyFacts(decimal Amount, CurrencyFacts Currency, DateOnly? Date, string? Receipt)
{
    /// <summary>The transaction's, as whoever posted it calls it.</summary>
    public string? ExternalId { get; init; }

    public static MoneyFacts Of(LoanTransactionFacts facts) => new(facts.Amount, facts.Currency, facts.Date, facts.ReceiptNumber) { ExternalId = facts.ExternalId };

    public static MoneyFacts Of(SavingsTransactionFacts facts) => new(facts.Amount, facts.Currency, facts.Date, facts.ReceiptNumber) { ExternalId = facts.ExternalId };

    public static MoneyFacts Of(TransferFacts facts) => new(facts.Amount, facts.Currency, facts.Date, null);
}
