namespace SmsBridge.Store;

/// <summary>This process as it begins.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="LastSeenAt">When a process before it last proved that it lives; null: there was none.</param>
/// <param name="LivingSince">Another process that was seen since then is alive, and keeps what it holds.</param>
internal readonly record struct NodeStart(long Node, long At, long? LastSeenAt, long LivingSince);

/// <summary>
/// Has something to put right before anything else is written: in the transaction that registers this process. With prepared statements, although they run
/// once: it is on the way to the first answer, and Dapper would compile code for each.
/// </summary>
internal interface IAtOpening
{
    void Begin(WriteSession session, NodeStart start);
}
