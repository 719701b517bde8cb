using System.Globalization;

namespace SmsBridge.Texts.Catalogue;

/// <summary>What a tenant wants to hold of an event before it is told. Amounts are in whatever currency the event has.</summary>
internal sealed record EventRules(decimal? AmountFrom, decimal? AmountTo)
{
    public static readonly EventRules None = new(null, null);

    /// <summary>Of a group's loan or account: the role in the group whose holder is told, as the core names it. Null: nobody is.</summary>
    public string? GroupRole { get; init; }

    /// <summary>Of a group's loan or account: every active member is told, in an SMS of its own.</summary>
    public bool TellsMembers { get; init; }

    /// <summary>Somebody of a group is told.</summary>
    public bool TellsGroups => GroupRole is not null || TellsMembers;

    /// <summary>The loan's officer, else the client's, is told the same, in an SMS of its own.</summary>
    public bool CopiesOfficer { get; init; }

    /// <summary>Only of loans and accounts of these products. Null: of any.</summary>
    public CoreNames? Products { get; init; }

    /// <summary>Only clients of these offices. Null: of any.</summary>
    public CoreNames? Offices { get; init; }

    /// <summary>Only clients of these types. Null: of any, or of none.</summary>
    public CoreNames? ClientTypes { get; init; }

    /// <summary>The most SMS of the event to one client in a day of the tenant's. Null: as many as come about.</summary>
    public int? AtMost { get; init; }

    /// <summary>Digits and a point, as amounts are stored, said and put into fields.</summary>
    public static string? Digits(decimal? amount) => amount?.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>To follow what they are about: <c>, from 100, up to 5000</c>; empty: there are none.</summary>
    public string Words => (AmountFrom is null ? "" : $", from {Digits(AmountFrom)}") + (AmountTo is null ? "" : $", up to {Digits(AmountTo)}")
        + Of("of the products", Products) + Of("to clients of the offices", Offices) + Of("to clients of the types", ClientTypes)
        + (GroupRole is null ? "" : $", of a group to its {GroupRole}") + (TellsMembers ? ", of a group to its members" : "") + (AtMost is { } most ? FormattableString.Invariant($", at most {most} per client and day") : "") + (CopiesOfficer ? ", with a copy to the loan officer" : "");

    /// <returns>The rule that is against it, in words for the timeline; null: none is.</returns>
    public string? WhyNot(decimal? amount) =>
        amount is not { } known ? null
        : known < AmountFrom ? $"Rule amountFrom: {Digits(known)} is less than {Digits(AmountFrom)}."
        : known > AmountTo ? $"Rule amountTo: {Digits(known)} is more than {Digits(AmountTo)}."
        : null;

    /// <inheritdoc cref="WhyNot"/>
    public string? WhyNotProduct(CoreName product) =>
        Products is null || Products.Has(product) ? null
        : product.IsKnown ? $"Rule products: the product is {product.Words}."
        : "Rule products: the core shows no product of it.";

    /// <summary>By whoever is told: of a group's that is not the group.</summary>
    /// <inheritdoc cref="WhyNot"/>
    public string? WhyNotClient(CoreName office, CoreName type) =>
        Offices?.Has(office) == false ? $"Rule offices: the client's office is {(office.IsKnown ? office.Words : "not known")}."
        : ClientTypes?.Has(type) == false ? (type.IsKnown ? $"Rule clientTypes: the client is of the type {type.Words}." : "Rule clientTypes: the client has no type in the core.")
        : null;

    private static string Of(string what, CoreNames? names) => names is null ? "" : $", {what} {names.Words}";
}
