using System.Security.Cryptography;

namespace SmsBridge.Partners;

/// <summary>How a request proves whose it is: the protocol's digest, or a signature over the whole request.</summary>
internal abstract record PartnerProof
{
    /// <summary>The signature when there is one, and then it counts alone; else the digest. Null: neither, or not what it should be.</summary>
    /// <param name="body">As it was read; empty for methods that have none.</param>
    public static PartnerProof? Read(HttpRequest request, ReadOnlyMemory<byte> body) =>
        request.Headers.ContainsKey(SignedRequest.SignatureHeader) ? SignedRequest.Read(request, body) : PartnerSignature.Read(request.Headers);

    /// <summary>When it says it was made; null: it does not say so in the right form.</summary>
    /// <param name="offset">What the partners' clocks are ahead of UTC, for times without a zone.</param>
    public abstract DateTimeOffset? MadeAt(TimeSpan offset);

    /// <summary>Whether the partner made it, with any password it has. Takes the same time whichever it is, and how much of it is right.</summary>
    public abstract bool IsBy(Partner partner, DateTimeOffset now);

    /// <summary>What it is known by afterwards: nobody can send it from that.</summary>
    public abstract byte[] Mark();

    /// <summary>Whether it was made at about this time: long ago it may be repeated by somebody who read it, and far ahead it could be for long.</summary>
    public bool IsTimely(DateTimeOffset now, PartnerOptions options) =>
        MadeAt(options.TimestampOffset) is { } made && now - made <= options.ClockTolerance && made - now <= options.ClockAhead;

    protected static byte[] MarkOf(ReadOnlySpan<byte> proof) => SHA256.HashData(proof);
}
