using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whether texts of two-factor codes may be there to be removed: where there are none, nobody looks. On a file, whose codes are all this process's own; several nodes on a server always look.</summary>
internal sealed class CodeTextWatch(TimeProvider time) : IAtOpening
{
    private long _until; // unix milliseconds; after it there is none

    /// <summary>What a killed process left is removed before anything else happens, as far as its life is over.</summary>
    public void Begin(WriteSession session, NodeStart start)
    {
        CodeTexts.ForgetPast(session, start.At);
        if (CodeTexts.AreThere(session))
        {
            Expect();
        }
    }

    /// <summary>One is about to be stored.</summary>
    public void Expect() => Volatile.Write(ref _until, (time.GetUtcNow() + CodeTexts.Life + CodeTexts.Life).ToUnixTimeMilliseconds());

    public bool MayBeThere => time.GetUtcNow().ToUnixTimeMilliseconds() <= Volatile.Read(ref _until);
}
