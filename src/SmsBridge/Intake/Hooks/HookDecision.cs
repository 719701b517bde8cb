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
    public static NewEvent Decide(EventType type, in HookFacts facts)
    {
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

        if (facts.Problem is { } problem)
        {
            return Refuse(made, problem);
        }

        return type == EventType.SmsSend ? DecideSmsSend(made, facts)
            : type == EventType.ClientCreate ? Accept(made, facts.ClientId ?? facts.ResourceId, "clientId")
            : facts.LoanId is null ? Missing(made, "loanId") : Accept(made, facts.ResourceId, "resourceId");
    }

    /// <summary>It has no natural key: number and text are what it is known by.</summary>
    private static NewEvent DecideSmsSend(in NewEvent made, in HookFacts facts)
    {
        if (facts.MobileNo is null || facts.Message is null)
        {
            return Missing(made, facts.MobileNo is null ? "mobileNo" : "message");
        }

        var text = HookText.ToPlainText(facts.Message);
        return made with
        {
            Verdict = Verdict.Accepted, ResourceId = null, Digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{facts.MobileNo}\n{text}")),
            MobileNo = HookPayload.OfNumber(facts.MobileNo), Text = HookPayload.OfText(text),
        };
    }

    /// <param name="resourceId">Its identity.</param>
    private static NewEvent Accept(in NewEvent made, long? resourceId, string field) =>
        resourceId is { } id ? made with { Verdict = Verdict.Accepted, ResourceId = id } : Missing(made, field);

    private static NewEvent Missing(in NewEvent made, string field) => Refuse(made, $"{field} is missing in the body.");

    private static NewEvent Refuse(in NewEvent made, string detail) =>
        made with { Verdict = Verdict.Refused, Reason = Reasons.MalformedBody, Detail = detail };

    private static string? Short(EventType type) => type == EventType.None ? null : type.ToString();
}
