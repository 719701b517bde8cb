using System.Text;

namespace SmsBridge.Gateways.Wire;

/// <summary>A whole answer of a provider, or of whoever stands before it. <paramref name="Body"/> is null when it was larger than allowed.</summary>
/// <param name="RequestId">What the provider's support asks for, where it gives one.</param>
internal sealed record WireAnswer(int HttpStatus, ReadOnlyMemory<byte>? Body, TimeSpan? RetryAfter, string? RequestId)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public bool IsSuccess => HttpStatus is >= 200 and <= 299;

    /// <summary>As stored and shown where the provider gave no code of its own: <c>http-502</c>.</summary>
    public string CodeText => FormattableString.Invariant($"http-{HttpStatus}");

    public string Text => Body is { } bytes ? Encoding.UTF8.GetString(WithoutMark(bytes.Span)) : string.Empty;

    /// <summary>Not allowed in JSON, and yet put before it by some who pass it on.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
}

/// <summary>No whole answer came. <paramref name="MayHaveLeft"/>: whether the provider can have acted on the request.</summary>
internal sealed record WireSilence(string Reason, string Detail, bool MayHaveLeft);

/// <summary>What came of a call: one of the two is there.</summary>
internal sealed record WireOutcome(WireAnswer? Answer, WireSilence? Silence);
