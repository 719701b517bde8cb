using System.Collections.Frozen;
using System.Globalization;
using System.Net;

namespace SmsBridge.Gateways.Twilio;

/// <summary>Whether a failed message may be tried again, and how.</summary>
internal enum TwilioRetry
{
    /// <summary>The same request would fail again.</summary>
    Never,

    /// <summary>Not processed: the same request is safe to repeat.</summary>
    Again,

    /// <summary>May have been processed: find out before repeating.</summary>
    Reconcile,

    /// <summary>Taken, then lost on the way: one more SMS, billed again, may help. Never more than one for texts about money.</summary>
    ResendOnce,
}

/// <summary>One error code of Twilio's.</summary>
/// <param name="Meaning">What happened, in words for support staff.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Wait">How long to leave it at least, when the code itself says so.</param>
internal sealed record TwilioCode(
    int Code, FailureClass Class, TwilioRetry Retry, string Meaning, string Remedy, TimeSpan? Wait = null)
{
    /// <summary>This number can not get an SMS, whoever sends it and whatever it says: wrong, unknown to its carrier, a landline.</summary>
    public bool IsOfTheNumber => Code is 21211 or 21214 or 21217 or 21604 or 21614 or 21635 or 30005 or 30006;
}

/// <summary>Twilio's error codes and what they mean for us; the only place that knows them (twilio.md 5).</summary>
internal static partial class TwilioCodes
{
    /// <summary>Account, sender or callback are wrong whoever the recipient is.</summary>
    private static readonly FrozenSet<int> OfTheTenant = FrozenSet.ToFrozenSet(
        [20008, 20404, 21212, 21601, 21603, 21609, 21659, 21660, 21661, 21703, 21704, 21705]);

    public static IReadOnlyList<TwilioCode> All => Table;

    /// <summary>Null for codes that twilio.md 5 does not have.</summary>
    public static TwilioCode? Find(int code) => ByCode.GetValueOrDefault(code);

    /// <summary>For codes as stored: <c>30003</c>; null for our own words (<c>http-404</c>, <c>timeout</c>) and unknown codes.</summary>
    public static TwilioCode? Find(string? code) =>
        int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Find(number) : null;

    /// <summary>
    /// Whom a refusal for the set-up concerns. 21606 says that the sender is wrong "for this recipient", and is what a sender that the account does
    /// not own gets too; no code at all says nothing either.
    /// </summary>
    public static RejectionScope ScopeOf(int? code) =>
        code switch
        {
            null or 21606 => RejectionScope.PerhapsTenant,
            { } known when OfTheTenant.Contains(known) => RejectionScope.Tenant,
            _ => RejectionScope.Message,
        };

    /// <summary>
    /// What an error answer to a create request means. A code we know decides; otherwise the HTTP status does, and only
    /// 4xx is proof that nothing was processed.
    /// </summary>
    public static (FailureClass Class, TwilioRetry Retry, TimeSpan? Wait) JudgeCreate(int httpStatus, int? code)
    {
        var known = code is { } number ? Find(number) : null;
        if (httpStatus >= 500)
        {
            // Behind a 5xx only a code that says "not processed" is believed.
            return known is { Retry: TwilioRetry.Again }
                ? (known.Class, TwilioRetry.Again, known.Wait)
                : (FailureClass.Transient, TwilioRetry.Reconcile, null);
        }

        if (known is not null)
        {
            return (known.Class, known.Retry, known.Wait);
        }

        return (HttpStatusCode)httpStatus switch
        {
            HttpStatusCode.Unauthorized => (FailureClass.Credentials, TwilioRetry.Never, null),
            HttpStatusCode.TooManyRequests => (FailureClass.Throttled, TwilioRetry.Again, null),
            // Something between us and Twilio gave up waiting; for what, it does not say.
            HttpStatusCode.RequestTimeout => (FailureClass.Transient, TwilioRetry.Reconcile, null),
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                or HttpStatusCode.ProxyAuthenticationRequired => (FailureClass.Configuration, TwilioRetry.Never, null),
            >= HttpStatusCode.BadRequest => (FailureClass.Permanent, TwilioRetry.Never, null),
            _ => (FailureClass.Configuration, TwilioRetry.Never, null), // 3xx: this is not the API
        };
    }
}
