using System.Text.Json.Serialization;

namespace SmsBridge.Holding.Digests;

/// <summary>Whether and when a client's receipts of a day are told as one SMS.</summary>
/// <param name="Enabled">They are.</param>
internal sealed record DigestView(string TenantId, bool Enabled)
{
    /// <summary>The time of the day: <c>18:00</c>.</summary>
    public string? At { get; init; }

    /// <summary>By whose clock.</summary>
    public string? Zone { get; init; }

    /// <summary>Which receipts wait for it: <c>LOAN REPAYMENT</c>.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Which may.</summary>
    public IReadOnlyList<string> Possible { get; init; } = [];

    /// <summary>When the next are told.</summary>
    public DateTimeOffset? Next { get; init; }

    /// <summary>SMS that wait for it; counted up to ten thousand.</summary>
    public long Waiting { get; init; }

    /// <summary>There are more than were counted.</summary>
    public bool WaitingMore { get; init; }

    /// <summary>In the tenant's language, and in those it has words of its own in.</summary>
    public IReadOnlyList<DigestTextView> Texts { get; init; } = [];

    /// <summary>What a text may name.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];
}

/// <summary>The words of a digest in one language.</summary>
/// <param name="Source">Whose they are: <c>tenant</c> or <c>product</c>.</param>
/// <param name="Sample">With made-up values.</param>
internal sealed record DigestTextView(string Language, string Source, string Text, string Sample, int Parts);

/// <summary>A tenant's rule.</summary>
/// <param name="Enabled">False: each receipt is an SMS of its own again, and what waits goes out.</param>
/// <param name="At">The time of the day, such as 18:00.</param>
/// <param name="Zone">By whose clock, such as Africa/Nairobi; absent: as it was, else the clock of the tenant's reminders, quiet hours or reports, else UTC.</param>
/// <param name="Events">Which receipts, such as LOAN REPAYMENT; absent: as they were, else all that may.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DigestRequest(bool? Enabled, string? At = null, string? Zone = null, IReadOnlyList<string>? Events = null);

/// <summary>The words of a digest.</summary>
/// <param name="Text">Absent or empty: the product's again.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DigestTextRequest(string? Text = null);
