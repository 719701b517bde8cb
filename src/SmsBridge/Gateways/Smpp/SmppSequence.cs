namespace SmsBridge.Gateways.Smpp;

/// <summary>Numbers of one side's questions, by which answers find them (smpp.md 2): from 1, and from 1 again.</summary>
internal sealed class SmppSequence
{
    private const uint Highest = 0x7FFF_FFFF;

    private uint _last;

    /// <summary>One that no question of this session has had lately; for any number of callers at once.</summary>
    public uint Next()
    {
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = last >= Highest ? 1 : last + 1;
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
