namespace SmsBridge.Operators;

/// <summary>Which tenants there are, for who names some.</summary>
internal interface ITenantNames
{
    /// <summary>Words to add where tenants are named: one may register later, a misspelt one never does. Empty: all are registered.</summary>
    string Unregistered(IEnumerable<string> identifiers);
}
