using System.Globalization;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Insight.Statistics;

/// <summary>What an event is counted as.</summary>
/// <param name="Outcome">A <see cref="MessageStatus"/>, <see cref="Outcomes.Planned"/>, or a verdict on an event that has no message, by <see cref="Outcomes"/>.</param>
/// <param name="Reason">Only of what failed or was set aside.</param>
internal readonly record struct CountedState(int Outcome, string? Reason)
{
    public bool IsWaiting => Outcome is (int)MessageStatus.Queued or (int)MessageStatus.Sending;

    public static CountedState Of(MessageStatus status, string? reason) => new((int)status, status.CanResend() ? reason : null);

    public static CountedState Of(Verdict verdict, string? reason) => new(Outcomes.Of(verdict), reason);

    /// <summary>
    /// What an event that is not remembered was counted as when its latest change was this one. Ends are always on the record; the happy way
    /// from queued to sent is not, but what is queued or sending is remembered, so it was sent.
    /// </summary>
    /// <param name="change"><c>status:reason</c>; null: none.</param>
    public static CountedState Told(string? change)
    {
        if (change is null)
        {
            return Of(MessageStatus.Sent, null);
        }

        var colon = change.IndexOf(':', StringComparison.Ordinal);
        var status = (MessageStatus)int.Parse(change.AsSpan(0, colon), CultureInfo.InvariantCulture);
        return status.IsFinal() ? Of(status, change.Length == colon + 1 ? null : change[(colon + 1)..]) : Of(MessageStatus.Sent, null);
    }
}

/// <summary>Numbers under which events are counted that have no message.</summary>
internal static class Outcomes
{
    private const int Verdicts = 10;

    /// <summary>Failed so far, and a second SMS is planned for later.</summary>
    public const int Planned = 8;

    /// <summary>Of table <c>message</c> by <c>@now</c>.</summary>
    public static readonly string OfMessageSql = $"CASE WHEN {WaitingSql.IsPlanned} THEN {Planned} ELSE status END";

    public const int Duplicate = Verdicts + (int)Verdict.Duplicate;
    public const int Ignored = Verdicts + (int)Verdict.Ignored;
    public const int Refused = Verdicts + (int)Verdict.Refused;

    public static int Of(Verdict verdict) => Verdicts + (int)verdict;
}
