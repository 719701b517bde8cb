using System.Text.Json.Serialization;
using SmsBridge.Messages;
using SmsBridge.Web;

namespace SmsBridge.Routes;

/// <summary>A tenant's ways out. No secret, not even masked.</summary>
/// <param name="Accounts">The registered one first.</param>
/// <param name="Routes">In the order in which they are tried; none: everything goes by the registered account.</param>
/// <param name="AfterNonDelivery">On to the next route after a certain report that an SMS was not delivered.</param>
/// <param name="RepeatInDoubt">What nobody can tell about is sent again, perhaps twice.</param>
/// <param name="LeaveBelow">Percent: a route that delivers less is left for a while; null: never.</param>
/// <param name="LeaveLeast">It is judged by so many SMS or more.</param>
internal sealed record RoutesView(
    string TenantId, IReadOnlyList<RouteAccountView> Accounts, IReadOnlyList<RouteView> Routes, bool AfterNonDelivery, bool RepeatInDoubt, int? LeaveBelow, int LeaveLeast);

/// <summary>An account that routes may lead to.</summary>
/// <param name="Name"><c>registered</c> for the account of the registration.</param>
/// <param name="HasSharedKey">Its reports are signed with a secret of its own.</param>
/// <param name="Hold">Why it is left out now; null: it is not.</param>
internal sealed record RouteAccountView(string Name, string Provider, string AccountId, string Sender, bool HasSharedKey, RouteHoldView? Hold);

/// <summary>One way out.</summary>
/// <param name="Account">Name of an account.</param>
/// <param name="Sender">Null: the account's.</param>
/// <param name="Countries">ISO 3166-1 codes; empty: any.</param>
/// <param name="Prefixes">Beginnings of numbers, such as <c>+25470</c>; empty: any.</param>
/// <param name="Events">Such as <c>LOAN_REPAYMENT</c>, <c>SMS_SEND</c>; empty: any.</param>
/// <param name="Classes"><c>transactional</c>, <c>service</c>, <c>collection</c>, <c>promotional</c>; empty: any.</param>
/// <param name="Share">Percent of the SMS that fit; null: all that routes before it leave.</param>
/// <param name="MaxPrice">Such as <c>USD 0.02</c>: only SMS of which a part is known to cost no more by it; null: whatever it costs.</param>
/// <param name="Hold">Why it is left out now; null: it is not.</param>
/// <param name="Prices">What a part costs by it, by the prices of the settings; none: they have none for it.</param>
/// <param name="Delivered">What became of the SMS that went by it lately; null: of none is it known.</param>
internal sealed record RouteView(
    string Name, string Account, string? Sender, IReadOnlyList<string> Countries, IReadOnlyList<string> Prefixes, IReadOnlyList<string> Events, IReadOnlyList<string> Classes,
    int? Share, string? MaxPrice, RouteHoldView? Hold, IReadOnlyList<RoutePriceView> Prices, RouteDeliveredView? Delivered);

/// <summary>What a part costs by a route.</summary>
/// <param name="To">To where: a country's code, or the beginning of numbers.</param>
/// <param name="Least">Digits with a point: within a country networks differ.</param>
/// <param name="Most">The same as <paramref name="Least"/> where all cost the same.</param>
internal sealed record RoutePriceView(string To, string Currency, string Least, string Most)
{
    /// <summary>"UG: USD 0.03 to 0.05".</summary>
    public override string ToString() => $"{To}: {Currency} {Least}{(Least == Most ? "" : $" to {Most}")}";
}

/// <summary>What became of the SMS of a route in the last six hours.</summary>
/// <param name="Settled">So many are known to have arrived, or not to.</param>
/// <param name="Delivered">So many of them arrived.</param>
/// <param name="Percent">Of the settled, rounded down.</param>
internal sealed record RouteDeliveredView(long Settled, long Delivered, int Percent);

/// <summary>Why something is left out, and who does what about it.</summary>
internal sealed record RouteHoldView(DateTimeOffset Since, string Reason, string Explanation, string Remedy, string? Detail)
{
    public static RouteHoldView? Of(RouteHold? hold) => hold is null ? null
        : new RouteHoldView(hold.Since, hold.Reason, Reasons.Explain(hold.Reason).Meaning, Reasons.Explain(hold.Reason).Remedy, hold.Detail);
}

/// <summary>All of a tenant's ways out; what is absent is none.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoutesRequest
{
    /// <summary>Further accounts, beside the registered one.</summary>
    public IReadOnlyList<RouteAccountRequest>? Accounts { get; init; }

    /// <summary>In the order in which they are tried. The last must be for all SMS.</summary>
    public IReadOnlyList<RouteRequest>? Routes { get; init; }

    /// <summary>On to the next route after a certain report that an SMS was not delivered.</summary>
    public bool AfterNonDelivery { get; init; }

    /// <summary>What nobody can tell about is sent again, perhaps twice. Switching it on needs <see cref="Confirm"/>.</summary>
    public bool RepeatInDoubt { get; init; }

    /// <summary>1 to 99 percent: a route that delivers less is left for a while.</summary>
    public int? LeaveBelow { get; init; }

    /// <summary>It is judged by so many SMS or more: 10 to 10000, by default 50.</summary>
    public int? LeaveLeast { get; init; }

    /// <summary>The caller knows that clients may get an SMS twice.</summary>
    public bool Confirm { get; init; }
}

/// <summary>A further account.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RouteAccountRequest
{
    /// <summary>Lower case letters, digits and -, at most 30; not <c>registered</c>.</summary>
    public string? Name { get; init; }

    /// <summary>As a registration's <c>SMS Provider</c>.</summary>
    public string? Provider { get; init; }

    public string? AccountId { get; init; }

    /// <summary>Absent: the one that is stored, of the same provider and account.</summary>
    public string? Token { get; init; }

    /// <summary>What the provider signs its reports with, when it is not the token. Absent: the one that is stored; empty: none.</summary>
    public string? SharedKey { get; init; }

    public string? Sender { get; init; }

    /// <summary>Without the secrets: records print all members by default.</summary>
    public override string ToString() => $"{Name} ({Provider}:{AccountId} from {Sender})";
}

/// <inheritdoc cref="RouteView"/>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RouteRequest
{
    /// <summary>Lower case letters, digits and -, at most 30.</summary>
    public string? Name { get; init; }

    /// <summary>Name of an account, or <c>registered</c>.</summary>
    public string? Account { get; init; }

    /// <summary>Absent: the account's.</summary>
    public string? Sender { get; init; }

    public IReadOnlyList<string>? Countries { get; init; }

    public IReadOnlyList<string>? Prefixes { get; init; }

    public IReadOnlyList<string>? Events { get; init; }

    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>1 to 99 percent of the SMS that fit; absent: all that routes before it leave.</summary>
    public int? Share { get; init; }

    /// <summary>Such as <c>USD 0.02</c>: only SMS of which a part costs no more by it, by the prices of the settings; absent: whatever it costs.</summary>
    public string? MaxPrice { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RoutesView))]
[JsonSerializable(typeof(RoutesRequest))]
internal sealed partial class RoutesJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static RoutesJson Readable => field ??= new RoutesJson(JsonAnswers.Readable(Default.Options));
}
