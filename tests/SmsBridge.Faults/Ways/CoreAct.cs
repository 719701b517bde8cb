namespace SmsBridge.Faults.Ways;

/// <summary>An act in a core's books and on its audit trail, which may be told by hook, by event, by both or by neither.</summary>
/// <param name="Key">Its hook.</param>
/// <param name="Account">By which the core keeps the order of its events.</param>
/// <param name="Message">Its event, as it is published, however often.</param>
internal sealed record CoreAct(HookKey Key, long Account, byte[] Message);

/// <summary>How an act is told.</summary>
internal enum ActWay
{
    Hook,

    Event,

    HookThenEvent,

    EventThenHook,

    AtOnce,

    /// <summary>It stands in the audit trail alone.</summary>
    Untold,
}
