using System.Collections.Frozen;

namespace SmsBridge.Messages;

/// <summary>
/// What support staff can say to the client who asks why there was no SMS: nothing about cores, keys and providers, and never a promise the
/// bridge does not keep. One for every reason a message can wait or be given up for.
/// </summary>
internal static class ClientWords
{
    private const string OurSetUp = "We could not send the SMS for a reason on our side, and are mending it. The payment or change itself is not affected.";

    private const string Delayed = "The SMS is delayed for a reason on our side. We send it once that is mended, unless it is too old by then. The payment or change itself is not affected.";
    private const string NotSure = "We could not be sure of the details, so no SMS was sent.";
    private const string NumberWrong = "The mobile number we have on file can not receive SMS. Please tell us the right one.";

    /// <summary>Whatever became of it: the client's own has words of its own.</summary>
    public const string OfOfficerCopy = "That SMS is for our own staff. Yours is another one.";

    private static readonly FrozenDictionary<string, string> All = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Reasons.NoNumber] = "We have no mobile number of yours on file. Please tell us one for the next SMS.",
        [Reasons.InvalidNumber] = "The mobile number we have on file is not complete or has a mistake. Please tell us the right one.",
        [Reasons.NotTextable] = NumberWrong,
        [Reasons.NoOfficer] = OfOfficerCopy,
        [Reasons.EmptyText] = OurSetUp,
        [Reasons.TextTooLong] = OurSetUp,
        [Reasons.NotFoundInCore] = OurSetUp,
        [Reasons.RolledBack] = "The booking was undone before the SMS went out, so none was sent.",
        [Reasons.NotCommitted] = "The SMS is about to be sent.",
        [Reasons.ReversedInCore] = "The booking was undone before the SMS went out, so none was sent.",
        [Reasons.NotARepayment] = NotSure,
        [Reasons.OtherTransaction] = NotSure,
        [Reasons.NotSoInCore] = "It was changed again before the SMS went out, so none was sent.",
        [Reasons.NotCertain] = NotSure,
        [Reasons.ReceiptNotSent] = "We did not send an SMS about the booking being undone. If you had one about the booking itself, it no longer holds.",
        [Reasons.SwitchedOff] = "There is no SMS for this kind of booking any more.",
        [Reasons.BookedBack] = "It was entered into our books later, so no SMS was sent.",
        [Reasons.MissingValue] = OurSetUp,
        [Reasons.NotAsRegistered] = OurSetUp,
        [Reasons.QuietHours] = "We send this kind of SMS only at certain hours of the day.",
        [Reasons.HeldAsSurge] = "Very many SMS came at once, and we are checking them before they are sent. The payment or change itself is not affected.",
        [Reasons.SpendCap] = "We send only so many SMS in a month, and yours waits. The payment or change itself is not affected.",
        [Reasons.Digest] = "We tell you all your payments of the day in one SMS, later today or tomorrow.",
        [Reasons.ToldInDigest] = "It was in the SMS about all your payments of that day.",
        [Reasons.ToldToMembers] = "It is your group's, and each member has an SMS of its own.",
        [Reasons.ImportPause] = "It was entered while we brought older records into our books, so no SMS was sent.",
        [Reasons.HeldByRule] = "There is no SMS for this booking.",
        [Reasons.DayLimit] = "We send only so many SMS of this kind in a day, and you had had them. The payment or change itself is not affected.",
        [Reasons.CoreUnavailable] = Delayed,
        [Reasons.CoreCredentials] = Delayed,
        [Reasons.CoreForbidden] = Delayed,
        [Reasons.CoreMisconfigured] = Delayed,
        [Reasons.CoreNotSet] = Delayed,
        [Reasons.ProviderBusy] = "The SMS is delayed; we keep trying to send it. The payment or change itself is not affected.",
        [Reasons.ProviderCredentials] = Delayed,
        [Reasons.ProviderConfiguration] = OurSetUp,
        [Reasons.ProviderRejected] = "Our SMS company did not take the message for this number.",
        [Reasons.OptedOut] = "You are on record as wanting no SMS from us, so we may not send any. If you want them again, tell us, or reply START to the number you wrote STOP to.",
        [Reasons.NoConsent] = "You have not agreed to SMS of this kind from us, or no longer want them, so we did not send it. If you want them, tell us.",
        [Reasons.OutcomeUnknown] = "The SMS was probably sent, but we can not be sure of it.",
        [Reasons.RetriesExhausted] = "We tried several times and could not send the SMS. The payment or change itself is not affected.",
        [Reasons.DeliveryFailed] = "Your carrier could not deliver the SMS. Is the number right, and was the phone on and in reach?",
        [Reasons.ClosedAfterRestore] = "The SMS may have been sent already; we can not be sure of it. The payment or change itself is not affected.",
        [Reasons.LookedFor] = "The SMS may have been sent already; we are making sure before we send it, so that you do not get it twice.",
        [Reasons.Reconciling] = Delayed,
        [Reasons.CodeExpired] = "The code could not be sent while it was of use. Please ask for a new one.",
        [Reasons.TooLate] = "The SMS could not be sent in time, and would only confuse now. The payment or change itself is not affected.",
        [Reasons.TenantDeleted] = "We no longer send SMS for this institution.",
        [Reasons.SecretsLost] = Delayed,
        [Reasons.PausedByOperator] = Delayed,
        [Reasons.ResendPlanned] = "Your carrier could not deliver the SMS just then; we send it once more a little later.",
        [Reasons.NextRoute] = "The SMS is being sent another way.",
        [Reasons.Resent] = "The SMS is being sent again.",
        [Reasons.Erased] = "Your data were erased here, so we can not tell more about this SMS.",
        [Reasons.Cancelled] = "We held this SMS back on purpose.",
        [Reasons.InternalError] = OurSetUp,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Something of ours is wrong: what still waits goes out once that is mended.</summary>
    public static string OurSetUpOf(MessageStatus status) => status == MessageStatus.Queued ? Delayed : OurSetUp;

    /// <summary>Null for reasons that only hooks have: no client waits for those.</summary>
    public static string? Of(string reason) => All.GetValueOrDefault(reason);

    /// <summary>The same of a message of this status.</summary>
    public static string? Of(string reason, MessageStatus status) =>
        (reason, status) switch
        {
            (Reasons.ReceiptNotSent, MessageStatus.Queued) => "We are making sure what we told you about this booking; then we tell you that it was undone.",
            (Reasons.OutcomeUnknown, MessageStatus.Sending) => "The SMS was probably sent; we are making sure before we send it again, so that you do not get it twice.",
            (Reasons.OutcomeUnknown, MessageStatus.Queued) => "The SMS was probably sent, but we can not be sure of it. We send it once more, so you may get it twice.",
            (Reasons.OutcomeUnknown, MessageStatus.DeadLettered) => "The SMS may have left or not; we could not find out. The payment or change itself is not affected.",
            _ => Of(reason) is OurSetUp ? OurSetUpOf(status) : Of(reason),
        };
}
