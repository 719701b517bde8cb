using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>What the law and quiet hours go by.</summary>
internal enum EventClass
{
    /// <summary>Money moved: the client waits for it.</summary>
    Transactional,

    /// <summary>Something of the client's changed.</summary>
    Service,

    /// <summary>Arrears. Many countries have hours of their own for it.</summary>
    Collection,

    /// <summary>Nobody waits for it, and most laws want consent.</summary>
    Promotional,
}

/// <summary>Classes as the API has them and as they are stored.</summary>
internal static class EventClasses
{
    private static readonly Dictionary<string, EventClass> ByName = Enum.GetValues<EventClass>().ToDictionary(NameOf, StringComparer.OrdinalIgnoreCase);

    /// <summary>For people: all there are.</summary>
    public static string Names { get; } = string.Join(", ", ByName.Keys);

    public static string NameOf(EventClass kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Null: there is none of that name. A number or a list of names is none.</summary>
    public static EventClass? Find(string? name) => name is not null && ByName.TryGetValue(name.Trim(), out var kind) ? kind : null;
}

/// <summary>What is asked for in the core before anything is said. The client is always asked for too.</summary>
internal enum LookUp
{
    Client,
    Loan,
    LoanTransaction,

    /// <summary>By the transaction's id where the core gave it, else the newest disbursement of the loan.</summary>
    LoanDisbursement,

    /// <summary>A savings, deposit or share account.</summary>
    Account,
    AccountTransaction,

    /// <summary>The instalment of a loan that is due on a day, by the loan's schedule.</summary>
    Instalment,

    /// <summary>Whom a row of a report names: a loan, which must be active, or a client. Its words came with it.</summary>
    Row,

    /// <summary>The member of the staff whom a copy is for. Its words came with it.</summary>
    Staff,

    /// <summary>By the detail's id, which is what the hook brings: the plain look-up takes another one and may show somebody else's.</summary>
    Transfer,

    /// <summary>Of an event that is a tenant's own: the client alone, whom its hook names, or whose loan, account or group it names. What is told stands in the hook.</summary>
    Envelope,
}

/// <summary>What makes an event the only one of its kind.</summary>
internal enum EventKey
{
    /// <summary>The client: such a thing happens to it once.</summary>
    Client,

    /// <summary><c>resourceId</c>: a transaction, an account, a request.</summary>
    Resource,

    /// <summary><c>resourceId</c> of some cores is the loan, of others the transaction, and newer ones have it in <c>subResourceId</c>.</summary>
    LoanTransaction,

    /// <summary><c>subResourceId</c>.</summary>
    SubResource,

    /// <summary>The loan and the day its instalment is due.</summary>
    Instalment,

    /// <summary>None: what comes twice within a short while is known by its body.</summary>
    Body,
}

/// <summary>A day of a core's <c>timeline</c> (fineract-core-api.md 5).</summary>
internal enum ActDay
{
    Unknown,
    Submitted,
    Approved,
    Rejected,
    Withdrawn,
    Activated,
    Closed,
}

/// <summary>One kind of event that can have a text: everything that depends on it stands in its row of <see cref="EventCatalogue"/>.</summary>
/// <param name="Title">For people, as in a list: "Loan disbursed".</param>
/// <param name="Text">The product's own, in English.</param>
internal sealed record EventKind(EventType Type, string Title, EventClass Class, LookUp LookUp, string Text)
{
    /// <summary>Entity and action with a blank between, as settings have it.</summary>
    public string Name { get; } = Type.ToString();

    /// <summary>The same with an underscore, as addresses have it: <c>LOAN_DISBURSE</c>.</summary>
    public string Code { get; init; } = $"{Type.Entity}_{Type.Action}";

    /// <summary>It stands in no catalogue: a tenant made it (<see cref="OwnEventRules"/>), and it is that tenant's alone.</summary>
    public bool IsOwn => LookUp == LookUp.Envelope;

    /// <summary>Sent by every tenant that did not switch it off. All others are off until a tenant switches them on.</summary>
    public bool OnByDefault { get; init; }

    public EventKey Key { get; init; } = EventKey.Resource;

    /// <summary><c>resourceId</c> is a request's about a loan that stands beside it: it is never the loan, and the loan's days are not the act's.</summary>
    public bool IsRequest { get; init; }

    public AccountType Account { get; init; }

    /// <summary>Ids of statuses of client, loan or account, one of which must hold when it is sent. Empty: any.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];

    /// <summary>Ids of types of transactions, one of which it must be.</summary>
    public IReadOnlyList<int> TransactionTypes { get; init; } = [];

    /// <summary>It is about a transaction that was undone: it must be undone in the core.</summary>
    public bool IsUndoing { get; init; }

    /// <summary>Only to a client who was sent the text of this event for the same transaction.</summary>
    public EventType? ReceiptOf { get; init; }

    /// <summary>How old it may get before it would only confuse; <c>Relay:Expiry</c> overrules it.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// External event (Kafka, ActiveMQ) of the same act, without its ending <c>BusinessEvent</c>; null: there is none, or it does not name what makes the hook the
    /// only one of its kind, so that one act could be told twice.
    /// </summary>
    public string? ExternalEvent { get; init; }

    /// <summary>No hook tells of it: the core's jobs have none.</summary>
    public bool IsEventOnly => Key == EventKey.Instalment;

    /// <summary>Only while something of the loan is overdue.</summary>
    public bool IsOfArrears { get; init; }

    /// <summary>It only is of use until the day that it is about.</summary>
    public bool IsAhead { get; init; }

    /// <summary>What can not be known, or differs from what one would think; for the document.</summary>
    public string? Remark { get; init; }

    public IReadOnlyList<TextVariable> Variables => TextVariables.Of(this);

    /// <summary>It is about a loan or an account, which may be a group's.</summary>
    public bool MayBeOfGroup => LookUp is not (LookUp.Client or LookUp.Transfer) && !HasWords && Account != AccountType.Share;

    /// <summary>A loan or an account is looked up for it, which has a product. Of a tenant's own that is so only where its hook names no client.</summary>
    public bool HasProduct => LookUp is not (LookUp.Client or LookUp.Transfer or LookUp.Envelope) && !HasWords;

    /// <summary>Its words were written when it came about; there is no text for it.</summary>
    public bool HasWords => LookUp is LookUp.Row or LookUp.Staff;

    /// <summary>Which day of the client's, loan's or account's life it is about; shares have other names for theirs.</summary>
    public ActDay Day => LookUp is not (LookUp.Client or LookUp.Loan or LookUp.Account) || Account == AccountType.Share || IsRequest ? ActDay.Unknown : Type.Action switch
    {
        "CREATE" => ActDay.Submitted,
        "APPROVE" => ActDay.Approved,
        "REJECT" => ActDay.Rejected,
        "WITHDRAW" => ActDay.Withdrawn,
        "ACTIVATE" => ActDay.Activated,
        "CLOSE" or "PREMATURECLOSE" => ActDay.Closed,
        _ => ActDay.Unknown,
    };

    /// <summary>Rules can go by its amount: what moved, or what is not paid of an instalment.</summary>
    public bool HasAmount => IsMoney || LookUp == LookUp.Instalment;

    public bool IsMoney => LookUp is LookUp.LoanTransaction or LookUp.LoanDisbursement or LookUp.AccountTransaction or LookUp.Transfer;
}
