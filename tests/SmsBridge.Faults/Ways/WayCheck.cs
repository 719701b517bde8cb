using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults.Ways;

/// <summary>
/// What conservation can not know of the other ways: that every act came by one of them, that a call of a campaign is on disk as a whole or not at all, and that the core was told of
/// each text what Twilio has. How many SMS there are of each <see cref="Conservation"/> counts.
/// </summary>
internal static class WayCheck
{
    private const int Sent = 200;
    private const int Delivered = 300;
    private const int Failed = 400;

    /// <param name="statuses">What the core has of its texts, by their numbers.</param>
    public static IEnumerable<Finding> Check(
        IReadOnlyList<HookKey> acts, IReadOnlyList<CampaignCall> calls, IReadOnlyDictionary<long, int> statuses, BridgeRows rows, IReadOnlyList<StandInMessageView> sms)
    {
        var accepted = rows.Events.Values.Where(row => row.Verdict == StoredVerdict.Accepted).ToLookup(row => row.Key, StringComparer.Ordinal);
        var taken = sms.ToLookup(one => (one.To, one.Body));
        foreach (var act in acts.Where(act => !accepted.Contains(act.Name)))
        {
            yield return New(FindingKind.Lost, $"{act.Name}: came by no way, and was not found in the audit trail", act);
        }

        foreach (var call in calls)
        {
            var stored = call.Texts.Count(text => accepted.Contains(text.Key.Name));
            if (WhyWrong(call, stored) is { } words)
            {
                yield return New(call.Outcome == CallOutcome.Taken ? FindingKind.Lost : FindingKind.Wrong, $"a call of {call.Texts.Count} texts {words}", call.Texts[0].Key);
            }

            foreach (var (internalId, key) in call.Texts.Where(text => accepted.Contains(text.Key.Name)))
            {
                var (told, one) = (statuses[internalId], key.Expected is { } expected ? taken[(expected.To, expected.Body)].FirstOrDefault() : null);
                if (!IsTrue(told, key, one))
                {
                    yield return New(FindingKind.Wrong, $"{key.Name}: the core has {told}, Twilio has {one?.Status ?? "nothing"}", key);
                }
            }
        }
    }

    /// <summary>Each event of a broker, however often it came.</summary>
    public static IEnumerable<Finding> CheckRemembered(long published, long remembered)
    {
        if (remembered != published)
        {
            yield return New(remembered < published ? FindingKind.Lost : FindingKind.Wrong, $"{published} events were published, {remembered} are remembered", key: null);
        }
    }

    private static string? WhyWrong(CampaignCall call, int stored) =>
        call.Outcome switch
        {
            CallOutcome.Taken => stored == call.Texts.Count ? null : $"was answered 202, and {stored} are on disk",
            CallOutcome.Refused => stored == 0 ? null : $"was answered 503, and {stored} are on disk",
            CallOutcome.Lost => stored == 0 || stored == call.Texts.Count ? null : $"was cut off, and {stored} are on disk",
            _ => "was refused without a reason",
        };

    /// <summary>What nobody told the bridge (a lost callback) it may have asked for or not; that it goes on waiting for it is never true.</summary>
    private static bool IsTrue(int told, HookKey key, StandInMessageView? sms)
    {
        var final = key.Expected is null ? Failed : sms?.Status switch { "delivered" => Delivered, "undelivered" or "failed" => Failed, _ => Sent };
        var isTold = sms is null || sms.Callbacks.Any(callback => callback is { IsForged: false, Answer: >= 200 and < 300 } && callback.Status == sms.Status);
        return told == final || (!isTold && told == Sent);
    }

    private static Finding New(FindingKind kind, string words, HookKey? key) => new(kind, words, key, [], []);
}
