using SmsBridge.Gateways;

namespace SmsBridge.Routes;

/// <summary>A further account of a tenant, beside the one of its registration.</summary>
/// <param name="Name">The tenant's own.</param>
/// <param name="Account">With its secrets; null: they can not be decrypted, because the key ring is not the one they were stored with.</param>
internal sealed record RouteAccount(string Name, string Provider, string AccountId, string Sender, SenderAccount? Account, DateTimeOffset UpdatedAt)
{
    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{Name} ({Provider}:{AccountId} from {Sender})";
}

/// <summary>Why an account or a route is left out for now.</summary>
/// <param name="Reason">Code of <see cref="Messages.Reasons"/>.</param>
/// <param name="Detail">The provider's own words, or how badly it delivers.</param>
internal sealed record RouteHold(string Reason, string? Detail, DateTimeOffset Since);

/// <summary>What holds for all routes of a tenant.</summary>
/// <param name="AfterNonDelivery">On to the next route after a certain report that an SMS was not delivered: the client may be charged twice, and gets one.</param>
/// <param name="RepeatInDoubt">What nobody can tell about is sent again, perhaps twice.</param>
/// <param name="LeaveBelow">A route that delivers less than so many percent is left for a while; null: never.</param>
/// <param name="LeaveLeast">It is judged by so many SMS or more.</param>
internal sealed record RouteRules(bool AfterNonDelivery, bool RepeatInDoubt, int? LeaveBelow, int LeaveLeast)
{
    public const int DefaultLeast = 50;

    public static readonly RouteRules None = new(AfterNonDelivery: false, RepeatInDoubt: false, LeaveBelow: null, DefaultLeast);

    /// <summary>For the audit.</summary>
    public string Words =>
        $"{(AfterNonDelivery ? "on to the next route after a non-delivery" : "no other route after a non-delivery")}, "
        + (RepeatInDoubt ? "repeats when in doubt" : "never repeats when in doubt")
        + (LeaveBelow is { } least ? FormattableString.Invariant($", leaves a route below {least} % of {LeaveLeast} SMS or more") : "");
}
