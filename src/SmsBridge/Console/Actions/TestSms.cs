using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Actions;

/// <summary>A text of ours to a number, on the way every SMS goes: look for it among the messages.</summary>
internal sealed class TestSms(TenantAccess tenants, TenantStandings standings, AuditLog audit, EventInbox inbox, RelayBell bell, TimeProvider time)
{
    public Task<ActionOutcome> SendAsync(SignedInOperator who, Actor actor, string identifier, string? number, string region) =>
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
            return new ActionOutcome.Started(
                standings.ShortOf(tenant.Id, MessageStatus.Queued) is { } hold
                    ? $"A test SMS to {Msisdn.Mask(to.Value)} waits with all others. {hold}"
                    : $"A test SMS to {Msisdn.Mask(to.Value)} is on its way.",
                stored.Id);
        });
}
