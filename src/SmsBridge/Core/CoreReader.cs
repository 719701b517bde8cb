using System.Text.Json;

namespace SmsBridge.Core;

/// <summary>From a core's JSON to facts. An answer that lacks what it must have, or is about something else, is a wrong answer.</summary>
internal static class CoreReader
{
    /// <summary>The core's column holds three: what is longer is kept nowhere.</summary>
    private const int LongestCurrency = 10;

    public static CoreResult<ClientFacts> ReadClient(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json =>
        {
            var wire = JsonSerializer.Deserialize(json.Span, CoreJson.Default.ClientWire);
            return wire is null || wire.Id != expectedId ? null : ClientOf(wire, expectedId);
        });

    public static CoreResult<LoanFacts> ReadLoan(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.LoanWire) is { } wire && wire.Id == expectedId ? LoanOf(wire, expectedId) : null);

    /// <summary>A loan without a schedule is a wrong answer: it was asked for. Several instalments on one day are one sum.</summary>
    public static CoreResult<ScheduleFacts> ReadSchedule(ReadOnlyMemory<byte> body, long expectedLoanId) =>
        Read(body, json =>
            JsonSerializer.Deserialize(json.Span, CoreJson.Default.LoanWire) is { RepaymentSchedule.Periods: { } periods } wire && wire.Id == expectedLoanId
                ? new ScheduleFacts(
                    LoanOf(wire, expectedLoanId),
                    [.. periods.Where(period => period is { Period: not null, DueDate: not null }).GroupBy(period => period.DueDate!.Value)
                        .Select(day => new DueFacts(day.Key, day.Sum(period => period.Complete == true ? 0 : period.TotalOutstandingForPeriod ?? 0)))])
                : null);

    /// <summary>The instalment of one day.</summary>
    public static CoreResult<InstalmentFacts> ReadInstalment(ReadOnlyMemory<byte> body, long expectedLoanId, DateOnly dueDate)
    {
        var schedule = ReadSchedule(body, expectedLoanId);
        return schedule is not CoreResult<ScheduleFacts>.Found { Value: var found } ? schedule.Failed<InstalmentFacts>()
            : new CoreResult<InstalmentFacts>.Found(new InstalmentFacts(
                found.Loan, dueDate, found.Instalments.Where(due => due.Day == dueDate).Select(due => (decimal?)due.Outstanding).FirstOrDefault()));
    }

    /// <summary>The page of a list of loans.</summary>
    public static CoreResult<LoanPage> ReadLoans(ReadOnlyMemory<byte> body) =>
        Read(body, static json =>
            JsonSerializer.Deserialize(json.Span, CoreJson.Default.LoanPageWire) is { PageItems: { } items } && Array.TrueForAll(items, item => item.Id > 0)
                ? new LoanPage([.. items.Select(item => new ListedLoan(item.Id!.Value, (int?)item.Status?.Id))])
                : null);

    public static CoreResult<LoanTransactionFacts> ReadTransaction(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.TransactionWire) is { } wire && wire.Id == expectedId ? TransactionOf(wire) : null);

    /// <summary>The disbursements of a loan that stand, newest first; a loan without one is as good as not found yet.</summary>
    public static CoreResult<IReadOnlyList<LoanTransactionFacts>> ReadDisbursements(ReadOnlyMemory<byte> body, long expectedLoanId)
    {
        var loan = Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.LoanWire) is { } wire && wire.Id == expectedLoanId ? wire : null);
        return loan is not CoreResult<LoanWire>.Found { Value: var found } ? loan.Failed<IReadOnlyList<LoanTransactionFacts>>()
            : (found.Transactions ?? []).Select(TransactionOf).OfType<LoanTransactionFacts>().Where(each => each is { IsDisbursement: true, ManuallyReversed: false }).OrderByDescending(each => each.Id).ToList()
                is { Count: > 0 } standing ? new CoreResult<IReadOnlyList<LoanTransactionFacts>>.Found(standing)
            : new CoreResult<IReadOnlyList<LoanTransactionFacts>>.NotFound("The loan has no disbursement that stands.");
    }

    public static CoreResult<AccountFacts> ReadAccount(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json =>
        {
            var wire = JsonSerializer.Deserialize(json.Span, CoreJson.Default.AccountWire);
            return wire is null || wire.Id != expectedId
                ? null
                : new AccountFacts(
                    expectedId, wire.AccountNo ?? string.Empty, wire.ClientId, wire.GroupName, wire.SavingsProductName ?? wire.DepositProductName ?? wire.ProductName,
                    (int?)wire.Status?.Id, CurrencyOf(wire.Currency ?? wire.Summary?.Currency), wire.Summary?.AccountBalance, wire.Summary?.AvailableBalance,
                    wire.MaturityDate, wire.MaturityAmount)
                {
                    GroupId = wire.GroupId, ProductId = wire.SavingsProductId ?? wire.DepositProductId ?? wire.ProductId, Timeline = TimelineOf(wire.Timeline),
                };
        });

    public static CoreResult<GroupFacts> ReadGroup(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.GroupWire) is { } wire && wire.Id == expectedId
            ? new GroupFacts(
                expectedId, wire.Name ?? string.Empty,
                [.. (wire.GroupRoles ?? []).Where(role => role is { Role.Name: not null, ClientId: > 0 }).Select(role => (role.Role!.Name!, role.ClientId!.Value))])
            {
                Members = [.. (wire.ActiveClientMembers ?? []).Where(member => member is { Id: > 0, Active: not false }).DistinctBy(member => member.Id).OrderBy(member => member.Id).Select(member => ClientOf(member, member.Id!.Value))],
            }
            : null);

    private static ClientFacts ClientOf(ClientWire wire, long id) => new(
        id, wire.AccountNo ?? string.Empty, wire.DisplayName ?? NameOf(wire), wire.Firstname, wire.Lastname, wire.MobileNo, wire.OfficeName, wire.ExternalId, (int?)wire.Status?.Id, wire.Active)
    {
        StaffId = wire.StaffId, OfficeId = wire.OfficeId, TypeId = wire.ClientType?.Id, TypeName = wire.ClientType?.Name, Timeline = TimelineOf(wire.Timeline),
    };

    public static CoreResult<StaffFacts> ReadStaff(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.StaffWire) is { } wire && wire.Id == expectedId
            ? new StaffFacts(expectedId, wire.DisplayName ?? string.Empty, wire.MobileNo, wire.IsActive != false)
            : null);

    /// <summary>Of none and of more than one it can not be told which is meant.</summary>
    public static CoreResult<TransferFacts> ReadTransfer(ReadOnlyMemory<byte> body)
    {
        var page = Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.TransferPageWire));
        return page is not CoreResult<TransferPageWire>.Found { Value: var found } ? page.Failed<TransferFacts>()
            : found.PageItems is not [var only] ? new CoreResult<TransferFacts>.NotFound("The core shows no transfer, or more than one, of this detail.")
            : only.TransferAmount is { } amount && CurrencyOf(only.Currency) is { } currency
                ? new CoreResult<TransferFacts>.Found(new TransferFacts(
                    only.FromClient?.Id, only.FromAccount?.AccountNo, only.ToAccount?.AccountNo, only.ToClient?.DisplayName, amount, currency, only.TransferDate, only.Reversed ?? false))
            : Wrong<TransferFacts>();
    }

    public static CoreResult<SavingsTransactionFacts> ReadSavingsTransaction(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json =>
        {
            var wire = JsonSerializer.Deserialize(json.Span, CoreJson.Default.SavingsTransactionWire);
            return wire is { Amount: { } amount, TransactionType: { } type } && wire.Id == expectedId && CurrencyOf(wire.Currency) is { } currency
                ? new SavingsTransactionFacts(
                    expectedId, amount, currency, wire.Reversed ?? false,
                    type.Deposit ?? type.Code == "savingsAccountTransactionType.deposit",
                    type.Withdrawal ?? type.Code == "savingsAccountTransactionType.withdrawal",
                    type.Code ?? string.Empty, wire.PaymentDetailData?.ReceiptNumber, wire.ExternalId)
                {
                    TypeId = type.Id, Date = wire.Date,
                }
                : null;
        });

    public static CoreResult<SmsFacts> ReadSms(ReadOnlyMemory<byte> body, long expectedId) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.ReferenceWire) is { } wire && wire.Id == expectedId ? new SmsFacts(expectedId) : null);

    public static CoreResult<CoreCheck> ReadOffices(ReadOnlyMemory<byte> body) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.ReferenceWireArray) is { } offices ? new CoreCheck(offices.Length) : null);

    public static CoreResult<AuthenticationWire> ReadAuthentication(ReadOnlyMemory<byte> body) =>
        Read(body, json => JsonSerializer.Deserialize(json.Span, CoreJson.Default.AuthenticationWire));

    /// <param name="read">May throw <see cref="JsonException"/>; null when something is missing.</param>
    public static CoreResult<T> Read<T>(ReadOnlyMemory<byte> body, Func<ReadOnlyMemory<byte>, T?> read)
        where T : class
    {
        try
        {
            return read(body) is { } facts ? new CoreResult<T>.Found(facts) : Wrong<T>();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or OverflowException) // half a character, sums of what is no amount
        {
            return Wrong<T>();
        }
    }

    private static CoreResult<T> Wrong<T>() =>
        new CoreResult<T>.Misconfigured("The endpoint answers, but not with what was asked for. Check that it is the core's API address.");

    private static LoanFacts LoanOf(LoanWire wire, long id) => new(
        id, wire.AccountNo ?? string.Empty, wire.ExternalId, wire.ClientId, wire.Group?.Id, wire.Group?.Name,
        wire.LoanProductName, CurrencyOf(wire.Currency ?? wire.Summary?.Currency), wire.Principal,
        wire.Summary?.TotalOutstanding, wire.Summary?.TotalOverdue, (int?)wire.Status?.Id, wire.Status?.Code)
    {
        ApprovedPrincipal = wire.ApprovedPrincipal, OfficerId = wire.LoanOfficerId, ProductId = wire.LoanProductId, Timeline = TimelineOf(wire.Timeline),
    };

    private static LoanTransactionFacts? TransactionOf(TransactionWire wire) =>
        wire is { Id: { } id, Amount: { } amount, Date: { } date } && CurrencyOf(wire.Currency) is { } currency
            ? new LoanTransactionFacts(
                id, amount, date, currency, wire.ManuallyReversed ?? false, IsRepayment(wire.Type), wire.Type?.Code ?? string.Empty,
                wire.PaymentDetailData?.ReceiptNumber, wire.ExternalId)
            {
                IsDisbursement = wire.Type?.Disbursement ?? wire.Type?.Code == "loanTransactionType.disbursement", TypeId = wire.Type?.Id,
            }
            : null;

    private static TimelineFacts? TimelineOf(TimelineWire? wire) =>
        wire is null ? null : new(wire.SubmittedOnDate, wire.ApprovedOnDate, wire.RejectedOnDate, wire.WithdrawnOnDate, wire.ActivatedOnDate, wire.ClosedOnDate);

    private static string NameOf(ClientWire wire) => $"{wire.Firstname} {wire.Lastname}".Trim();

    /// <summary>By the flag, which every generation sends; by the code should one leave it out.</summary>
    private static bool IsRepayment(TypeWire? type) => type?.Repayment ?? type?.Code == "loanTransactionType.repayment";

    private static CurrencyFacts? CurrencyOf(CurrencyWire? wire) =>
        wire?.Code is { Length: > 0 and <= LongestCurrency } code && (wire.DecimalPlaces ?? 2) is >= 0 and <= 6
            ? new CurrencyFacts(code, wire.DecimalPlaces ?? 2, wire.Name, wire.DisplaySymbol)
            : null;
}
