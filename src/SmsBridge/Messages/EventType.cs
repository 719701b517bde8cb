namespace SmsBridge.Messages;

/// <summary>
/// What happened in the core: entity and action, upper case (cores send <c>CLIENT</c>/<c>CREATE</c>, but <c>sms</c>/<c>send</c>;
/// fineract-hooks.md 5.1 says to compare case-insensitively).
/// </summary>
internal readonly record struct EventType(string Entity, string Action)
{
    public static readonly EventType None = new("", "");
    public static readonly EventType ClientCreate = new("CLIENT", "CREATE");
    public static readonly EventType LoanRepayment = new("LOAN", "REPAYMENT");

    public static readonly EventType LoanDisburse = new("LOAN", "DISBURSE");

    public static readonly EventType LoanDisburseToSavings = new("LOAN", "DISBURSETOSAVINGS");
    public static readonly EventType SavingsDeposit = new("SAVINGSACCOUNT", "DEPOSIT");

    /// <summary>Money out; <c>WITHDRAW</c> is an application taken back (fineract-hooks.md 5.4).</summary>
    public static readonly EventType SavingsWithdrawal = new("SAVINGSACCOUNT", "WITHDRAWAL");

    /// <summary>A text the core itself wrote from a user generated document (fineract-hooks.md 7).</summary>
    public static readonly EventType SmsSend = new("SMS", "SEND");

    /// <summary>A text of a campaign that the core's scheduled job sends (message-gateway.md 5).</summary>
    public static readonly EventType SmsCampaign = new("SMS", "CAMPAIGN");

    /// <summary>A text of a triggered campaign: the core sends it while the act that caused it is not committed yet.</summary>
    public static readonly EventType SmsTrigger = new("SMS", "TRIGGER");

    /// <summary>A two-factor code of the core, by what its administrator has chosen (message-gateway.md 7). Its text is not kept, and it goes before everything else.</summary>
    public static readonly EventType SmsCode = new("SMS", "CODE");

    /// <summary>A row of a core's report about arrears, told in the words that the tenant gave the report. No core sends it.</summary>
    public static readonly EventType ArrearsRow = new("REPORT", "ARREARS");

    /// <summary>A row of a report about something of the client's.</summary>
    public static readonly EventType ServiceRow = new("REPORT", "SERVICE");

    /// <summary>A row of a report that nobody waits for: birthdays, offers.</summary>
    public static readonly EventType PromotionRow = new("REPORT", "PROMOTION");

    /// <summary>What a loan officer is told when a client was told that money moved. No core sends it.</summary>
    public static readonly EventType OfficerOfMoney = new("OFFICERCOPY", "TRANSACTIONAL");

    /// <summary>The same of something else of the client's.</summary>
    public static readonly EventType OfficerOfService = new("OFFICERCOPY", "SERVICE");

    /// <summary>The same of arrears.</summary>
    public static readonly EventType OfficerOfArrears = new("OFFICERCOPY", "COLLECTION");

    /// <summary>Those whose number and text come from the core as they are.</summary>
    public static readonly IReadOnlyList<EventType> OwnTexts = [SmsSend, SmsCampaign, SmsTrigger, SmsCode];

    /// <summary>What the bridge posts to its own payload URL, to see whether it leads here. No core sends it.</summary>
    public static readonly EventType PathTest = new("SMSBRIDGE", "TEST");

    private const int MaxLength = 100; // m_permission.entity_name and action_name

    /// <summary>True where money moves: what partners are told about.</summary>
    public bool IsMoney => this == LoanRepayment || this == LoanDisburse || this == SavingsDeposit || this == SavingsWithdrawal;

    /// <summary>What goes to a loan officer, about a client: its number is nobody's of the clients.</summary>
    public bool IsOfficerCopy => Entity == OfficerOfMoney.Entity;

    /// <summary>False when one of them is not a name: letters, digits and underscores, at most 100.</summary>
    public static bool TryParse(string entity, string action, out EventType type)
    {
        if (!IsName(entity) || !IsName(action))
        {
            type = None;
            return false;
        }

        // The common ones without a new string: this runs once per hook.
        type = Matches(entity, action, LoanRepayment) ? LoanRepayment
            : Matches(entity, action, ClientCreate) ? ClientCreate
            : Matches(entity, action, SmsSend) ? SmsSend
            : new EventType(entity.ToUpperInvariant(), action.ToUpperInvariant());
        return true;
    }

    public override string ToString() => $"{Entity} {Action}";

    /// <summary>As cores and databases write both names, in any case.</summary>
    public static bool Matches(string entity, string action, EventType type) =>
        entity.Equals(type.Entity, StringComparison.OrdinalIgnoreCase) && action.Equals(type.Action, StringComparison.OrdinalIgnoreCase);

    private static bool IsName(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character != '_')
            {
                return false;
            }
        }

        return text.Length is > 0 and <= MaxLength;
    }
}
