using System.Security.Cryptography;
using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Intake.Hooks;

/// <summary>What a well-formed hook amounts to: pure, knows neither HTTP nor SQL.</summary>
internal static class HookDecision
{
    /// <summary>Event types an SMS belongs to unless their tenant wants none. Of most others not even the body is kept: it may hold passwords.</summary>
    public static bool IsHandled(EventType type) => type == EventType.SmsSend || EventCatalogue.Find(type) is { OnByDefault: true };

    /// <summary>
    /// The body is kept of what we understand, and of money that did not move: what the partner called it stands only there. Commands that
    /// move money carry no passwords.
    /// </summary>
    public static bool KeepsBody(EventType type, in HookFacts facts, bool isOn) => isOn || (!facts.Succeeded && type.IsMoney);

    /// <summary>The event it makes, but for when it came, from where and by which key.</summary>
    /// <param name="isOn">Whether an SMS belongs to this event of this tenant.</param>
    /// <param name="problem">Why it is refused; null: it is not.</param>
    public static NewEvent Decide(EventType type, in HookFacts facts, bool isOn, out MemberProblem? problem)
    {
        problem = null;
        var made = new NewEvent
        {
            TenantId = 0, Type = type, Verdict = Verdict.Ignored, ReceivedAt = 0, Dialect = facts.Dialect,
            ResourceId = facts.Succeeded ? facts.ResourceId : null, // what failed made nothing; partners' notices go by that
            ClientId = facts.ClientId, LoanId = facts.LoanId, SavingsId = facts.SavingsId, SubResourceId = facts.SubResourceId,
        };
        if (!isOn)
        {
            return made with { Reason = Reasons.NotHandled, Detail = WhyNot(type) };
        }

        if (type != EventType.SmsSend && !facts.Succeeded)
        {
            return made with { Reason = Reasons.FailedInCore };
        }

        problem = facts.Problem ?? ProblemWith(type, facts);
        return problem is { } refused ? made with { Verdict = Verdict.Refused, Reason = Reasons.MalformedBody, Detail = refused.Words }
            : type == EventType.SmsSend ? OfText(made, facts.MobileNo!, facts.Message!)
            : EventCatalogue.Find(type) is { } kind ? HookIds.Keyed(made with { Verdict = Verdict.Accepted }, kind)
            : made with { Verdict = Verdict.Accepted, ResourceId = null }; // a tenant's own: see OwnHook
    }

    private static MemberProblem? ProblemWith(EventType type, in HookFacts facts) =>
        type == EventType.SmsSend ? Missing(facts.MobileNo is null, "mobileNo") ?? Missing(facts.Message is null, "message")
        : EventCatalogue.Find(type)?.LookUp switch
        {
            null => null, // a tenant's own: whom it is about may stand in its request
            LookUp.Instalment => new MemberProblem("entity", "No hook tells of instalments: they come by external events alone."),
            LookUp.Client => Missing((facts.ClientId ?? facts.ResourceId) is null, "clientId"),
            LookUp.Loan or LookUp.LoanDisbursement => Missing((facts.LoanId ?? facts.ResourceId) is null, "loanId"),
            LookUp.LoanTransaction => Missing(facts.LoanId is null, "loanId") ?? Missing(facts.ResourceId is null, "resourceId"),
            LookUp.Account => Missing((facts.SavingsId ?? facts.ResourceId) is null, "savingsId"),
            LookUp.AccountTransaction => Missing(facts.SavingsId is null, "savingsId") ?? Missing(facts.ResourceId is null, "resourceId"),
            _ => Missing(facts.ResourceId is null, "resourceId"),
        };

    private static MemberProblem? Missing(bool isMissing, string member) => isMissing ? new MemberProblem(member, $"{member} is missing in the body.") : null;

    /// <summary>It has no natural key: number and text are what it is known by.</summary>
    private static NewEvent OfText(in NewEvent made, string mobileNo, string message)
    {
        var text = HookText.ToPlainText(message);
        return made with
        {
            Verdict = Verdict.Accepted, ResourceId = null, Digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{mobileNo}\n{text}")),
            MobileNo = HookPayload.OfNumber(mobileNo), Text = HookPayload.OfText(text),
        };
    }

    private static string? WhyNot(EventType type) =>
        type == EventType.None ? null
        : EventCatalogue.Find(type) is not null ? $"{type}: the tenant does not tell of it."
        : EventCatalogue.WhyUntold(type) is { } why ? $"{type}: no text can be given to it, as {why}."
        : type.ToString();
}

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

    /// <summary>What makes an accepted event the only one of its kind, by its row of the catalogue. None left: its body does.</summary>
    public static NewEvent Keyed(in NewEvent made, EventKind kind)
    {
        var ids = new EventIds(made.ResourceId, made.ClientId, made.LoanId, made.SavingsId, made.SubResourceId).Of(kind);
        return made with { ResourceId = ids.ResourceId, ClientId = ids.ClientId, LoanId = ids.LoanId, SavingsId = ids.SavingsId };
    }

    public readonly HookFacts Facts(Dialect dialect, bool succeeded) => new()
    {
        Dialect = dialect, Succeeded = succeeded, ResourceId = ResourceId, ClientId = ClientId, LoanId = LoanId, SavingsId = SavingsId, SubResourceId = SubResourceId,
    };
}
