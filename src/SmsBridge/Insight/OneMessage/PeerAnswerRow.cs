using SmsBridge.Messages;

namespace SmsBridge.Insight.OneMessage;

/// <summary>What a peer said when something was wrong.</summary>
internal sealed record PeerAnswerRow
{
    /// <summary>The core, or else a provider's name.</summary>
    public string Peer { get; init; } = "";

    /// <summary>Of the latest.</summary>
    public long At { get; init; }

    /// <summary>How often in a row it said the very same.</summary>
    public int Times { get; init; }

    /// <summary>Milliseconds.</summary>
    public long Took { get; init; }

    public int? HttpStatus { get; init; }

    /// <summary>Masked when it was kept.</summary>
    public string? Body { get; init; }

    public bool IsOfCore => Peer == PeerAnswer.Core;

    /// <summary>"HTTP 404", "no answer".</summary>
    public string StatusWords => HttpStatus is { } status ? FormattableString.Invariant($"HTTP {status}") : "no answer";
}
