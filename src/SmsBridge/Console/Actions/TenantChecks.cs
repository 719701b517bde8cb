using SmsBridge.Doctor;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Console.Actions;

/// <summary>How an operator finds out whether a tenant works: an examination, a test SMS.</summary>
internal sealed class TenantChecks(
    TenantAccess tenants, TenantDirectory directory, TenantDoctor doctor, AuditLog audit, EventInbox inbox, RelayBell bell, TimeProvider time)
{
    /// <summary>Looks at everything between core, bridge and provider. What it finds takes effect, so it is an act.</summary>
    /// <returns>Exactly one of the two.</returns>
    public async Task<(DoctorView? Report, ActionOutcome? Refused)> VerifyAsync(
        SignedInOperator who, Actor actor, string identifier, CancellationToken cancellationToken)
    {
        DoctorView? report = null;
        var result = await tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            try
            {
                report = await doctor.ExamineAsync(tenant, cancellationToken);
            }
            finally
            {
                // Whoever goes away in the middle has paused or resumed it all the same.
                await audit.RecordAsync(actor.Did(
                    AuditActions.Verify, TenantActions.Subject(tenant), tenant.Id, before: tenant.State, after: directory.Find(tenant.Id)?.State ?? "deleted"));
            }

            return new ActionOutcome.Done("");
        });
        return (report, report is null ? result : null);
    }

    /// <summary>A text of ours to a number, on the way every SMS goes: look for it among the messages.</summary>
    public Task<ActionOutcome> SendTestAsync(SignedInOperator who, Actor actor, string identifier, string? number, string region) =>
        tenants.ForAsync(who, OperatorRole.TenantAdmin, identifier, async tenant =>
        {
            if (!NumberParser.TryParse(number ?? "", tenant.DefaultRegion ?? region, out var to, out _))
            {
                return new ActionOutcome.Refused("That is not a telephone number; give it with its country code, such as +254712345678.", "number");
            }

            await audit.RecordAsync(actor.Did(AuditActions.TestSms, TenantActions.Subject(tenant), tenant.Id, after: Msisdn.Mask(to.Value)));
            var stored = await inbox.AppendAsync(new NewEvent
            {
                TenantId = tenant.Id, Type = EventType.SmsSend, Verdict = Verdict.Accepted, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Source = actor.Source, MobileNo = to.Value, Text = $"Test of {tenant.Identifier} by SmsBridge: SMS reach this number.",
            });
            bell.Ring();
            return new ActionOutcome.Started($"A test SMS to {Msisdn.Mask(to.Value)} is on its way.", stored.Id);
        });
}
