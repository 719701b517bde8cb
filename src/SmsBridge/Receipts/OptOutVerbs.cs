using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Receipts;

/// <summary>
/// What people do about clients who opted out. A client lifts it with START, but not every provider reads replies, and one may have said "opted out" of a number
/// that has another owner by now.
/// </summary>
internal sealed class OptOutVerbs(TenantAccess tenants, OptOuts optOuts, AuditLog audit)
{
    private const int LongestReason = 200;

    /// <summary>The tenant may write to this number again, from every sender.</summary>
    /// <param name="region">Of numbers without country code, where the tenant has none of its own.</param>
    /// <param name="reason">How the client said so: it is the record of the consent.</param>
    public Task<Outcome> LiftAsync(Caller caller, string identifier, string? number, string? reason, string region) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!NumberParser.TryParse(number ?? "", tenant.DefaultRegion ?? region, out var client, out _))
            {
                return new Outcome.Refused("That can not be read as one telephone number; give it alone and with its country code, such as +254712345678.", "number");
            }

            if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason)
            {
                return new Outcome.Refused($"Say how the client asked for SMS again, in at most {LongestReason} characters: it is the record of it.", "reason");
            }

            var lifted = await optOuts.LiftAllAsync(tenant.Id, client);
            if (lifted.Count == 0)
            {
                return new Outcome.Unchanged($"{client.Masked} has not opted out of SMS of {tenant.Identifier}.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.OptOutLift, reason, before: $"opt-out {string.Join(", ", lifted)} of {client.Masked}", after: $"{client.Masked} gets SMS"));
            return new Outcome.Done($"{client.Masked} gets SMS of {tenant.Identifier} again. Where the provider itself blocks the number, lift that there too.");
        });
}
