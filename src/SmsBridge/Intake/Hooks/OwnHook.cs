using System.Security.Cryptography;
using System.Text;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.Intake.Hooks;

/// <summary>What the hook of a tenant's own event adds to what every hook says: what is kept of it, whom its request names, and what makes it the only one.</summary>
/// <param name="ClientId">Null: none is named, or a loan or an account is, which knows better whose it is.</param>
/// <param name="Act">
/// Digest of what names the act: the ids it has and the time the core wrote into it, which is another with each. Its resource alone would not do: a client that is changed twice, a charge that is
/// paid in two parts name the same one. Null: a core before 1.5 gives no time, so that its body is a repeat for a short while only.
/// </param>
/// <param name="Kept">Null: nothing is.</param>
internal sealed record OwnHook(long? ClientId, byte[]? Act, byte[]? Kept)
{
    /// <summary>Whether an event that is on is a tenant's own.</summary>
    public static bool Is(EventType type) => type != EventType.SmsSend && EventCatalogue.Find(type) is null;

    public static OwnHook Of(in NewEvent decided, in HookFacts facts, byte[] body)
    {
        if (decided.Verdict != Verdict.Accepted || facts.Dialect == Dialect.Form)
        {
            return new OwnHook(decided.ClientId, null, null); // of what failed nobody is told, and a form has no members
        }

        var kept = EnvelopeCopy.Of(JsonHookReader.WithoutMark(body));
        var envelope = Envelope.Read(kept);
        var client = decided.ClientId ?? (decided.LoanId is null && decided.SavingsId is null ? envelope.IdOf("request.clientId") : null);
        return new OwnHook(client, envelope.Timestamp is { } at ? ActOf(decided.Type, facts, at) : null, kept);
    }

    private static byte[] ActOf(EventType type, in HookFacts facts, string at) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{type}\n{at}\n{facts.ResourceId}\n{facts.SubResourceId}\n{facts.ClientId}\n{facts.LoanId}\n{facts.SavingsId}")));
}
