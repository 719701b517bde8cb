using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

internal enum FindingKind
{
    /// <summary>Told, answered 2xx, and no SMS; or no end in sight.</summary>
    Lost,

    /// <summary>More SMS than events.</summary>
    Doubled,

    /// <summary>Any other lie: in an answer, in the bridge's records, in an SMS.</summary>
    Wrong,
}

/// <param name="EventIds">Whose timelines tell how it came to this.</param>
internal sealed record Finding(FindingKind Kind, string Words, HookKey? Key, IReadOnlyList<long> EventIds, IReadOnlyList<StandInMessageView> Sms);

/// <summary>
/// Compares three books after the storm: what the cores told and were answered, what the bridge has on disk, and what Twilio took.
/// </summary>
internal sealed class Conservation
{
    private readonly BridgeRows _rows;
    private readonly IReadOnlyList<HookKey> _keys;
    private readonly IReadOnlyList<StandInMessageView> _sms;
    private readonly Dictionary<string, HookKey> _byName;
    private readonly Dictionary<string, StandInMessageView> _bySid;
    private readonly Dictionary<string, List<EventRecord>> _acceptedByName;
    private readonly List<Finding> _findings = [];

    private Conservation(IReadOnlyList<HookKey> keys, BridgeRows rows, IReadOnlyList<StandInMessageView> sms)
    {
        (_keys, _rows, _sms) = (keys, rows, sms);
        _byName = keys.Where(key => key.Verdict == PostOutcome.Accepted).ToDictionary(key => key.Name, StringComparer.Ordinal);
        _bySid = sms.ToDictionary(message => message.Sid, StringComparer.Ordinal);
        _acceptedByName = rows.Events.Values.Where(row => row.Verdict == StoredVerdict.Accepted)
            .GroupBy(row => row.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
    }

    public static List<Finding> Check(IReadOnlyList<HookKey> keys, BridgeRows rows, IReadOnlyList<StandInMessageView> sms, bool byRoutes = false, bool mayBeRepeated = false)
    {
        var books = new Conservation(keys, rows, sms) { ByRoutes = byRoutes, MayBeRepeated = mayBeRepeated };
        books.CheckAnswers();
        books.CheckEvents();
        books.CheckMessages();
        books.CheckSms();
        books._findings.AddRange(CallbackCheck.Check(rows, sms));
        return books._findings;
    }

    /// <summary>Only whether what was answered is on disk, while there is still work to do.</summary>
    public static List<Finding> CheckAnswers(IReadOnlyList<HookKey> keys, BridgeRows rows)
    {
        var books = new Conservation(keys, rows, []);
        books.CheckAnswers();
        return books._findings;
    }

    /// <summary>In doubt, and indeed taken by nobody; and taken, though its report could not tell whose it is.</summary>
    public static (int NotTaken, int Taken) CountLeftToPeople(BridgeRows rows, IReadOnlyList<StandInMessageView> sms)
    {
        var taken = sms.Select(each => (each.To, each.Body)).ToHashSet();
        var inDoubt = rows.Messages.Values.Where(message => message.IsInDoubt).ToLookup(message => taken.Contains((message.Recipient ?? "", message.Body ?? "")));
        return (inDoubt[false].Count(), inDoubt[true].Count());
    }

    /// <summary>Several providers: account and sender are the route's.</summary>
    private bool ByRoutes { get; init; }

    /// <summary>A proxy sends a hook once more whose first answer it did not get: told once, it may be answered as a repeat.</summary>
    private bool MayBeRepeated { get; init; }

    /// <summary>Each 2xx answer is a row, and says what the row says.</summary>
    private void CheckAnswers()
    {
        foreach (var key in _keys)
        {
            var postings = key.Postings.Where(posting => posting.Outcome != PostOutcome.NotSent).ToList();
            foreach (var posting in postings)
            {
                if (posting.Outcome == PostOutcome.Refused && !posting.Words.StartsWith("503", StringComparison.Ordinal))
                {
                    Add(FindingKind.Wrong, $"refused: {posting.Words}", key);
                }
                else if (posting.EventId > 0)
                {
                    CheckAnswer(key, posting);
                }
            }

            if (postings is [{ EventId: > 0 } only] && only.Outcome != key.Verdict && !((MayBeRepeated || key.HasOtherWays) && only.Outcome == PostOutcome.Duplicate))
            {
                Add(FindingKind.Wrong, $"told once, and answered {only.Outcome}", key, only.EventId);
            }

            if (postings.Count(posting => posting.Outcome == PostOutcome.Accepted) > 1)
            {
                Add(FindingKind.Doubled, "answered more than once as accepted", key, [.. postings.Select(posting => posting.EventId)]);
            }
        }
    }

    private void CheckAnswer(HookKey key, Posting posting)
    {
        if (!_rows.Events.TryGetValue(posting.EventId, out var row))
        {
            Add(FindingKind.Lost, $"answered {posting.Outcome} as event {posting.EventId}, which is not on disk", key);
            return;
        }

        var isTold = posting.Outcome == PostOutcome.Ignored ? row.Verdict == StoredVerdict.Ignored
            : posting.Outcome == PostOutcome.Accepted ? row.Verdict == StoredVerdict.Accepted && row.Key == key.Name
            : row.Verdict == StoredVerdict.Duplicate && row.TwinId is { } twin && _rows.Events.GetValueOrDefault(twin) is { Verdict: StoredVerdict.Accepted } original && original.Key == key.Name;
        if (!isTold)
        {
            // Its number may have gone to another event after a crash: then nothing is left of this one.
            var isGone = key.Verdict == PostOutcome.Accepted && !_acceptedByName.ContainsKey(key.Name);
            Add(isGone ? FindingKind.Lost : FindingKind.Wrong, $"answered {posting.Outcome} as event {posting.EventId}, but on disk that is {row}", key, row.Id);
        }

        if ((key.Verdict == PostOutcome.Ignored) != (posting.Outcome == PostOutcome.Ignored))
        {
            Add(FindingKind.Wrong, $"answered {posting.Outcome} where {key.Verdict} was due: {posting.Words}", key, row.Id);
        }
    }

    /// <summary>Each accepted event is one the cores told, once.</summary>
    private void CheckEvents()
    {
        foreach (var (name, rows) in _acceptedByName)
        {
            var key = _byName.GetValueOrDefault(name);
            if (key is null)
            {
                Add(FindingKind.Wrong, $"event {name} was accepted, but nobody told it", key, rows[0].Id);
            }
            else if (rows.Count > 1)
            {
                Add(FindingKind.Doubled, $"accepted {rows.Count} times", key, [.. rows.Select(row => row.Id)]);
            }
        }
    }

    /// <summary>Each accepted event has one message, at its end, that tells what Twilio would tell.</summary>
    private void CheckMessages()
    {
        foreach (var row in _acceptedByName.Values.SelectMany(rows => rows).Where(row => _byName.ContainsKey(row.Key)))
        {
            var key = _byName[row.Key];
            if (row.IsPending || !_rows.Messages.TryGetValue(row.Id, out var message))
            {
                Add(FindingKind.Lost, "accepted, and never taken up", key, row.Id);
            }
            else if (message.IsInDoubt)
            {
                continue; // whether that is true the SMS themselves tell
            }
            else if (message.IsDue || message.Status is StoredStatus.Queued or StoredStatus.Sending)
            {
                Add(FindingKind.Lost, $"still {message.Status}: {message.Reason} {message.Detail}", key, row.Id);
            }
            else if (key.Expected is null != (message.Status == StoredStatus.DeadLettered))
            {
                Add(key.Expected is null ? FindingKind.Wrong : FindingKind.Lost, $"ended {message.Status}: {message.Reason} {message.Detail}", key, row.Id);
            }
            else if (key.Expected is { } expected && !IsTrue(message, expected))
            {
                Add(FindingKind.Wrong, $"recorded as {message}, expected {expected}", key, row.Id);
            }
        }

        foreach (var shared in _rows.Messages.Values.Where(message => message.ProviderId is not null).GroupBy(message => message.ProviderId, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Add(FindingKind.Wrong, $"{shared.Key} belongs to several messages", key: null, [.. shared.Select(message => message.EventId)]);
        }
    }

    private bool IsTrue(MessageRecord message, ExpectedSms expected) =>
        message.Recipient == expected.To && (ByRoutes || message.Sender == expected.Sender) && message.Body == expected.Body
        && message.ProviderId is { } sid && _bySid.TryGetValue(sid, out var sms) && Is(sms) == expected;

    /// <summary>As many SMS of one text from one sender to one number as there are events that call for it.</summary>
    private void CheckSms()
    {
        var wanted = _byName.Values.Where(key => key.Expected is not null).GroupBy(key => key.Expected!).ToDictionary(group => group.Key, group => group.ToList());
        var taken = _sms.GroupBy(Is).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (expected, keys) in wanted)
        {
            var events = keys.SelectMany(key => _acceptedByName.GetValueOrDefault(key.Name) ?? []).ToList();
            var due = events.DistinctBy(row => row.Key, StringComparer.Ordinal).Count();
            var sms = taken.GetValueOrDefault(expected) ?? [];
            var inDoubt = events.Count(row => _rows.Messages.GetValueOrDefault(row.Id)?.IsInDoubt == true);
            if (sms.Count > due || sms.Count < due - inDoubt)
            {
                _findings.Add(new Finding(
                    sms.Count < due ? FindingKind.Lost : FindingKind.Doubled, $"{due} SMS due, {sms.Count} taken: {expected}", keys[0],
                    [.. events.Select(row => row.Id)], sms));
            }
        }

        foreach (var (unwanted, sms) in taken.Where(entry => !wanted.ContainsKey(entry.Key)))
        {
            _findings.Add(new Finding(FindingKind.Wrong, $"an SMS nobody asked for: {unwanted}", Key: null, [.. sms.Select(CallbackCheck.EventOf)], sms));
        }
    }

    private ExpectedSms Is(StandInMessageView sms) => ByRoutes ? new("", "", sms.To, sms.Body) : new(sms.AccountSid, sms.MessagingServiceSid ?? sms.From ?? "", sms.To, sms.Body);

    private void Add(FindingKind kind, string words, HookKey? key, params IReadOnlyList<long> eventIds) =>
        _findings.Add(new Finding(kind, key is null ? words : $"{key.Name}: {words}", key, eventIds, [.. _sms.Where(sms => eventIds.Contains(CallbackCheck.EventOf(sms)))]));
}
