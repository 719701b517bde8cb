namespace SmsBridge.Operators;

/// <summary>What an operator may do; each may do all that those before it may. Stored by number.</summary>
internal enum OperatorRole
{
    /// <summary>Looks; numbers are masked.</summary>
    Viewer = 1,

    /// <summary>Also reveals a number, resends, cancels, writes notes.</summary>
    Support = 2,

    /// <summary>Also keeps keys, sender and settings of its own tenants.</summary>
    TenantAdmin = 3,

    /// <summary>Also keeps operators and partners.</summary>
    Admin = 4,
}
