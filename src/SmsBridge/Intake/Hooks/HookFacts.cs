using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

/// <summary>What a hook's body says, whatever its dialect. Of a refused one nothing is believed; it is there so that support finds it.</summary>
internal readonly record struct HookFacts
{
    public Dialect Dialect { get; init; }

    /// <summary>
    /// False when the core only tried: a body with a <c>status</c>, an envelope without a usable <c>response</c>, a flat body that names
    /// a command and nothing it made (fineract-hooks.md 5.3).
    /// </summary>
    public bool Succeeded { get; init; }

    public long? ResourceId { get; init; }

    public long? ClientId { get; init; }

    public long? LoanId { get; init; }

    public long? SavingsId { get; init; }

    /// <summary>LOAN DISBURSE, newer cores: the transaction; the resource is the loan.</summary>
    public long? SubResourceId { get; init; }

    /// <summary>sms/send: the recipient as stored in the core.</summary>
    public string? MobileNo { get; init; }

    /// <summary>sms/send: the text, HTML as the core's template engine left it.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// A member that is not what it must be. It matters only where an SMS hangs on the event: cores also send events nobody
    /// asked for, and those are nobody's to mend (fineract-hooks.md 5.1).
    /// </summary>
    public MemberProblem? Problem { get; init; }

    /// <summary>What is wrong with the body as a whole, in words; the rest is what could be read before. Null: it is a hook's.</summary>
    public string? Malformed { get; init; }

    /// <summary>By what it looks like rather than by what it says it is: curl calls everything a form.</summary>
    public static HookFacts Of(byte[] body, bool isForm) => isForm && !JsonHookReader.LooksLikeJson(body) ? FormHookReader.Read(body) : JsonHookReader.Read(body);

    /// <summary>Of a created client the resource is the client.</summary>
    public long? ClientOf(EventType type) => ClientId ?? (type == EventType.ClientCreate ? ResourceId : null);
}

/// <summary>A member of a body that is not what it must be.</summary>
/// <param name="Words">In a sentence that begins with it.</param>
internal readonly record struct MemberProblem(string Member, string Words);

/// <summary>Ids of one level of a body, while it is being read.</summary>
internal struct HookIds
{
    public long? ResourceId;
    public long? ClientId;
    public long? LoanId;

    /// <summary>These two only where they can be read: no SMS hangs on them, so they are no reason to refuse.</summary>
    public long? SavingsId;
    public long? SubResourceId;

    /// <summary>Some id of something the command made or changed, readable or not.</summary>
    public bool Any;
}
