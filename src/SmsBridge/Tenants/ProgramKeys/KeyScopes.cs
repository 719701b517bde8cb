namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>What a program's key opens, of all that its tenant's API key does. Stored as these bits; a bit never changes its meaning.</summary>
[Flags]
internal enum KeyScopes
{
    /// <summary>Nothing. As what a route needs: the tenant's own API key alone opens it.</summary>
    None = 0,

    /// <summary>Posting hooks.</summary>
    Hooks = 1,

    /// <summary>Reading the event log.</summary>
    Log = 2,

    /// <summary>Reading and changing texts, and which events clients are told of.</summary>
    Texts = 4,
}

/// <summary>Scopes as API, commands and pages name them.</summary>
internal static class ScopeNames
{
    private static readonly (string Name, KeyScopes Scope)[] Named = [("hooks", KeyScopes.Hooks), ("log", KeyScopes.Log), ("texts", KeyScopes.Texts)];

    public static IReadOnlyList<string> All { get; } = [.. Named.Select(each => each.Name)];

    public static string[] Of(KeyScopes scopes) => [.. Named.Where(each => (scopes & each.Scope) != KeyScopes.None).Select(each => each.Name)];

    /// <summary>For people.</summary>
    public static string WordsOf(KeyScopes scopes) => string.Join(", ", Of(scopes));

    /// <returns>Null: none is named, or one that there is not.</returns>
    public static KeyScopes? Read(IEnumerable<string?>? names)
    {
        var scopes = KeyScopes.None;
        foreach (var name in names ?? [])
        {
            var (known, scope) = Array.Find(Named, each => each.Name == name?.Trim());
            if (known is null)
            {
                return null;
            }

            scopes |= scope;
        }

        return scopes == KeyScopes.None ? null : scopes;
    }
}
