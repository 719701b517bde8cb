namespace SmsBridge.Texts.Catalogue;

/// <summary>Who of a group can be told, as the rule <c>groupTo</c> names them. Who has a role in it is the rule <c>groupRole</c>.</summary>
internal static class GroupRecipients
{
    /// <summary>Also as it is stored.</summary>
    public const string Members = "members";

    /// <returns>Whether the members are told; null: somebody is named who can not be.</returns>
    public static bool? Read(string? name) =>
        name is null ? false
        : Members.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase) ? true
        : null;

    /// <returns>Null: they are not.</returns>
    public static string? NameOf(EventRules rules) => rules.TellsMembers ? Members : null;
}
