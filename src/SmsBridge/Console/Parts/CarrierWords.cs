using System.Collections.Frozen;
using SmsBridge.Messages;

namespace SmsBridge.Console.Parts;

/// <summary>
/// What to say to a client about the codes Twilio gives for carriers and numbers (twilio.md 5): its own words are for whoever runs the sender.
/// </summary>
internal static class CarrierWords
{
    private const string Silent = "Your carrier did not deliver the SMS and does not say why. Is the phone on, and do other SMS arrive?";

    private static readonly string NumberWrong = ClientWords.Of(Reasons.NotTextable)!;

    private static readonly FrozenDictionary<int, string> All = new Dictionary<int, string>
    {
        [21211] = NumberWrong,
        [21214] = NumberWrong,
        [21217] = NumberWrong,
        [21610] = ClientWords.Of(Reasons.OptedOut)!,
        [21614] = NumberWrong,
        [30003] = "Your phone could not be reached: it was switched off, out of coverage or roaming. Is it reachable now?",
        [30004] = "Your carrier or a do-not-disturb list blocks our SMS. Please ask your carrier to let them through.",
        [30005] = NumberWrong,
        [30006] = NumberWrong,
        [30007] = "Your carrier's filter held our SMS back. We are looking into it.",
        [30008] = Silent,
        [30017] = "Your carrier's network was too busy just then.",
        [30410] = Silent,
    }.ToFrozenDictionary();

    /// <summary>Null where Twilio's meaning has to do.</summary>
    public static string? Of(int code) => All.GetValueOrDefault(code);
}
