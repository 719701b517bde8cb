using System.Collections.Concurrent;
using System.Globalization;

namespace SmsBridge.Simulator.Core;

/// <summary>A savings, deposit or share account. They share a sequence of ids, but for shares.</summary>
/// <param name="Path">Where it is asked for: <c>savingsaccounts</c>, <c>fixeddepositaccounts</c>, <c>recurringdepositaccounts</c>, <c>accounts/share</c>.</param>
internal sealed record StandInAccount(string Path, long Id, long? ClientId)
{
    public const string Savings = "savingsaccounts";
    public const string FixedDeposit = "fixeddepositaccounts";
    public const string RecurringDeposit = "recurringdepositaccounts";
    public const string Share = "accounts/share";

    public long? GroupId { get; init; }

    public string? GroupName { get; init; }

    public long ProductId { get; init; } = 1;

    public string ProductName { get; init; } = "Passbook";

    public int StatusId { get; init; } = 300;

    public decimal Balance { get; init; }

    /// <inheritdoc cref="StandInLoan.Days"/>
    public IReadOnlyDictionary<string, DateOnly>? Days { get; init; }

    public DateOnly? MaturityDate { get; init; }

    public decimal? MaturityAmount { get; init; }

    public StandInCurrency Currency { get; init; } = StandInCurrency.Kes;
}

/// <param name="DetailId">What a hook names; the transfer's own id is of another sequence.</param>
internal sealed record StandInTransfer(long DetailId, long? FromClientId, string FromAccount, long? ToClientId, string ToAccount, decimal Amount, DateOnly Date)
{
    public bool IsReversed { get; init; }

    public StandInCurrency Currency { get; init; } = StandInCurrency.Kes;
}

/// <summary>A tenant's accounts, their transactions, and transfers between them. Safe for concurrent use.</summary>
internal sealed class StandInAccounts
{
    private readonly ConcurrentDictionary<(string Path, long Id), StandInAccount> _accounts = new();
    private readonly ConcurrentDictionary<(long AccountId, long Id), StandInSavingsTransaction> _transactions = new();
    private readonly ConcurrentDictionary<long, StandInTransfer> _transfers = new();

    /// <summary>Adds the account, or replaces the one of that id.</summary>
    public StandInAccount Add(StandInAccount account) => _accounts[(account.Path, account.Id)] = account;

    public StandInSavingsTransaction Add(StandInSavingsTransaction transaction) => _transactions[(transaction.SavingsId, transaction.Id)] = transaction;

    public StandInTransfer Add(StandInTransfer transfer) => _transfers[transfer.DetailId] = transfer;

    /// <summary>Any account's id does for savings, as in the core; the other way round none does (fineract-event-catalogue.md 5).</summary>
    public StandInAccount? Find(string path, long id) =>
        _accounts.GetValueOrDefault((path, id))
        ?? (path == StandInAccount.Savings ? _accounts.GetValueOrDefault((StandInAccount.FixedDeposit, id)) ?? _accounts.GetValueOrDefault((StandInAccount.RecurringDeposit, id)) : null);

    /// <summary>Under the account's own path only; an account nobody added is one of savings.</summary>
    public StandInSavingsTransaction? FindTransaction(string path, long accountId, long id) =>
        path == (_accounts.Values.FirstOrDefault(account => account.Id == accountId && account.Path != StandInAccount.Share)?.Path ?? StandInAccount.Savings)
            ? _transactions.GetValueOrDefault((accountId, id))
            : null;

    public IReadOnlyList<StandInTransfer> FindTransfers(string? detailId) =>
        long.TryParse(detailId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && _transfers.GetValueOrDefault(id) is { } found ? [found] : [];
}
