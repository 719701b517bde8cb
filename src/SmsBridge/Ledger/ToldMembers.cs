using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>A group's message is closed, and there is one for each of its members: both or neither, whenever a process dies.</summary>
/// <param name="close">Whether the message was still the caller's; then it stores the members' events too.</param>
internal sealed class ToldMembers(Func<WriteSession, bool> close, EventParts members) : TaskOperation<bool>(completesTogether: false)
{
    /// <summary>The message is closed by one statement that says whose it must still be; whoever has closed it is the only one to store its members' events.</summary>
    internal override bool Decides => members.Decide;

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
