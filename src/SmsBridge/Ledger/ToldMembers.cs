using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>A group's message is closed, and there is one for each of its members: both or neither, whenever a process dies.</summary>
/// <param name="close">Whether the message was still the caller's; then it stores the members' events too.</param>
internal sealed class ToldMembers(Func<WriteSession, bool> close, EventParts members) : TaskOperation<bool>(completesTogether: false)
{
    internal override void Execute(WriteSession session) => Result = close(session);

    internal override void Complete()
    {
        if (Result)
        {
            members.Complete();
        }

        base.Complete();
    }
}
