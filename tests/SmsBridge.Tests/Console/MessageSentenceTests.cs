using SmsBridge.Console.Pages.OneMessage;
using SmsBridge.Console.Parts;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Tests.Console;

public class MessageSentenceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 14, 3, 18, TimeSpan.Zero);

    public static TheoryData<string, string?, string?, string> Cases { get; } = new()
    {
        { "delivered", null, null, "Delivered at 14:03:22 UTC, 4 s after the payment." },
        { "sent", null, null, "Sent at 14:03:19 UTC, 1 s after the payment. The carrier has not confirmed it yet." },
        { "dead_lettered", "no_number", null, "Not sent: the client has no mobile number in the core." },
        { "dead_lettered", "invalid_number", null, "Not sent: the client's mobile number in the core is not a telephone number." },
        { "dead_lettered", "cancelled", null, "Not sent: an operator cancelled it." },
        { "dead_lettered", "opted_out", null, "Not sent: the client opted out of SMS of one of the tenant's senders, by a reply or by what the provider says." },
        { "dead_lettered", "provider_rejected", "21211", "Not sent: the recipient is not a valid phone number." },
        { "undelivered", "delivery_failed", "30003", "Not delivered: the handset could not be reached: switched off, out of coverage or roaming." },
        { "undelivered", "delivery_failed", null, "Not delivered: the carrier could not deliver the SMS." },
        { "failed", null, null, "Not delivered: the carrier gave no reason." },
        { "queued", null, null, "Waiting: it is about to be sent." },
        { "queued", "core_credentials", null, "Waiting: the core refuses the password; the tenant's administrator must renew it; next try at 14:04:30 UTC." },
        { "queued", "provider_credentials", null, "Waiting: the SMS provider refuses the account; the tenant's administrator must top it up or renew its token; next try at 14:04:30 UTC." },
        { "sending", null, null, "On its way to the provider." },
        { "sending", "outcome_unknown", null, "In doubt: the provider's answer was lost, and the bridge is finding out whether the SMS left." },
        { "dead_lettered", "closed_after_restore", null, "Given up in doubt: a backup was put back, and it may have been sent before that." },
        { "dead_lettered", "outcome_unknown", null, "Given up in doubt: the provider's answer was lost, and it could not be found out whether the SMS left: it may have, or not." },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_became_of_it_is_one_sentence(string status, string? reason, string? code, string sentence)
    {
        MessageStatuses.TryParse(status, out var known).ShouldBeTrue();
        var state = new SmsBridge.Console.Pages.OneMessage.MessageState(
            Verdict.Accepted, known, reason, code, "LOAN", "REPAYMENT", At, At.AddSeconds(1), At.AddSeconds(4), At.AddSeconds(72)) { Provider = "twilio" };

        MessageSentence.Plain(MessageSentence.Of(state, At.AddSeconds(10))).ShouldBe(sentence);
    }

    [Theory]
    [InlineData(Verdict.Duplicate, "repeated", "A repeat: the core had already reported this event; it counts as that one, which says what became of the SMS.")]
    [InlineData(Verdict.Refused, "unknown_key", "Not accepted: the hook came with an API key the bridge does not know.")]
    internal void What_is_set_aside_says_why(Verdict verdict, string reason, string sentence)
    {
        var state = new SmsBridge.Console.Pages.OneMessage.MessageState(verdict, MessageStatus.Queued, reason, null, "LOAN", "REPAYMENT", At, null, null, null);

        MessageSentence.Plain(MessageSentence.Of(state, At)).ShouldBe(sentence);
    }

    [Theory]
    [InlineData("LOAN", "REPAYMENT", "No SMS was made of it: the tenant does not tell of this event.", "Switch the event on under Texts")]
    [InlineData("CENTER", "ACTIVATE", "No SMS belongs to it: no SMS belongs to this kind of event, or the tenant does not tell of it.", "Else remove it from the hook")]
    public void An_event_that_its_tenant_does_not_tell_of_can_be_switched_on(string entity, string action, string sentence, string remedy)
    {
        var state = new SmsBridge.Console.Pages.OneMessage.MessageState(Verdict.Ignored, MessageStatus.Queued, Reasons.NotHandled, null, entity, action, At, null, null, null);

        MessageSentence.Plain(MessageSentence.Of(state, At)).ShouldBe(sentence);
        MessageAdvice.ForSetAside(Verdict.Ignored, Reasons.NotHandled, new EventType(entity, action)).Do.ShouldContain(remedy);
    }

    [Fact]
    public void Every_reason_has_words_for_the_client_or_no_client_waits_for_it()
    {
        string[] ofNoMessage =
        [
            Reasons.Repeated, Reasons.NotHandled, Reasons.FailedInCore, Reasons.NoClient, Reasons.MissingKey, Reasons.UnknownKey, Reasons.ForeignKey,
            Reasons.ExpiredKey, Reasons.OutOfScope, Reasons.MissingHeader, Reasons.MalformedBody, Reasons.TooLarge, Reasons.ForgedReceipt, Reasons.TrustUsedUp, Reasons.DeliversBadly, Reasons.RouteOff, Reasons.CollectionSheet,
        ];

        Reasons.Catalogue.Where(reason => ClientWords.Of(reason.Code) is null).Select(reason => reason.Code).ShouldBe(ofNoMessage, ignoreOrder: true);
    }

    [Fact]
    public void What_was_given_up_in_doubt_is_found_out_by_a_person_and_not_by_the_bridge()
    {
        var under = MessageAdvice.For(MessageStatus.Sending, Reasons.OutcomeUnknown, "twilio", errorCode: null);
        var over = MessageAdvice.For(MessageStatus.DeadLettered, Reasons.OutcomeUnknown, "twilio", errorCode: null);

        under.Do.ShouldBe("Nothing: the bridge does it by itself.");
        over.Do.ShouldBe("Look for it at the provider, and resend it with force if it is not there.");
        over.Tell.ShouldNotContain("we are making sure");
        MessageAdvice.ShortFor(MessageStatus.DeadLettered, Reasons.OutcomeUnknown, "twilio", errorCode: null)!.ShouldNotContain("is finding out");
        StatusWords.Of("dead_lettered", Reasons.OutcomeUnknown).Text.ShouldBe("May have left");
    }

    [Theory]
    [InlineData(1, "should arrive any moment")]
    [InlineData(59, "should arrive any moment")]
    [InlineData(61, "handed to your carrier 61 min ago. The carrier has not told us")]
    [InlineData(3 * 24 * 60, "handed to your carrier 3 days ago. The carrier has not told us")]
    public void What_the_carrier_does_not_confirm_is_not_said_to_arrive_any_moment_for_ever(int minutes, string words) =>
        MessageAdvice.For(MessageStatus.Sent, reason: null, "twilio", errorCode: null, TimeSpan.FromMinutes(minutes)).Tell.ShouldContain(words);

    [Theory]
    [InlineData(Reasons.ProviderBusy, "20429", "delayed")]
    [InlineData(Reasons.NotFoundInCore, null, "delayed")]
    [InlineData(Reasons.ProviderConfiguration, "21606", "delayed")]
    [InlineData(Reasons.InternalError, null, "delayed")]
    public void What_waits_is_said_to_be_delayed_and_not_to_have_failed(string reason, string? code, string words)
    {
        var tell = MessageAdvice.For(MessageStatus.Queued, reason, "twilio", code).Tell;

        tell.ShouldContain(words);
        tell.ShouldNotContain("could not send");
        MessageAdvice.For(MessageStatus.Queued, Reasons.ProviderBusy, "twilio", "20429").Tell.ShouldNotContain("mended");
    }

    [Theory]
    [InlineData(Reasons.OutcomeUnknown)]
    [InlineData(Reasons.ClosedAfterRestore)]
    public void What_may_have_left_is_not_sent_again_without_a_look_at_the_provider(string reason)
    {
        StatusWords.Of("dead_lettered", reason).Text.ShouldBe("May have left");
        new ResendRules().Refusal(MessageStatus.DeadLettered, reason)!.ShouldContain("look for it at the provider");
        new ResendRules(Force: true).Refusal(MessageStatus.DeadLettered, reason).ShouldBeNull();
    }

    [Fact]
    public void One_that_waits_for_quiet_hours_says_so_when_it_is_to_be_sent_again() =>
        new ResendRules(Again: true).Refusal(MessageStatus.Queued, Reasons.QuietHours).ShouldBe("It is still to be sent. It waits for the end of the tenant's quiet hours.");

    [Theory]
    [InlineData(Reasons.NotCertain)]
    [InlineData(Reasons.ReversedInCore)]
    [InlineData(Reasons.RolledBack)]
    [InlineData(Reasons.OtherTransaction)]
    public void A_client_is_told_nothing_that_is_untrue_of_another_kind_of_booking(string reason)
    {
        ClientWords.Of(reason)!.ShouldNotContain("payment");
        ClientWords.Of(reason)!.ShouldNotContain("no SMS for this kind");
    }

    [Theory]
    [InlineData("30008", "Is the phone on")]
    [InlineData("30005", "Please tell us the right one.")]
    [InlineData("30004", "ask your carrier")]
    public void What_a_carrier_reports_is_told_in_words_for_a_client(string code, string words) =>
        MessageAdvice.For(MessageStatus.Undelivered, Reasons.DeliveryFailed, "twilio", code).Tell.ShouldContain(words);

    [Theory]
    [InlineData("twilio", true)]
    [InlineData("smpp", false)]
    [InlineData("http", false)]
    [InlineData("vonage", false)]
    public void A_code_is_explained_by_its_own_providers_table_alone(string provider, bool isExplained)
    {
        const string Unreachable = "switched off";
        var state = new SmsBridge.Console.Pages.OneMessage.MessageState(
            Verdict.Accepted, MessageStatus.Undelivered, Reasons.DeliveryFailed, "30003", "LOAN", "REPAYMENT", At, At, At, null) { Provider = provider };

        MessageSentence.Plain(MessageSentence.Of(state, At)).Contains(Unreachable, StringComparison.Ordinal).ShouldBe(isExplained);
        MessageAdvice.For(state.Status, state.Reason, provider, state.ErrorCode).Tell.Contains(Unreachable, StringComparison.Ordinal).ShouldBe(isExplained);
        MessageAdvice.ShortFor(state.Status, state.Reason, provider, state.ErrorCode)!.Contains(Unreachable, StringComparison.Ordinal).ShouldBe(isExplained);
    }

    [Fact]
    public void Every_reason_and_every_code_says_what_to_tell_and_what_to_do()
    {
        foreach (var reason in Reasons.Catalogue)
        {
            var advice = MessageAdvice.For(MessageStatus.DeadLettered, reason.Code, provider: null, errorCode: null);
            advice.Tell.ShouldNotBeNullOrWhiteSpace(reason.Code);
            advice.Do.ShouldNotBeNullOrWhiteSpace(reason.Code);
        }

        foreach (var code in TwilioCodes.All)
        {
            var advice = MessageAdvice.For(MessageStatus.Undelivered, Reasons.DeliveryFailed, "twilio", code.Code.ToString(System.Globalization.CultureInfo.InvariantCulture));
            advice.Tell.ShouldNotBeNullOrWhiteSpace();
            advice.Do.ShouldBe(code.Remedy);
        }
    }
}
