using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Doctor;

/// <summary>The verb that sends a text of ours to a number, on the way every SMS goes: look for it among the messages.</summary>
internal sealed class TestSms(TenantAccess tenants, RelaySwitch relay, AuditLog audit, EventInbox inbox, RelayBell bell, TimeProvider time)
{
    /// <param name="text">What it says; null: that it is a test.</param>
    /// <param name="region">Of numbers without country code, where the tenant has none of its own.</param>
    public Task<Outcome> SendAsync(Caller caller, string identifier, string? number, string region, string? text = null) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!NumberParser.TryParse(number ?? "", tenant.DefaultRegion ?? region, out var to, out var type))
            {
                return new Outcome.Refused("That can not be read as one telephone number; give it alone and with its country code, such as +254712345678.", "number");
            }

            if (!type.IsTextable())
            {
                return new Outcome.Refused($"Nothing was sent: {DoctorWords.LowerFirst(new NumberReading.NotTextable(type).Description)} Give a mobile number.", "number");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.TestSms, after: Msisdn.Mask(to.Value)));
            var stored = await inbox.AppendAsync(new NewEvent
            {
                TenantId = tenant.Id, Type = EventType.SmsSend, Verdict = Verdict.Accepted, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(),
                Source = caller.Actor.Source, MobileNo = to.Value, Text = text ?? $"Test of {tenant.Identifier} by SmsBridge: SMS reach this number.",
            });
            bell.Ring();
            return new Outcome.Started(
                DoctorWords.HoldOf(tenant, relay) is { } hold
                    ? $"A test SMS to {Msisdn.Mask(to.Value)} waits with all others. {hold}"
                    : $"A test SMS to {Msisdn.Mask(to.Value)} is on its way.",
                stored.Id);
        });
}
