using SmsBridge.Core;
using SmsBridge.Core.Audits;
using SmsBridge.Messages;

namespace SmsBridge.Gaps;

/// <summary>How far down to read: whatever is reached first.</summary>
/// <param name="SettledTo">Entries up to this number are done with; 0: none is.</param>
/// <param name="Since">Older entries are nobody's matter. In the core's time, which may differ from ours. Null: by number alone.</param>
/// <param name="Most">Entries.</param>
internal readonly record struct WalkBound(long SettledTo, DateTimeOffset? Since, int Most);

/// <summary>
/// Reads a kind of entry from the newest downwards, page by page, while new ones arrive above: they shift what follows, so that entries come twice, and are
/// told apart by their number. Each page begins with entries of the one before: where they do not meet, something was taken out above, and it is read again from further up.
/// </summary>
internal sealed class AuditWalk(CoreAuditsClient core, EventType type, WalkBound bound)
{
    /// <summary>Entries that a page has in common with the one before.</summary>
    private const int Overlap = 20;

    /// <summary>Pages in a row that bring nothing new or do not meet the one before: then the core's pages can not be trusted.</summary>
    private const int MostMisses = 3;

    /// <summary>A core's time may be ahead or behind by its zone (1.8): so much older must an entry be to be past.</summary>
    private static readonly TimeSpan ZoneSlack = TimeSpan.FromHours(14);

    private readonly HashSet<long> _seen = [];
    private int _misses;
    private long _last = long.MaxValue;
    private long _low = long.MaxValue; // of the page before
    private int _offset;

    /// <summary>Highest number seen; 0: there is none.</summary>
    public long Newest { get; private set; }

    public int Read => _seen.Count;

    public int Unreadable { get; private set; }

    /// <summary>Everything down to the bound was read.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>There was more than may be read, and the rest is left out for good.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Its time was up, and it can go on from where it is.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Why it was not, in words; null: it was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The core's answer when it failed; null: it did not.</summary>
    public CoreResult<AuditPage>? Failure { get; private set; }

    /// <summary>Entries not given before, page by page. Ends early with <see cref="Problem"/>.</summary>
    /// <param name="share">At least a page is read.</param>
    public async IAsyncEnumerable<IReadOnlyList<CoreAudit>> PagesAsync(
        CoreAccess access, TimeShare share, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (IsPaused, _misses, _low) = (false, 0, long.MaxValue); // what arrived meanwhile shifted all below it
        for (; !IsComplete && Problem is null && !IsPaused; IsPaused = !IsComplete && Problem is null && share.IsOver)
        {
            var answer = _offset == 0 ? await core.NewestAsync(access, type, cancellationToken) : await core.PageAsync(access, type, _offset, cancellationToken);
            if (answer is not CoreResult<AuditPage>.Found { Value: var page })
            {
                (Failure, Problem) = (answer, ((CoreResult<AuditPage>.Failure)answer).Detail);
                yield break;
            }

            var fresh = page.Entries.Where(entry => !_seen.Contains(entry.Id)).ToList();
            var before = _seen.Count;
            var joins = _offset == 0 || page.Ids.Any(id => id >= _last);
            if (joins)
            {
                Take(page);
                yield return fresh;
            }

            Judge(page, joins, isNew: _seen.Count > before);
            _offset = joins ? Math.Max(_offset + 1, _offset + page.Count - Overlap) : Math.Max(1, _offset - CoreAuditsClient.PageSize);
        }
    }

    private void Take(AuditPage page)
    {
        _seen.UnionWith(page.Ids);
        Unreadable += page.Unreadable;
        Newest = Math.Max(Newest, page.Ids.DefaultIfEmpty(0).Max());
        _last = Math.Min(_last, page.Ids.DefaultIfEmpty(long.MaxValue).Min());
    }

    private void Judge(AuditPage page, bool joins, bool isNew)
    {
        var low = page.Ids.DefaultIfEmpty(long.MaxValue).Min();
        _misses = joins && (isNew || low < _low) ? 0 : _misses + 1;
        _low = low;
        IsComplete = joins && (page.Count < CoreAuditsClient.PageSize || _last <= bound.SettledTo || IsPast(page));
        IsCut = !IsComplete && _misses < MostMisses && _seen.Count >= bound.Most;
        Problem = IsComplete ? null
            : _misses >= MostMisses ? "The core's pages of its audit trail repeat or skip entries, so that not all of it could be compared; the next comparison tries again."
            : IsCut ? $"More than {bound.Most} entries of {type} would have had to be compared (Gaps:MostEntries): the older ones were left out."
            : null;
    }

    /// <summary>All of it is older than anybody asks for. Never told by one entry: an approval of today keeps its old time until it is read.</summary>
    private bool IsPast(AuditPage page) =>
        bound.Since is { } since && page.Entries.Count > 0 && page.Entries.All(entry => entry.At is { } at && since - at > ZoneSlack); // a difference: there is nothing before the beginning of time
}
