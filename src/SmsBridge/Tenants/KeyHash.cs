using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SmsBridge.Tenants;

/// <summary>
/// A SHA-256 as a dictionary key. Looking a key up by its hash leaks no timing about the key: the attacker does not choose the hash.
/// </summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    public static KeyHash From(ReadOnlySpan<byte> hash)
    {
        var parts = MemoryMarshal.Cast<byte, ulong>(hash[..SHA256.HashSizeInBytes]);
        return new KeyHash(parts[0], parts[1], parts[2], parts[3]);
    }

    /// <summary>The hash of a presented key; null for what can not be a key of ours.</summary>
    public static KeyHash? Of(string? key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return ApiKey.TryHash(key, hash) ? From(hash) : null;
    }

    public override int GetHashCode() => A.GetHashCode(); // already uniform
}
