using System.Collections.Concurrent;

namespace SmsBridge.Simulator.Core;

/// <summary>One tenant's books in the stand-in core, and its hooks. Safe for concurrent use.</summary>
/// <remarks><c>Add</c> is for what was there before; what is to set hooks off goes by <see cref="CreateClientAsync"/> and the like.</remarks>
internal sealed class StandInTenant(string id, StandInHookFiring firing)
{
    public const int HeadOffice = 1;

    private readonly ConcurrentDictionary<string, StandInUser> _users = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, StandInOffice> _offices =
        new([KeyValuePair.Create(HeadOffice, new StandInOffice(HeadOffice, "Head Office", ParentId: null))]);
    private readonly ConcurrentDictionary<long, StandInClient> _clients = new();
    private readonly ConcurrentDictionary<long, StandInLoan> _loans = new();
    private readonly ConcurrentDictionary<(long LoanId, long Id), StandInTransaction> _transactions = new();
    private readonly ConcurrentDictionary<long, StandInGroup> _groups = new();
    private readonly ConcurrentDictionary<long, StandInStaff> _staff = new();
    private long _lastTransactionId = 900;

    public string Id => id;

    public StandInHooks Hooks { get; } = new();

    public StandInAccounts Accounts { get; } = new();

    public StandInTexts Texts { get; } = new();

    public StandInAudits Audits { get; } = new();

    public StandInReports Reports { get; } = new();

    public StandInDataTables DataTables { get; } = new();

    public IEnumerable<StandInOffice> Offices => _offices.Values.OrderBy(office => office.Id);

    /// <summary>Adds the user, or replaces the one of that name (a changed password).</summary>
    public StandInTenant AddUser(StandInUser user)
    {
        _users[user.Name] = user;
        return this;
    }

    public StandInTenant AddOffice(int officeId, string name, int parentId = HeadOffice)
    {
        _offices[officeId] = new StandInOffice(officeId, name, parentId);
        return this;
    }

    /// <summary>Adds the client, or replaces the one of that id.</summary>
    public StandInClient AddClient(StandInClient client) => _clients[client.Id] = client;

    public StandInClient AddClient(long clientId, string displayName, string? mobileNo) =>
        AddClient(new StandInClient(clientId, displayName, mobileNo));

    /// <summary>Adds the group, or replaces the one of that id.</summary>
    public StandInGroup AddGroup(StandInGroup group) => _groups[group.Id] = group;

    /// <summary>Adds the member of the staff, or replaces the one of that id.</summary>
    public StandInStaff AddStaff(StandInStaff staff) => _staff[staff.Id] = staff;

    /// <inheritdoc cref="FindClient"/>
    public StandInStaff? FindStaff(StandInUser user, long staffId) => _staff.TryGetValue(staffId, out var staff) && Sees(user, staff.OfficeId) ? staff : null;

    /// <summary>Those that are active and of an office that the user sees.</summary>
    public IReadOnlyList<StandInClient> MembersOf(StandInUser user, StandInGroup group) =>
        [.. group.Members.Select(member => FindClient(user, member)).OfType<StandInClient>().Where(static member => member.StatusId == 300)];

    public StandInGroup? FindGroup(long groupId) => _groups.GetValueOrDefault(groupId);

    /// <summary>Which external events it publishes.</summary>
    public StandInEventSwitches EventSwitches { get; } = new();

    /// <summary>Adds the loan, or replaces the one of that id.</summary>
    public StandInLoan AddLoan(StandInLoan loan) => _loans[loan.Id] = loan;

    public StandInLoan AddLoan(long loanId, long clientId, decimal principal) => AddLoan(new StandInLoan(loanId, clientId, principal));

    /// <summary>Repays; returns the transaction's id.</summary>
    public long AddRepayment(long loanId, decimal amount, DateOnly date, string? receiptNumber = null)
    {
        var loan = _loans.AddOrUpdate(
            loanId,
            missing => throw new ArgumentOutOfRangeException(nameof(loanId), missing, "There is no such loan."),
            (_, loan) => loan with { Outstanding = loan.Outstanding - amount });
        return AddTransaction(new StandInTransaction(Interlocked.Increment(ref _lastTransactionId), loanId, amount, date)
        {
            ReceiptNumber = receiptNumber,
            BalanceAfter = loan.Outstanding,
        }).Id;
    }

    public StandInTransaction AddTransaction(StandInTransaction transaction) =>
        _transactions[(transaction.LoanId, transaction.Id)] = transaction;

    /// <summary>Adds the transaction, or replaces the one of that id.</summary>
    public StandInSavingsTransaction AddSavings(StandInSavingsTransaction transaction) => Accounts.Add(transaction);

    /// <summary>Adds the client by somebody's request, and fires the hooks on it.</summary>
    /// <inheritdoc cref="RaiseAsync"/>
    public Task<IReadOnlyList<HookDelivery>> CreateClientAsync(StandInClient client, string userName, CancellationToken cancellationToken)
    {
        AddClient(client);
        return RaiseAsync(HookEvent.ClientCreated(client.OfficeId, client.Id), userName, cancellationToken);
    }

    /// <summary>Repays by somebody's request, and fires the hooks on it.</summary>
    /// <inheritdoc cref="RaiseAsync"/>
    public Task<IReadOnlyList<HookDelivery>> RepayAsync(
        long loanId, decimal amount, DateOnly date, string userName, CancellationToken cancellationToken)
    {
        var transactionId = AddRepayment(loanId, amount, date);
        var loan = _loans[loanId];
        return RaiseAsync(
            new HookRepayment(loanId, transactionId, amount) { OfficeId = loan.OfficeId, ClientId = loan.ClientId, GroupId = loan.GroupId, Date = date }.ToEvent(),
            userName, cancellationToken);
    }

    /// <summary>Books a collection sheet by somebody's request, and fires the hooks on it: one for all its payments.</summary>
    /// <inheritdoc cref="RaiseAsync"/>
    public Task<IReadOnlyList<HookDelivery>> SaveAsync(StandInSheet sheet, string userName, CancellationToken cancellationToken) =>
        RaiseAsync(sheet.BookIn(this), userName, cancellationToken);

    /// <summary>Pays into an account; returns the transaction's id.</summary>
    public long AddDeposit(long savingsId, decimal amount, DateOnly date) =>
        AddSavings(new StandInSavingsTransaction(Interlocked.Increment(ref _lastTransactionId), savingsId, amount, date)).Id;

    /// <summary>Fires the active hooks that listen to the event, as the core's generation does, and waits for their answers.</summary>
    /// <param name="userName">Who caused it: if the hook has no key yet, this user's password goes to the bridge.</param>
    public Task<IReadOnlyList<HookDelivery>> RaiseAsync(HookEvent it, string userName, CancellationToken cancellationToken)
    {
        Audits.Record(it, userName);
        return firing.FireAsync(this, it, _users[userName], hasFailed: false, cancellationToken);
    }

    /// <summary>The command failed: nothing changed in the books, but newer cores tell of it.</summary>
    /// <inheritdoc cref="RaiseAsync"/>
    public Task<IReadOnlyList<HookDelivery>> RaiseFailedAsync(HookEvent it, string userName, CancellationToken cancellationToken)
    {
        Audits.Record(it, userName, StandInAudit.Error);
        return firing.FireAsync(this, it, _users[userName], hasFailed: true, cancellationToken);
    }

    /// <summary>Undoes a transaction after the event.</summary>
    public void Reverse(long loanId, long transactionId)
    {
        var undone = _transactions[(loanId, transactionId)];
        _transactions[(loanId, transactionId)] = undone with { IsReversed = true };
        _loans.AddOrUpdate(
            loanId,
            missing => throw new ArgumentOutOfRangeException(nameof(loanId), missing, "There is no such loan."),
            (_, loan) => loan with { Outstanding = loan.Outstanding + undone.Amount });
    }

    public StandInUser? FindUser(string name, string password) =>
        _users.TryGetValue(name, out var user) && user.Password == password ? user : null;

    public StandInOffice? FindOffice(int officeId) => _offices.GetValueOrDefault(officeId);

    /// <summary>Null when absent or outside the user's offices: the core makes no difference (fineract-core-api.md 4).</summary>
    public StandInClient? FindClient(StandInUser user, long clientId) =>
        _clients.TryGetValue(clientId, out var client) && Sees(user, client.OfficeId) ? client : null;

    /// <inheritdoc cref="FindClient"/>
    public StandInLoan? FindLoan(StandInUser user, long loanId) =>
        _loans.TryGetValue(loanId, out var loan) && Sees(user, loan.OfficeId) ? loan : null;

    /// <summary>What the user sees, in no order.</summary>
    public IEnumerable<StandInLoan> LoansOf(StandInUser user) => _loans.Values.Where(loan => Sees(user, loan.OfficeId));

    public bool DeleteClient(long clientId) => _clients.TryRemove(clientId, out _);

    public bool DeleteLoan(long loanId) => _loans.TryRemove(loanId, out _);

    public StandInTransaction? FindTransaction(long loanId, long transactionId) =>
        _transactions.GetValueOrDefault((loanId, transactionId));

    public IEnumerable<StandInTransaction> TransactionsOf(long loanId) =>
        _transactions.Where(transaction => transaction.Key.LoanId == loanId).Select(transaction => transaction.Value).OrderBy(transaction => transaction.Id);

    public string? NameOfClient(long? clientId) =>
        clientId is { } found && _clients.TryGetValue(found, out var client) ? client.DisplayName : null;

    public bool Sees(StandInUser user, int officeId)
    {
        for (int? office = officeId; office is { } current; office = FindOffice(current)?.ParentId)
        {
            if (current == user.OfficeId)
            {
                return true;
            }
        }

        return false;
    }
}
