using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>Whether texts of two-factor codes may be there to be removed: where there are none, nobody looks. On a file, whose codes are all this process's own; several nodes on a server always look.</summary>
internal sealed class CodeTextWatch(TimeProvider time) : IAtOpening
{
    /// <summary>From the word that one is about to be stored until it is, at the longest.</summary>
    private static readonly TimeSpan Storing = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private long _expectedAt;
    private bool _mayBeThere;

    /// <summary>Not by the clock: one that was set forward would hide what is still there.</summary>
    public bool MayBeThere
    {
        get
        {
            lock (_gate)
            {
                return _mayBeThere;
            }
        }
    }

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
    public void Expect()
    {
        lock (_gate)
        {
            (_mayBeThere, _expectedAt) = (true, time.GetTimestamp());
        }
    }

    /// <summary>Somebody has just looked, and there was none at all.</summary>
    public void SawNone()
    {
        lock (_gate)
        {
            _mayBeThere &= time.GetElapsedTime(_expectedAt) < Storing;
        }
    }
}
