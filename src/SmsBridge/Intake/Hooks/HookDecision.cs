using System.Security.Cryptography;
using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Intake.Hooks;

/// <summary>What a well-formed hook amounts to: pure, knows neither HTTP nor SQL.</summary>
/// <param name="Digest">For events without a natural key.</param>
/// <param name="Text">sms/send: the plain text.</param>
internal readonly record struct HookDecision(
    Verdict Verdict, string? Reason = null, string? Detail = null, long? ResourceId = null, byte[]? Digest = null, string? Text = null)
{
    /// <summary>Event types an SMS belongs to. Of most others not even the body is kept: it may hold passwords.</summary>
    public static bool IsHandled(EventType type) =>
        type == EventType.LoanRepayment || type == EventType.ClientCreate || type == EventType.SmsSend;

    /// <summary>
    /// The body is kept of what we understand, and of money that did not move: what the partner called it stands only there. Commands that
    /// move money carry no passwords.
    /// </summary>
    public static bool KeepsBody(EventType type, in HookFacts facts) => IsHandled(type) || (!facts.Succeeded && type.IsMoney);

    public static HookDecision Decide(EventType type, in HookFacts facts)
    {
        if (type == EventType.SmsSend)
        {
            return DecideSmsSend(facts);
        }

        if (!IsHandled(type))
        {
            return new(Verdict.Ignored, Reasons.NotHandled, Short(type));
        }

        if (!facts.Succeeded)
        {
            return new(Verdict.Ignored, Reasons.FailedInCore);
        }

        if (facts.Problem is { } problem)
        {
            return new(Verdict.Refused, Reasons.MalformedBody, problem);
        }

        return type == EventType.ClientCreate
            ? Accept(facts.ClientId ?? facts.ResourceId, "clientId")
            : facts.LoanId is null ? Refuse("loanId") : Accept(facts.ResourceId, "resourceId");
    }

    private static HookDecision DecideSmsSend(in HookFacts facts)
    {
        if (facts.Problem is { } problem)
        {
            return new(Verdict.Refused, Reasons.MalformedBody, problem);
        }

        if (facts.MobileNo is null || facts.Message is null)
        {
            return Refuse(facts.MobileNo is null ? "mobileNo" : "message");
        }

        var text = HookText.ToPlainText(facts.Message);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{facts.MobileNo}\n{text}"));
        return new(Verdict.Accepted, Digest: digest, Text: text);
    }

    private static HookDecision Accept(long? resourceId, string field) =>
        resourceId is { } id ? new(Verdict.Accepted, ResourceId: id) : Refuse(field);

    private static HookDecision Refuse(string field) =>
        new(Verdict.Refused, Reasons.MalformedBody, $"{field} is missing in the body.");

    private static string? Short(EventType type) => type == EventType.None ? null : type.ToString();
}
