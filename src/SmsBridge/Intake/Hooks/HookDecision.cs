using System.Security.Cryptography;
using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

/// <summary>What a well-formed hook amounts to: pure, knows neither HTTP nor SQL.</summary>
internal static class HookDecision
{
    /// <summary>Event types an SMS belongs to. Of most others not even the body is kept: it may hold passwords.</summary>
    public static bool IsHandled(EventType type) =>
        type == EventType.LoanRepayment || type == EventType.ClientCreate || type == EventType.SmsSend;

    /// <summary>
    /// The body is kept of what we understand, and of money that did not move: what the partner called it stands only there. Commands that
    /// move money carry no passwords.
    /// </summary>
    public static bool KeepsBody(EventType type, in HookFacts facts) => IsHandled(type) || (!facts.Succeeded && type.IsMoney);

    /// <summary>The event it makes, but for when it came, from where and by which key.</summary>
    /// <param name="problem">Why it is refused; null: it is not.</param>
    public static NewEvent Decide(EventType type, in HookFacts facts, out MemberProblem? problem)
    {
        problem = null;
        var made = new NewEvent
        {
            TenantId = 0, Type = type, Verdict = Verdict.Ignored, ReceivedAt = 0, Dialect = facts.Dialect,
            ResourceId = facts.Succeeded ? facts.ResourceId : null, // what failed made nothing; partners' notices go by that
            ClientId = facts.ClientId, LoanId = facts.LoanId, SavingsId = facts.SavingsId, SubResourceId = facts.SubResourceId,
        };
        if (!IsHandled(type))
        {
            return made with { Reason = Reasons.NotHandled, Detail = Short(type) };
        }

        if (type != EventType.SmsSend && !facts.Succeeded)
        {
            return made with { Reason = Reasons.FailedInCore };
        }

        problem = facts.Problem ?? ProblemWith(type, facts);
        return problem is { } refused ? made with { Verdict = Verdict.Refused, Reason = Reasons.MalformedBody, Detail = refused.Words }
            : type == EventType.SmsSend ? OfText(made, facts.MobileNo!, facts.Message!)
            : made with { Verdict = Verdict.Accepted, ResourceId = type == EventType.ClientCreate ? facts.ClientId ?? facts.ResourceId : facts.ResourceId };
    }

    private static MemberProblem? ProblemWith(EventType type, in HookFacts facts) =>
        type == EventType.SmsSend ? Missing(facts.MobileNo is null, "mobileNo") ?? Missing(facts.Message is null, "message")
        : type == EventType.ClientCreate ? Missing((facts.ClientId ?? facts.ResourceId) is null, "clientId")
        : Missing(facts.LoanId is null, "loanId") ?? Missing(facts.ResourceId is null, "resourceId");

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

    private static string? Short(EventType type) => type == EventType.None ? null : type.ToString();
}
