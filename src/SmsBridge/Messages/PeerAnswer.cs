using SmsBridge.Messages.Masking;

namespace SmsBridge.Messages;

/// <summary>What a peer (the core, a provider) answered when it was not a plain success: for the record, so without secrets and whole numbers.</summary>
/// <param name="Took">From the question to the end of the answer, or to giving up.</param>
/// <param name="HttpStatus">Null: no answer came.</param>
/// <param name="Body">Masked, at most <see cref="LongestBody"/> characters; null: none, or none that can be masked.</param>
internal sealed record PeerAnswer(string Peer, TimeSpan Took, int? HttpStatus, string? Body)
{
    public const string Core = "core";

    /// <summary>Four kilobytes say what was wrong; a whole answer may hold a whole client.</summary>
    public const int LongestBody = 4_096;

    /// <summary>More than this is not even read for masking: nothing the bridge asks for is so long.</summary>
    public const int MostMasked = 64 * 1024;

    public static PeerAnswer Of(string peer, TimeSpan took, int httpStatus, ReadOnlyMemory<byte>? body) =>
        new(peer, took, httpStatus, body is { Length: > 0 and <= MostMasked } bytes ? AnswerMask.Of(bytes.ToArray()) : null);

    /// <summary>Nothing came back.</summary>
    public static PeerAnswer Silence(string peer, TimeSpan took) => new(peer, took, HttpStatus: null, Body: null);
}
