using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Tenants;

namespace SmsBridge.Relay;

/// <summary>A message ready to go, or why it does not go now.</summary>
internal abstract record Preparation
{
    private Preparation()
    {
    }

    /// <param name="Tenant">As it was when this was prepared.</param>
    /// <param name="LookupMs">How long the core took; null: it was not asked.</param>
    /// <param name="Note">What was done to the number, for the record; null: nothing.</param>
    public sealed record Ready(
        Tenant Tenant, SenderAccount Account, Msisdn Recipient, string Body, int Segments, int? LookupMs, string? Note = null) : Preparation;

    /// <param name="Tenant">As it was when this was decided; null: there is none any more.</param>
    public sealed record NotNow(NextStep Next, Tenant? Tenant) : Preparation;

    /// <summary>Shorthand: never, unless somebody resends it.</summary>
    public static Preparation Never(string reason, string? detail = null) => new NotNow(new NextStep.DeadLetter(reason, detail), Tenant: null);
}
