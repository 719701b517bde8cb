using System.Globalization;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Insight.OneMessage;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Console.Parts;

/// <summary>What to tell the client and what to do.</summary>
internal sealed record Advice(string Tell, string Do);

/// <summary>From status, reason and the provider's code to words. The provider's code is more precise than our reason, so it wins where there is one.</summary>
internal static class MessageAdvice
{
    /// <summary>After that nothing is said to arrive any moment.</summary>
    public static readonly TimeSpan LongUnconfirmed = TimeSpan.FromHours(1);

    private const string NothingToDo = "Nothing: the bridge does it by itself.";

    /// <summary>Why one waits or was given up; not those that hooks are refused for.</summary>
    public static IReadOnlyList<Reason> ReasonsOfMessages { get; } =
        [.. Reasons.Catalogue.Where(reason => ClientWords.Of(reason.Code) is not null).OrderBy(reason => reason.Meaning, StringComparer.Ordinal)];

    /// <summary>What is the matter, for a list; null when nothing is.</summary>
    public static string? ShortFor(MessageStatus status, string? reason, string? provider, string? errorCode) =>
        status is MessageStatus.Sent or MessageStatus.Delivered ? null
        : CodeOf(reason, provider, errorCode)?.Meaning ?? (reason is null ? null : Reasons.Explain(reason, status).Meaning);

    /// <summary>What a code means where its provider's codes are known: each has numbers of its own, and another's table would explain them wrongly.</summary>
    public static TwilioCode? Known(string? provider, string? errorCode) => provider == TwilioGateway.Name ? TwilioCodes.Find(errorCode) : null;

    /// <param name="sent">How long ago its provider took it; null: it has not, or that is not known.</param>
    public static Advice For(MessageStatus status, string? reason, string? provider, string? errorCode, TimeSpan? sent = null) =>
        status switch
        {
            MessageStatus.Delivered => new("It has arrived: the carrier confirmed it. If it can not be found, the client may look for the sender's number or in the blocked messages.", "Nothing."),
            MessageStatus.Sent when sent >= LongUnconfirmed => new(
                $"It was handed to your carrier {MomentText.Ago(sent.Value)}. The carrier has not told us whether it arrived; some never do.", "Check the number with the client. If it is right and nothing came, resend it with \"again\", if the client agrees."),
            MessageStatus.Sent => new("It was handed to the carrier, and should arrive any moment. Some carriers never confirm it.", "Nothing now. If the client still has nothing after an hour, check the number with the client."),
            _ when CodeOf(reason, provider, errorCode) is { } code => new(CarrierWords.Of(code.Code) ?? Tell(code, status, reason), code.Remedy),
            _ when reason is not null => new(ClientWords.Of(reason, status) ?? Reasons.Explain(reason, status).Meaning, Reasons.Explain(reason, status) is { Remedy.Length: > 0 } known ? known.Remedy : status is MessageStatus.Queued or MessageStatus.Sending ? NothingToDo : "Nothing."),
            MessageStatus.Queued => new("The SMS is about to be sent.", NothingToDo),
            _ => new("The SMS is being sent.", NothingToDo),
        };

    /// <summary>Of an event that made no message. Refused is not the same as none belonging to it: the core did tell us.</summary>
    /// <param name="twin">The message that it repeats; null: it is none, or not known.</param>
    public static Advice ForSetAside(Verdict verdict, string? reason, EventType type, MessageOwner? twin = null) => twin is not null ? ForRepeat(twin) : new(
        verdict switch
        {
            Verdict.Refused => "The core told us, we refused it, and no SMS went out. The payment or change itself is not affected.",
            Verdict.Duplicate => "The core told us of this twice; what became of its SMS stands with the first time.",
            _ when IsNotTold(reason, type) => "We do not send SMS about this.",
            _ => "No SMS belongs to this event.",
        },
        IsNotTold(reason, type) ? "Switch the event on under Texts, if clients are to be told of it from then on." : Reasons.Explain(reason ?? "").Remedy);

    private static Advice ForRepeat(MessageOwner twin) => new(
        string.Create(CultureInfo.InvariantCulture, $"The core told us of this twice. It counts as event {twin.EventId}; that one's SMS: {StatusWords.Of(twin.Status.Name(), twin.Reason).Text.ToLowerInvariant()}."),
        twin.Status.CanResend() ? "See there why, and what to do about it." : "Nothing here: see there what became of its SMS.");

    /// <summary>It could have a text; its tenant did not want it told.</summary>
    public static bool IsNotTold(string? reason, EventType type) => reason == Reasons.NotHandled && EventCatalogue.Find(type) is not null;

    /// <summary>The provider's code behind a reason that says no more than that the provider said no.</summary>
    private static TwilioCode? CodeOf(string? reason, string? provider, string? errorCode) =>
        reason is Reasons.ProviderRejected or Reasons.ProviderConfiguration or Reasons.ProviderBusy or Reasons.DeliveryFailed or Reasons.RetriesExhausted
            ? Known(provider, errorCode)
            : null;

    /// <summary>What went too fast is nothing that anybody mends.</summary>
    private static string Tell(TwilioCode code, MessageStatus status, string? reason) =>
        code.Class switch
        {
            FailureClass.Configuration or FailureClass.Credentials => ClientWords.OurSetUpOf(status),
            FailureClass.Throttled => ClientWords.Of(reason!, status) ?? code.Meaning,
            _ => code.Meaning,
        };
}
