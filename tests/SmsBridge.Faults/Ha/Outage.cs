using System.Globalization;

namespace SmsBridge.Faults.Ha;

/// <summary>What those who post saw of one act.</summary>
/// <param name="Longest">Time between two answers 2xx, at most.</param>
/// <param name="Refused">Answers 503.</param>
/// <param name="RefusedFor">From the first answer 503 to the last.</param>
/// <param name="Unanswered">Posts without an answer of the bridge.</param>
internal sealed record Outage(string Act, TimeSpan Longest, int Refused, TimeSpan RefusedFor, int Unanswered)
{
    /// <param name="postings">Of the whole run.</param>
    /// <param name="until">When the next act began.</param>
    public static Outage Of(string act, DateTimeOffset from, DateTimeOffset until, IEnumerable<Posting> postings)
    {
        var seen = postings.Where(posting => posting.At >= from && posting.At <= until).OrderBy(posting => posting.At).ToList();
        var refused = seen.Where(posting => posting.Outcome == PostOutcome.Refused).ToList();
        var (longest, last) = (TimeSpan.Zero, from);
        foreach (var at in seen.Where(posting => posting.EventId > 0).Select(posting => posting.At).Append(until))
        {
            (longest, last) = (at - last > longest ? at - last : longest, at);
        }

        return new Outage(act, longest, refused.Count, refused.Count == 0 ? TimeSpan.Zero : refused[^1].At - refused[0].At, seen.Count(posting => posting.Outcome is PostOutcome.Lost or PostOutcome.NotSent));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Act}: no 2xx for {Longest.TotalSeconds:0.0} s, hooks answered 503 for {RefusedFor.TotalSeconds:0.0} s ({Refused} answers), {Unanswered} unanswered");
}
