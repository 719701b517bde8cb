namespace SmsBridge.Ledger;

/// <summary>What the end of an attempt means for the way of its message. Stored as these numbers.</summary>
[Flags]
internal enum RouteHop
{
    None = 0,

    /// <summary>The route is left: the next attempt goes by another one.</summary>
    Left = 1,

    /// <summary>All routes were tried once: those that may serve later are tried again.</summary>
    RoundEnds = 2,

    /// <summary>The route would refuse it again: it is not tried any more, unless a person sends the message anew.</summary>
    ForGood = 4,
}
