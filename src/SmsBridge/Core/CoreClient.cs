using System.Globalization;
using System.Net;
using SmsBridge.Messages;

namespace SmsBridge.Core;

/// <summary>
/// Reads from a tenant's core (fineract-core-api.md 4 to 6). Each method is one question, without retries; the relay decides what
/// a failure means for the event. Safe for concurrent use and to keep.
/// </summary>
internal sealed class CoreClient(CoreExchange exchange, TimeProvider time, ILogger<CoreClient> logger)
{
    public const string SavingsPath = "savingsaccounts";
    public const string FixedDepositPath = "fixeddepositaccounts";
    public const string RecurringDepositPath = "recurringdepositaccounts";
    public const string SharePath = "accounts/share";
    public const string TransferPath = "accounttransfers";
    public const string GroupPath = "groups";
    public const string StaffPath = "staff";

    /// <summary>Where accounts of a type are asked for.</summary>
    public static string PathOf(AccountType type) =>
        type switch
        {
            AccountType.FixedDeposit => FixedDepositPath,
            AccountType.RecurringDeposit => RecurringDepositPath,
            AccountType.Share => SharePath,
            _ => SavingsPath,
        };

    // Names outside a resource's declared list are a 400; declared names left out vanish at every depth, so status needs id and
    // summary.currency needs currency (fineract-core-api.md 4, 5).
    private const string ClientFields = "id,accountNo,displayName,firstname,lastname,mobileNo,officeId,officeName,externalId,status,active,staffId,clientType,timeline";
    private const string LoanFields = "id,accountNo,externalId,clientId,group,status,currency,principal,approvedPrincipal,summary,timeline,loanProductId,loanProductName,loanOfficerId";

    public Task<CoreResult<ClientFacts>> GetClientAsync(CoreAccess access, long clientId, CancellationToken cancellationToken) =>
        AskAsync(
            "client", access, string.Create(CultureInfo.InvariantCulture, $"clients/{clientId}?fields={ClientFields}"),
            body => CoreReader.ReadClient(body, clientId), cancellationToken);

    public Task<CoreResult<LoanFacts>> GetLoanAsync(CoreAccess access, long loanId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}?fields={LoanFields}"),
            body => CoreReader.ReadLoan(body, loanId), cancellationToken);

    /// <remarks>Without <c>fields</c>: <c>manuallyReversed</c> is undeclared there (fineract-core-api.md 5).</remarks>
    public Task<CoreResult<LoanTransactionFacts>> GetLoanTransactionAsync(
        CoreAccess access, long loanId, long transactionId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan transaction", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}/transactions/{transactionId}"),
            body => CoreReader.ReadTransaction(body, transactionId), cancellationToken);

    /// <inheritdoc cref="CoreReader.ReadDisbursements"/>
    public Task<CoreResult<IReadOnlyList<LoanTransactionFacts>>> GetDisbursementsAsync(CoreAccess access, long loanId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan disbursement", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}?associations=transactions"),
            body => CoreReader.ReadDisbursements(body, loanId), cancellationToken);

    /// <inheritdoc cref="CoreReader.ReadInstalment"/>
    public Task<CoreResult<InstalmentFacts>> GetInstalmentAsync(CoreAccess access, long loanId, DateOnly dueDate, CancellationToken cancellationToken) =>
        AskAsync(
            "loan schedule", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}?associations=repaymentSchedule"),
            body => CoreReader.ReadInstalment(body, loanId, dueDate), cancellationToken);

    /// <inheritdoc cref="CoreReader.ReadSchedule"/>
    public Task<CoreResult<ScheduleFacts>> GetScheduleAsync(CoreAccess access, long loanId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan schedule", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}?associations=repaymentSchedule"),
            body => CoreReader.ReadSchedule(body, loanId), cancellationToken);

    /// <summary>A page of all loans, in the order of their numbers (fineract-core-api.md 5).</summary>
    public Task<CoreResult<LoanPage>> GetLoansAsync(CoreAccess access, long offset, int limit, CancellationToken cancellationToken) =>
        AskAsync(
            "loans", access, string.Create(CultureInfo.InvariantCulture, $"loans?fields=id,status&offset={offset}&limit={limit}&orderBy=id&sortOrder=ASC"),
            CoreReader.ReadLoans, cancellationToken);

    /// <inheritdoc cref="GetLoanTransactionAsync"/>
    public Task<CoreResult<SavingsTransactionFacts>> GetSavingsTransactionAsync(
        CoreAccess access, long savingsId, long transactionId, CancellationToken cancellationToken) =>
        GetAccountTransactionAsync(access, SavingsPath, savingsId, transactionId, cancellationToken);

    /// <param name="path">Deposits' transactions are not found under that of savings accounts (fineract-event-catalogue.md 5).</param>
    public Task<CoreResult<SavingsTransactionFacts>> GetAccountTransactionAsync(
        CoreAccess access, string path, long accountId, long transactionId, CancellationToken cancellationToken) =>
        AskAsync(
            "savings transaction", access, string.Create(CultureInfo.InvariantCulture, $"{path}/{accountId}/transactions/{transactionId}"),
            body => CoreReader.ReadSavingsTransaction(body, transactionId), cancellationToken);

    /// <param name="path"><see cref="SavingsPath"/> and the like.</param>
    public Task<CoreResult<AccountFacts>> GetAccountAsync(CoreAccess access, string path, long accountId, CancellationToken cancellationToken) =>
        AskAsync("account", access, string.Create(CultureInfo.InvariantCulture, $"{path}/{accountId}"), body => CoreReader.ReadAccount(body, accountId), cancellationToken);

    /// <summary>A group with the roles in it. Needs READ_GROUP.</summary>
    public Task<CoreResult<GroupFacts>> GetGroupAsync(CoreAccess access, long groupId, CancellationToken cancellationToken) =>
        AskAsync(
            "group", access, string.Create(CultureInfo.InvariantCulture, $"{GroupPath}/{groupId}?associations=groupRoles"), body => CoreReader.ReadGroup(body, groupId), cancellationToken);

    /// <summary>A group with its active members, all at once: the core has no pages of them. Needs READ_GROUP.</summary>
    public Task<CoreResult<GroupFacts>> GetGroupMembersAsync(CoreAccess access, long groupId, CancellationToken cancellationToken) =>
        AskAsync(
            "group", access, string.Create(CultureInfo.InvariantCulture, $"{GroupPath}/{groupId}?associations=activeClientMembers"), body => CoreReader.ReadGroup(body, groupId), cancellationToken);

    /// <summary>A member of the staff. Needs READ_STAFF (fineract-core-api.md 4).</summary>
    public Task<CoreResult<StaffFacts>> GetStaffAsync(CoreAccess access, long staffId, CancellationToken cancellationToken) =>
        AskAsync("staff", access, string.Create(CultureInfo.InvariantCulture, $"{StaffPath}/{staffId}"), body => CoreReader.ReadStaff(body, staffId), cancellationToken);

    /// <remarks>By the detail: <c>accounttransfers/{id}</c> takes the id of another sequence, and answers with somebody else's (fineract-event-catalogue.md 4.1).</remarks>
    public Task<CoreResult<TransferFacts>> GetTransferAsync(CoreAccess access, long detailId, CancellationToken cancellationToken) =>
        AskAsync(
            "transfer", access, string.Create(CultureInfo.InvariantCulture, $"{TransferPath}?accountDetailId={detailId}"), CoreReader.ReadTransfer, cancellationToken);

    /// <summary>A text on the core's own record (<c>sms_messages_outbound</c>). Needs READ_SMS.</summary>
    public Task<CoreResult<SmsFacts>> GetSmsAsync(CoreAccess access, long internalId, CancellationToken cancellationToken) =>
        AskAsync("sms", access, string.Create(CultureInfo.InvariantCulture, $"sms/{internalId}"), body => CoreReader.ReadSms(body, internalId), cancellationToken);

    /// <summary>
    /// Whether the core accepts the credential for the tenant. Lacking the permission to list offices is a pass: the core knows
    /// the user, and a least-privilege user need not have it (fineract-core-api.md 9). Never <c>NotFound</c>.
    /// </summary>
    public async Task<CoreResult<CoreCheck>> CheckAsync(CoreAccess access, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, CoreCall.Get("offices?fields=id"), cancellationToken);
        CoreResult<CoreCheck> result = answer switch
        {
            { Status: HttpStatusCode.Forbidden, Code: CoreVerdict.NotAuthorized } => new CoreResult<CoreCheck>.Found(new CoreCheck(Offices: null)),
            { Result: CoreResult<ReadOnlyMemory<byte>>.NotFound } => new CoreResult<CoreCheck>.Misconfigured(
                "There is no core API at the endpoint. Check its path."),
            { Result: CoreResult<ReadOnlyMemory<byte>>.Found found } => CoreReader.ReadOffices(found.Value),
            _ => answer.Result.Failed<CoreCheck>(),
        };

        return logger.Outcome(access, "check", time.GetElapsedTime(started), result);
    }

    /// <summary>
    /// Whether the user may look at clients and loans. Any will do: the core looks at the permission before it looks for the record
    /// (fineract-core-api.md 7), so that there is none of that number is a yes.
    /// </summary>
    public async Task<CoreResult<CoreCheck>> CheckReadsAsync(CoreAccess access, CancellationToken cancellationToken)
    {
        var client = GetClientAsync(access, 1, cancellationToken);
        var loan = await GetLoanAsync(access, 1, cancellationToken);
        return Denial(await client) ?? Denial(loan) ?? new CoreResult<CoreCheck>.Found(new CoreCheck(Offices: null));

        static CoreResult<CoreCheck>? Denial<T>(CoreResult<T> result) =>
            result is CoreResult<T>.Found or CoreResult<T>.NotFound ? null : result.Failed<CoreCheck>();
    }

    private async Task<CoreResult<T>> AskAsync<T>(
        string operation, CoreAccess access, string relativeUrl, Func<ReadOnlyMemory<byte>, CoreResult<T>> read,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await exchange.SendAsync(access, CoreCall.Get(relativeUrl), cancellationToken);
        var took = time.GetElapsedTime(started);
        var result = answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found
            ? Usable(read(found.Value), answer, took, found.Value)
            : CorePermissions.Named(answer.Result.Failed<T>(), answer.Code, relativeUrl);

        return logger.Outcome(access, operation, took, result);
    }

    private static CoreResult<T> Usable<T>(CoreResult<T> result, CoreAnswer answer, TimeSpan took, ReadOnlyMemory<byte> body) =>
        result is CoreResult<T>.Failure failure
            ? failure with { Answer = PeerAnswer.Of(PeerAnswer.Core, took, (int)answer.Status!.Value, body) }
            : result;
}
