using System.Collections.Frozen;

namespace SmsBridge.Messages;

/// <summary>Why something was not sent, or waits: a code for programs, words for people.</summary>
/// <param name="Meaning">One sentence a support agent can read to a client.</param>
/// <param name="Remedy">Who does what next; empty when there is nothing to do.</param>
internal sealed record Reason(string Code, string Meaning, string Remedy);

/// <summary>Every reason the bridge gives, in one place. Codes are stored and never change their meaning.</summary>
internal static class Reasons
{
    // Hooks: why an event is not accepted.
    public const string Repeated = "repeated";
    public const string NotHandled = "not_handled";
    public const string FailedInCore = "failed_in_core";
    public const string CollectionSheet = "collection_sheet";
    public const string NoClient = "no_client";
    public const string MissingKey = "missing_key";
    public const string UnknownKey = "unknown_key";
    public const string ForeignKey = "foreign_key";
    public const string ExpiredKey = "expired_key";
    public const string OutOfScope = "out_of_scope";
    public const string MissingHeader = "missing_header";
    /// <summary>A resend takes number and text of such an event from its hook again.</summary>
    private const string OwnText = "What the core wrote itself (sms/send, campaigns) stays as it is: let the core send it anew.";

    public const string MalformedBody = "malformed_body";
    public const string TooLarge = "too_large";
    public const string TrustUsedUp = "trust_used_up";

    // Messages: why one waits or was given up.
    public const string NoNumber = "no_number";
    public const string InvalidNumber = "invalid_number";
    public const string NotTextable = "not_textable";
    public const string NoOfficer = "no_officer";
    public const string EmptyText = "empty_text";
    public const string TextTooLong = "text_too_long";
    public const string NotFoundInCore = "not_found_in_core";
    public const string RolledBack = "rolled_back";
    public const string NotCommitted = "not_committed";
    public const string ReversedInCore = "reversed_in_core";
    public const string NotARepayment = "not_a_repayment";
    public const string OtherTransaction = "other_transaction";
    public const string NotSoInCore = "not_so_in_core";
    public const string NotCertain = "not_certain";
    public const string ReceiptNotSent = "receipt_not_sent";
    public const string SwitchedOff = "switched_off";
    public const string BookedBack = "booked_back";
    public const string MissingValue = "missing_value";
    public const string NotAsRegistered = "not_as_registered";
    public const string QuietHours = "quiet_hours";
    public const string HeldByRule = "held_by_rule";
    public const string DayLimit = "day_limit";
    public const string HeldAsSurge = "held_as_surge";
    public const string SpendCap = "spend_cap";
    public const string Digest = "digest";
    public const string ToldInDigest = "told_in_digest";
    public const string ToldToMembers = "told_to_members";
    public const string ImportPause = "import_pause";
    public const string CoreUnavailable = "core_unavailable";
    public const string CoreCredentials = "core_credentials";
    public const string CoreForbidden = "core_forbidden";
    public const string CoreMisconfigured = "core_misconfigured";
    public const string CoreNotSet = "core_not_set";
    public const string ProviderBusy = "provider_busy";
    public const string ProviderCredentials = "provider_credentials";
    public const string ProviderConfiguration = "provider_configuration";
    public const string ProviderRejected = "provider_rejected";
    public const string OptedOut = "opted_out";
    public const string NoConsent = "no_consent";
    public const string OutcomeUnknown = "outcome_unknown";
    public const string RetriesExhausted = "retries_exhausted";
    public const string DeliveryFailed = "delivery_failed";
    public const string ResendPlanned = "resend_planned";
    public const string NextRoute = "next_route";
    public const string DeliversBadly = "delivers_badly";
    public const string RouteOff = "route_off";
    public const string ForgedReceipt = "forged_receipt";
    public const string ClosedAfterRestore = "closed_after_restore";
    public const string LookedFor = "looked_for";
    public const string Reconciling = "reconciling";
    public const string TooLate = "too_late";
    public const string CodeExpired = "code_expired";
    public const string TenantDeleted = "tenant_deleted";
    public const string SecretsLost = "secrets_lost";
    public const string PausedByOperator = "paused_by_operator";
    public const string Resent = "resent";
    public const string Cancelled = "cancelled";
    public const string Erased = "erased";
    public const string InternalError = "internal_error";

    private static readonly FrozenDictionary<string, Reason> All = new Reason[]
    {
        new(Repeated, "The core had already reported this event; it counts as that one, which says what became of the SMS.", ""),
        new(NotHandled, "No SMS belongs to this kind of event, or the tenant does not tell of it.", "Switch the event on under Texts (text set), if it has a text. Else remove it from the hook if it is not needed."),
        new(FailedInCore, "The core rejected this transaction, or it still waits for approval there.", "Nothing: once it is approved the core reports it again."),
        new(CollectionSheet, "The hook is a collection sheet: it stands for the payments of many clients, and each payment has an event of its own.", "Look for the client's own event. What the detail says was not told, tell the clients yourself, if it matters."),
        new(NoClient, "The event belongs to a group, not to one client.", "Set the rule groupRole of this event, and one member is told, or groupTo, and all are (Texts on the tenant's page, or text set --group-role, --group-to members); else tell the members yourself."),
        new(MissingKey, "The hook came without an API key.", "Use the core's \"SMS Bridge\" hook template, which sends one."),
        new(UnknownKey, "The hook came with an API key the bridge does not know.", "Delete the hook in the core and create it anew, so that it registers again."),
        new(ForeignKey, "The hook came with the API key of another tenant.", "Delete the hook in the core and create it anew, so that it registers again."),
        new(ExpiredKey, "The hook came with a program's key that has expired.", "Make the program a new key: Keys on the tenant's page, or key add."),
        new(OutOfScope, "The hook came with a program's key that is not for posting hooks.", "Make the program a key with the scope hooks: Keys on the tenant's page, or key add."),
        new(MissingHeader, "The hook lacks a header that says what happened and where.", "Check that a proxy on the way does not drop X-Fineract-* or X-Mifos-* headers."),
        new(MalformedBody, "The body of the hook could not be read, or lacks what this event needs.", "Send what the detail names; where it names nothing, check the hook's content type (json) and any proxy on the way."),
        new(TooLarge, "The hook was larger than the bridge takes (Hooks:MaxBodyBytes).", "Hooks are small; check what is sent to this address."),
        new(TrustUsedUp, "The tenant is taken on trust, and has sent as many events as one may that nobody has proved.", "Mend what keeps core or provider from confirming it, then verify the tenant."),
        new(NoNumber, "The client has no mobile number in the core, or the core's own text came without one.", $"Enter the mobile number in the core, then resend. {OwnText}"),
        new(InvalidNumber, "The mobile number is not a telephone number, it can not be told where it ends, or it has no country code and there is no default region.", "Correct the number, or set Numbers:DefaultRegion or the tenant's defaultRegion, then resend. A number the core wrote into the hook itself (sms/send) stays as it is: let the core send it anew."),
        new(NotTextable, "The client's number can not receive SMS (a landline or service number).", $"Enter a mobile number in the core, then resend. {OwnText}"),
        new(NoOfficer, "It is a copy for the loan officer, and the core names none that can be told; the detail says why. The client's own SMS is another message.", "Set the loan officer, or the officer's mobile number, in the core; the next copies go out then."),
        new(EmptyText, "The text to send was empty.", $"Correct the template, then resend. {OwnText}"),
        new(TextTooLong, "The text is longer than the 1600 characters an SMS can carry, or takes more than ten parts with this client's values.", $"Shorten the template, then resend. {OwnText}"),
        new(NotFoundInCore, "The core does not know the client, loan or transaction, or the bridge's user may not see its office.", "Give the bridge a head-office user with READ_CLIENT and READ_LOAN. What still waits goes out by itself then; resend what was given up."),
        new(RolledBack, "The core took back what this text is about before it was done: it has no such text on its record.", ""),
        new(NotCommitted, "The core writes such a text before what it is about is certain; the bridge waits a moment, and asks.", "Nothing: it goes out by itself then."),
        new(ReversedInCore, "The transaction was undone in the core before the SMS went out.", ""),
        new(NotARepayment, "The core's record of this transaction is not a repayment.", "Check the hook's events."),
        new(OtherTransaction, "The core's record of this transaction is of another kind than the event.", "Check the hook's events."),
        new(NotSoInCore, "What the event told is no longer so in the core.", "Nothing: the client would have been told something that does not hold."),
        new(NotCertain, "What the event is about can not be told for certain from what the core says, so nothing was sent.", "Tell the client yourself, if it matters."),
        new(ReceiptNotSent, "No receipt that it takes back is known to have reached the client, so nothing was sent.", "If the detail says that this could not be found out, tell the client."),
        new(SwitchedOff, "The tenant has switched off the texts of this event since.", "Switch the event on, then resend if it is still useful."),
        new(BookedBack, "It was booked for a day that is long past, as when old records are brought into the core, so nothing was sent.", "Tell the client yourself, if it matters."),
        new(MissingValue, "The core has no value for a variable that the text needs.", "Enter it in the core, or write {{#if}} around it in the text, then resend."),
        new(NotAsRegistered, "With its values the text is not what its registered template allows, so the operators would not pass it on; the detail names the part.", "Shorten the value in the core, or publish the text under a template that has room for it, then resend."),
        new(QuietHours, "It waits for the end of the tenant's quiet hours.", "Nothing: it goes out by itself then. But where the detail says that the machine does not know the time zone, install its data (tzdata) or set another zone."),
        new(HeldByRule, "A rule of the tenant for this event is against it; the detail names it.", "Change the rule if it is not meant so, then resend."),
        new(DayLimit, "The client had been sent as many SMS of this kind in one day as the tenant's rule atMost allows; the detail says how many, and which day.", "Nothing, or resend this one: what a person sends anew is not held by the rule. Raise the rule if more are wanted every day."),
        new(HeldAsSurge, "Far more than usual came in that hour, so it waits for a person to release or cancel it; the detail names the rule.", "Look whether it is meant to go out, then release or cancel all that is held: Holding on the tenant's page, or surge release, surge cancel."),
        new(SpendCap, "So much of what the tenant's SMS may cost in a month is spent that such texts wait; the detail names the rule.", "Raise the cap, or release or cancel all that is held: Holding on the tenant's page, or spend set, spend release, spend cancel. In the new month it goes out by itself, unless it is too old by then."),
        new(Digest, "It waits to be told in one SMS with the client's other receipts of the day, at the time that the tenant has set.", "Nothing: it goes out by itself then. To have each receipt told at once: Holding on the tenant's page, or digest off."),
        new(ToldInDigest, "It was told in one SMS with the client's other receipts of the day; the detail names the message that carried it, and what became of that SMS stands there.", "Look at that message. To tell the client again, send that one anew."),
        new(ToldToMembers, "It is a group's, and each active member of the group is told by a message of its own; the timeline names them, and what became of each stands there.", "Look at the member's message. To tell a member again, send that one anew."),
        new(ImportPause, "It came while old records were brought into the core (an import pause), so it was recorded and nothing was sent.", "Resend if the client should hear of it after all. If the import is done, end the pause: Holding on the tenant's page, or import end."),
        new(CoreUnavailable, "The core could not be reached; the bridge keeps trying.", "Check that the core runs and is reachable from the bridge."),
        new(CoreCredentials, "The core refuses the bridge's user name or password; the SMS waits.", "Renew the credential: create the hook anew, or set Core:Tenants."),
        new(CoreForbidden, "The core lets the bridge's user in, but not look at what the SMS is about; the SMS waits.", "Give the user READ_CLIENT and READ_LOAN in the core, and what the detail names; the bridge looks every few minutes and goes on by itself (at once, where the tenant is paused: tenant resume)."),
        new(CoreMisconfigured, "The core does not answer as a Fineract core for this tenant should; the SMS waits.", "Check the endpoint and the tenant identifier."),
        new(CoreNotSet, "The bridge has no usable address or credential for this core; the SMS waits.", "Set or allow the core's address (Core:AllowedEndpoints, Core:DefaultEndpoint, Core:Tenants), or register again with one that is allowed."),
        new(ProviderBusy, "The SMS provider could not be reached, or could not take it now; the bridge keeps trying.", ""),
        new(ProviderCredentials, "The SMS provider refuses the account: its credentials are wrong, or it has no credit left; the SMS waits.", "Look at the account at the provider: top it up, or give its current token (the registered one: register the tenant again; a further one: route account). Where the provider can not be asked, then: tenant resume, or route release."),
        new(ProviderConfiguration, "The SMS provider refuses the sender or its set-up, or reports that the account has no credit left.", "Correct the sender or its permissions at the provider, or top the account up. What waits goes out by itself then; resend what was given up."),
        new(ProviderRejected, "The SMS provider refused this message.", "See the provider's code and words."),
        new(OptedOut, "The client opted out of SMS of one of the tenant's senders, by a reply or by what the provider says.", "The client can reply START where the provider passes replies on; else, when the client asks for it, lift it (Opt-outs on the tenant's page, tenant opt-in), then resend."),
        new(NoConsent, "The client has not agreed to texts of this class, or took it back; the detail names the class and the rule.", "When the client agrees, record it (Opt-outs on the tenant's page, consent set), then resend. A STOP is another matter: it blocks every class, and a START that lifts it gives no consent."),
        new(OutcomeUnknown, "The provider's answer was lost: the SMS may or may not have left.", "Nothing while the bridge finds out. Once it is given up: look for it at the provider, and resend it with force if it is not there."),
        new(RetriesExhausted, "Every try failed.", "See the attempts, mend the cause, then resend."),
        new(DeliveryFailed, "The carrier could not deliver the SMS.", "Check the number with the client; resend if it is right."),
        new(ResendPlanned, "The carrier could not deliver the SMS for a reason that may pass; one more is sent later.", ""),
        new(NextRoute, "It certainly did not go out by one of the tenant's routes, and goes by the next one.", ""),
        new(DeliversBadly, "The route has delivered too few of its latest SMS, and is left out for a while.", "Ask its provider why. It is taken up again by itself, or by you (route release)."),
        new(RouteOff, "A person has switched the route off: nothing goes by it.", "Take it up again when it may serve (Routes on the tenant's page, or route release)."),
        new(ForgedReceipt, "Somebody reported a status of this SMS without the provider's signature; it was refused.", "If it was the provider: Bridge:PublicUrl must be the address it calls, and the secret right that it signs with: Twilio's auth token or SharedKey, Vonage's signature secret (smsProviderSharedKey)."),
        new(ClosedAfterRestore, "It waited when a backup was made that was put back since; it may have been sent in between.", "Look for it at the provider, and resend it with force if it is not there."),
        new(LookedFor, "A backup was put back, and it may have been sent before that; it is looked for at the provider.", "Nothing: it is sent if it is certainly not there. The detail says what is not certain yet."),
        new(Reconciling, "A backup was put back; it waits until it is known what was sent since the backup.", "Nothing: it goes out by itself then. smsbridge restore status says what is still asked."),
        new(CodeExpired, "It is a two-factor code, which is of use for five minutes; it could not be sent in that time.", "Ask for a new code where you sign in to the core."),
        new(TooLate, "It could not be sent in time and would only confuse now.", "Resend if it is still useful."),
        new(TenantDeleted, "The tenant was deleted at the bridge.", ""),
        new(SecretsLost, "The stored credentials can not be decrypted: the key ring is not the one they were stored with.", "Restore the key ring, or register the tenant again."),
        new(PausedByOperator, "The tenant was paused by an operator; its SMS wait.", "Resume the tenant when the cause is mended."),
        new(Resent, "Queued anew on request.", ""),
        new(Cancelled, "An operator cancelled it before it was sent.", "Resend if it is wanted after all."),
        new(Erased, "The client's data were erased at the bridge: number, text and raw hook are gone, and nothing more is sent of it.", ""),
        new(InternalError, "The bridge failed on this message.", "See the log at that time, and report it."),
    }.ToFrozenDictionary(reason => reason.Code, StringComparer.Ordinal);

    /// <summary>Given up for this it may have left all the same: nobody sends it anew without having looked at the provider.</summary>
    public static bool MayHaveLeft(string? code) => code is OutcomeUnknown or ClosedAfterRestore;

    /// <summary>Given up for this, no client was to be told: somebody wanted it so, there was nothing true to tell any more, or another SMS told it.</summary>
    public static bool NotToBeTold(string? code) => code is ImportPause or ToldInDigest or ToldToMembers or SwitchedOff or OptedOut or NoConsent or HeldByRule or DayLimit or BookedBack or Cancelled or Erased or NoOfficer
        or RolledBack or ReversedInCore or NotSoInCore;

    /// <summary>The words for a code; a code of a newer version is shown as it is.</summary>
    public static Reason Explain(string code) => All.TryGetValue(code, out var reason) ? reason : new Reason(code, code, "");

    /// <summary>The same of a message of this status: whether somebody still finds out what became of it is a matter of that.</summary>
    /// <param name="status">Null: it is an event without a message.</param>
    public static Reason Explain(string code, MessageStatus? status) =>
        (code, status) switch
        {
            (ReceiptNotSent, MessageStatus.Queued) => new(code, "It waits until it is known whether the receipt that it takes back was sent.", ""),
            (OutcomeUnknown, MessageStatus.Sending) => new(code, "The provider's answer was lost; the bridge is finding out whether the SMS left before it does anything.", ""),
            (OutcomeUnknown, MessageStatus.Queued) => Explain(code) with { Remedy = "" }, // the tenant's rule sends it once more
            (OutcomeUnknown, MessageStatus.DeadLettered) => new(
                code, "The provider's answer was lost, and it could not be found out whether the SMS left: it may have, or not.",
                "Look for it at the provider, and resend it with force if it is not there."),
            _ => Explain(code),
        };

    public static IEnumerable<Reason> Catalogue => All.Values;
}
