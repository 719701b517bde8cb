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

    /// <summary>Digits and a point, as amounts are stored, said and put into fields.</summary>
    public static string? Digits(decimal? amount) => amount?.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>To follow what they are about: <c>, from 100, up to 5000</c>; empty: there are none.</summary>
    public string Words => (AmountFrom is null ? "" : $", from {Digits(AmountFrom)}") + (AmountTo is null ? "" : $", up to {Digits(AmountTo)}")
        + (GroupRole is null ? "" : $", of a group to its {GroupRole}") + (TellsMembers ? ", of a group to its members" : "") + (CopiesOfficer ? ", with a copy to the loan officer" : "");

    /// <returns>The rule that is against it, in words for the timeline; null: none is.</returns>
    public string? WhyNot(decimal? amount) =>
        amount is not { } known ? null
        : known < AmountFrom ? $"Rule amountFrom: {Digits(known)} is less than {Digits(AmountFrom)}."
        : known > AmountTo ? $"Rule amountTo: {Digits(known)} is more than {Digits(AmountTo)}."
        : null;
}
