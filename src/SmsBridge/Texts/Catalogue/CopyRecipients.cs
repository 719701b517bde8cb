namespace SmsBridge.Texts.Catalogue;

/// <summary>Who can get a copy of what a client is told, as the rule <c>copyTo</c> names them.</summary>
internal static class CopyRecipients
{
    /// <summary>Also as it is stored.</summary>
    public const string LoanOfficer = "loanOfficer";

    /// <returns>Whether the loan officer gets one; null: somebody is named who can not.</returns>
    public static bool? Read(IReadOnlyList<string>? names) =>
        names is null or [] ? false
        : names.All(static name => LoanOfficer.Equals(name?.Trim(), StringComparison.OrdinalIgnoreCase)) ? true
        : null;

    /// <returns>Null: nobody.</returns>
    public static IReadOnlyList<string>? NamesOf(EventRules rules) => rules.CopiesOfficer ? [LoanOfficer] : null;
}
