using System.Globalization;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>What a callback told and the bridge confirmed is on disk; what a forged one told is not, and was refused.</summary>
internal static class CallbackCheck
{
    public static IEnumerable<Finding> Check(BridgeRows rows, IReadOnlyList<StandInMessageView> all)
    {
        foreach (var sms in all)
        {
            foreach (var forged in sms.Callbacks.Where(callback => callback is { IsForged: true, Answer: >= 200 and < 300 }))
            {
                yield return New($"a forged callback was answered {forged.Answer}", sms);
            }

            // One whose record names another SMS is told by the other checks.
            if (rows.Messages.GetValueOrDefault(EventOf(sms)) is { } message && message.ProviderId == sms.Sid && Contradiction(message.Status, sms) is { } words)
            {
                yield return New(words, sms);
            }
        }
    }

    /// <summary>The number the bridge gave it, from the callback's URL; 0 when there is none.</summary>
    public static long EventOf(StandInMessageView sms) =>
        sms.StatusCallback is { } url && long.TryParse(url.Split('#')[0].Split('/')[^1], CultureInfo.InvariantCulture, out var id) ? id : 0;

    private static string? Contradiction(StoredStatus stored, StandInMessageView sms)
    {
        var told = sms.Callbacks.Where(callback => callback is { IsForged: false, Answer: >= 200 and < 300 })
            .Select(callback => Meaning(callback.Status)).DefaultIfEmpty(StoredStatus.Sent).Max();
        var isBehind = told > StoredStatus.Sent && stored != told;
        var isInvented = stored > StoredStatus.Sent && stored != Meaning(sms.Status);
        return isBehind || isInvented ? $"the callbacks told {told}, Twilio has {sms.Status}, the bridge has {stored}" : null;
    }

    private static StoredStatus Meaning(string provider) => provider switch
    {
        "delivered" => StoredStatus.Delivered,
        "undelivered" => StoredStatus.Undelivered,
        "failed" => StoredStatus.Failed,
        _ => StoredStatus.Sent,
    };

    private static Finding New(string words, StandInMessageView sms) => new(FindingKind.Wrong, words, Key: null, [EventOf(sms)], [sms]);
}
