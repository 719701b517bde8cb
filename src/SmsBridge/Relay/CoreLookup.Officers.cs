using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>Whom a copy is for.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>Its circuit is its own, as a data table's; named so that it is not taken for one.</summary>
    private const string Staff = "/" + CoreClient.StaffPath;

    /// <summary>As the core has the officer when the copy is sent: who left since, or never had a number, gets none. A core that fails at its staff alone is asked about clients as before.</summary>
    private async Task<Outcome> ForOfficerAsync(Question question, CancellationToken cancellationToken)
    {
        if (question.Claimed.Subject.SubResourceId is not { } staffId)
        {
            return NoOfficer("The core named no loan officer, of the loan or of the client.") with { Contact = null };
        }

        if (circuits.EnterTable(question.Access, Staff) is { } wait)
        {
            return new Outcome(null, new NextStep.Retry(
                time.GetUtcNow() + retry.WaitForPeer(wait, age.Of(question.Claimed)), Reasons.CoreUnavailable, "The core did not answer lately about its staff and is left alone with that for a while."), null);
        }

        var answered = default(bool?);
        try
        {
            var answer = await recent.GetStaffAsync(question.Access, staffId, question.ResentAt, cancellationToken);
            answered = answer is not CoreResult<StaffFacts>.Unavailable;
            return OfOfficer(question, answer);
        }
        finally
        {
            circuits.ReportTable(question.Access, Staff, answered);
        }
    }

    private Outcome OfOfficer(Question question, CoreResult<StaffFacts> answer)
    {
        if (answer is not CoreResult<StaffFacts>.Found { Value: var officer })
        {
            var outcome = Explain(question.Claimed, answer, isOfKind: true);
            return outcome.Contact is CoreContact.Silent or CoreContact.InTrouble ? outcome with { Contact = null } : outcome;
        }

        return !officer.IsActive ? NoOfficer($"{officer.DisplayName} is not active as a member of the staff in the core.")
            : string.IsNullOrWhiteSpace(officer.MobileNo) ? NoOfficer($"{officer.DisplayName} has no mobile number in the core.")
            : new Outcome(null, null) { Officer = officer };
    }

    private static Outcome NoOfficer(string why) => new(null, new NextStep.DeadLetter(Reasons.NoOfficer, why));
}
