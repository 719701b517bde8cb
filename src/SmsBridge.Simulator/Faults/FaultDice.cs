using System.Collections.Concurrent;

namespace SmsBridge.Simulator.Faults;

/// <summary>
/// Random numbers by subject instead of by sequence: the n-th roll on a subject is the same in every run with the same seed, whatever else
/// is rolled meanwhile.
/// </summary>
internal sealed class FaultDice(int seed)
{
    private const int MostSubjects = 1_000_000;

    private readonly ConcurrentDictionary<ulong, int> _rolls = new();

    /// <param name="isRepeatable">The same answer each time, for facts rather than accidents.</param>
    public FaultRoll Roll(string call, string? subject, string? detail, bool isRepeatable = false)
    {
        var key = Hash(Hash(Hash((ulong)(uint)seed, call), subject), detail);
        if (isRepeatable)
        {
            return new FaultRoll(key);
        }

        if (_rolls.Count > MostSubjects)
        {
            _rolls.Clear(); // repeats some rolls: better than growing for ever
        }

        return new FaultRoll(Mix(key + (ulong)_rolls.AddOrUpdate(key, 1, static (_, count) => count + 1)));
    }

    private static ulong Hash(ulong hash, string? text)
    {
        foreach (var character in text ?? "")
        {
            hash = (hash ^ character) * 1_099_511_628_211;
        }

        return Mix(hash + 1);
    }

    /// <summary>Spreads every bit over all others (the finisher of SplitMix64).</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}

/// <summary>One number, laid out on a line of shares: at most one of the shares asked for in turn holds it.</summary>
internal sealed class FaultRoll(ulong bits)
{
    private double _left = (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>A coin for details, independent of the shares.</summary>
    public bool Odd => (bits & 1) == 1;

    public bool Falls(double share)
    {
        if (_left < share)
        {
            return true;
        }

        _left -= share;
        return false;
    }
}
