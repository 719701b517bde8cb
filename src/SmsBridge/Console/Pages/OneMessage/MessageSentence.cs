using SmsBridge.Console.Parts;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>A piece of a sentence: words, or a time that is shown in the reader's zone.</summary>
internal readonly record struct SentencePart(string? Text, DateTimeOffset? At);

/// <summary>What is known of a message, as far as the first sentence needs it.</summary>
internal sealed record MessageState(
    Verdict Verdict, MessageStatus Status, string? Reason, string? ErrorCode, string Entity, string Action, DateTimeOffset ReceivedAt,
    DateTimeOffset? SentAt, DateTimeOffset? FinalAt, DateTimeOffset? NextAt)
{
    /// <summary>The relay has it in hand this very moment.</summary>
    public bool IsUnderWay { get; init; }

    /// <summary>It was not decided about alone, but with all that was held of its hour.</summary>
    public bool IsOfHour { get; init; }

    /// <summary>What holds up all SMS of its tenant; null: nothing does.</summary>
    public TenantHold? Hold { get; init; }

    /// <summary>Number and text are in the hook; nothing is looked up in the core.</summary>
    public bool IsOwnText => EventType.OwnTexts.Contains(new EventType(Entity, Action));

    /// <summary>It went to the loan officer, and not to the client.</summary>
    public bool IsOfficerCopy => new EventType(Entity, Action).IsOfficerCopy;

    /// <summary>A two-factor code, whose text is not kept.</summary>
    public bool IsCode => new EventType(Entity, Action) == EventType.SmsCode;

    /// <summary>Whose code <see cref="ErrorCode"/> is; null: none was asked.</summary>
    public string? Provider { get; init; }

    /// <summary>What is not proved of its tenant yet; null: nothing.</summary>
    public string? Unverified { get; init; }

    /// <summary>When it was done in the core, where the bridge heard of it later; null: it heard of it at once.</summary>
    public DateTimeOffset? HappenedAt { get; init; }

    /// <summary>It was not told by a hook, but made up of the core's audit trail.</summary>
    public bool IsMadeUp { get; init; }

    /// <summary>When all but what tells a repeat was removed by its age; null: it is there.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>What became of an SMS after the one that is told of; null: there was none.</summary>
    public string? Further { get; init; }
}

/// <summary>The answer to "why did I not get the SMS?", first of all in one sentence.</summary>
internal static class MessageSentence
{
    /// <summary>Between an act and the news of it, where nothing went wrong.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<SentencePart> Of(MessageState state, DateTimeOffset now) =>
        state.Further is null ? OfIt(state, now) : [.. OfIt(state, now), Text($" {state.Further}")];

    private static IReadOnlyList<SentencePart> OfIt(MessageState state, DateTimeOffset now) =>
        state.RemovedAt is { } removed ? [Text("Its record was removed by its age at "), At(removed), Text($". {Became(state.Status)}")]
        : state.Verdict != Verdict.Accepted ? SetAside(state) : state.Status switch
        {
            MessageStatus.Delivered when state.FinalAt is { } at => [Text("Delivered at "), At(at), Text($", {Since(state, at)}"), .. Heard(state), Text(".")],
            MessageStatus.Delivered => [Text("Delivered.")],
            MessageStatus.Sent when state.SentAt is { } at => [Text("Sent at "), At(at), Text($", {Since(state, at)}"), .. Heard(state), Text($". {Unconfirmed(now - at)}")],
            MessageStatus.Sent => [Text("Sent; the carrier has not confirmed it yet.")],
            MessageStatus.Undelivered or MessageStatus.Failed => [Text($"Not delivered: {Why(state)}")],
            MessageStatus.DeadLettered when state.Reason == Reasons.Cancelled => [Text(state.IsOfHour ? "Not sent: far more than usual came in that hour, and an operator cancelled all that was held." : "Not sent: an operator cancelled it.")],
            MessageStatus.DeadLettered when state.Reason == Reasons.ToldInDigest => [Text("Told in one SMS with the client's other receipts of the day, by another message: what became of that SMS stands there.")],
            MessageStatus.DeadLettered when state.Reason == Reasons.ToldToMembers => [Text("Told to the members of the group, each by a message of its own: what became of those stands there.")],
            MessageStatus.DeadLettered when Reasons.MayHaveLeft(state.Reason) => [Text($"Given up in doubt: {Why(state)}")],
            MessageStatus.DeadLettered => [Text($"Not sent: {Why(state)}")],
            MessageStatus.Sending when state.Reason == Reasons.OutcomeUnknown => [Text("In doubt: the provider's answer was lost, and the bridge is finding out whether the SMS left.")],
            MessageStatus.Sending => [Text("On its way to the provider.")],
            _ when state.IsUnderWay => [Text(state.Reason == Reasons.Resent ? "Under way: it is being sent again right now." : "Under way: it is being sent right now.")],
            _ when state.Hold is { Since: { } since } hold => [Text($"Waiting: {hold.Why}, since "), At(since), Text(".")],
            _ when state.Hold is { } hold => [Text($"Waiting: {hold.Why}.")],
            _ => [.. Waiting(state, now), .. Unverified(state)],
        };

    /// <summary>All that is known of one that was removed.</summary>
    private static string Became(MessageStatus status) => status switch
    {
        MessageStatus.Delivered => "The SMS was delivered.",
        MessageStatus.Sent => "The SMS was sent, and the carrier never said whether it arrived.",
        MessageStatus.Undelivered or MessageStatus.Failed => "The SMS was not delivered.",
        _ => "No SMS was sent, as far as is known.",
    };

    /// <summary>The sentence as plain text, with times in UTC: for the API.</summary>
    public static string Plain(IEnumerable<SentencePart> parts) =>
        string.Concat(parts.Select(part => part.Text ?? MomentText.In(part.At!.Value, zone: null, MomentForm.Time, part.At.Value)));

    private static IEnumerable<SentencePart> Waiting(MessageState state, DateTimeOffset now) =>
        state.Reason is null ? [Text("Waiting: it is about to be sent.")]
        : state.NextAt is { } at && at > now && state.Reason is not (Reasons.HeldAsSurge or Reasons.SpendCap) // which wait for a person, or for the new month
            ? [Text($"Waiting: {WithoutStop(Why(state))}; {(state.Reason == Reasons.ResendPlanned ? "planned for" : "next try at")} "), At(at), Text(".")]
            : [Text($"Waiting: {Why(state)}")];

    private static IEnumerable<SentencePart> Unverified(MessageState state) =>
        state.Unverified is { } doubt ? [Text($" The tenant is not verified yet: {doubt}")] : [];

    private static IReadOnlyList<SentencePart> SetAside(MessageState state)
    {
        if (MessageAdvice.IsNotTold(state.Reason, new EventType(state.Entity, state.Action)))
        {
            return [Text("No SMS was made of it: the tenant does not tell of this event.")];
        }

        var why = state.Reason is null ? "" : $": {Lower(Reasons.Explain(state.Reason).Meaning)}";
        return [Text(state.Verdict switch
        {
            Verdict.Duplicate => $"A repeat{why}",
            Verdict.Ignored => $"No SMS belongs to it{why}",
            _ => $"Not accepted{why}",
        })];
    }

    private static string Why(MessageState state) => state.Reason switch
    {
        Reasons.NoNumber when state.IsOwnText => "the core's own text came without a mobile number.",
        Reasons.InvalidNumber when state.IsOwnText => "the mobile number of the core's own text is not a telephone number.",
        Reasons.NotTextable when state.IsOwnText => "the number of the core's own text is not a mobile number.",
        Reasons.InvalidNumber when state.IsOfficerCopy => "the loan officer's mobile number in the core is not a telephone number.",
        Reasons.NotTextable when state.IsOfficerCopy => "the loan officer's number in the core is not a mobile number.",
        Reasons.NoNumber => "the client has no mobile number in the core.",
        Reasons.InvalidNumber => "the client's mobile number in the core is not a telephone number.",
        Reasons.NotTextable => "the client's number in the core is not a mobile number.",
        Reasons.CoreCredentials => "the core refuses the password; the tenant's administrator must renew it.",
        Reasons.CoreForbidden => "the core does not let the bridge look at what it is about; the tenant's administrator must allow it.",
        Reasons.CoreUnavailable => "the core does not answer.",
        Reasons.ProviderCredentials => "the SMS provider refuses the account; the tenant's administrator must top it up or renew its token.",
        Reasons.HeldAsSurge => "far more than usual came in that hour, and a person has to release or cancel it.",
        Reasons.SpendCap => "so much of the month's spend cap is spent that such texts wait for the new month, for another cap, or for a person to release or cancel them.",
        Reasons.Digest => "it is told in one SMS with the client's other receipts of the day.",
        Reasons.ClosedAfterRestore => "a backup was put back, and it may have been sent before that.",
        Reasons.LookedFor => "a backup was put back, and it is looked for whether it was sent before that.",
        Reasons.Reconciling => "a backup was put back, and first it is found out what was sent since the backup.",
        Reasons.CodeExpired => "it is a two-factor code, and could not be sent in its five minutes.",
        Reasons.TooLate => "it could not be sent in time.",
        Reasons.Resent => "it is being sent again.",
        Reasons.ProviderRejected or Reasons.ProviderConfiguration or Reasons.DeliveryFailed or Reasons.RetriesExhausted
            when MessageAdvice.Known(state.Provider, state.ErrorCode) is { } code => Lower(code.Meaning),
        null => "the carrier gave no reason.",
        _ => Lower(Reasons.Explain(state.Reason, state.Status).Meaning),
    };

    /// <summary>"4 s after the payment".</summary>
    private static string Since(MessageState state, DateTimeOffset at)
    {
        var what = (state.Entity, state.Action) switch
        {
            ("LOAN", "REPAYMENT") => "the payment",
            ("CLIENT", "CREATE") => "the client was created",
            _ when state.IsOfficerCopy => "the client's SMS was written",
            _ when state.HappenedAt is not null => "it was done in the core",
            _ => "it was asked for", // by the core, or by an operator who tests
        };
        var wait = at - (state.HappenedAt ?? state.ReceivedAt);
        return wait < TimeSpan.FromSeconds(1) ? $"less than a second after {what}" : $"{MomentText.Span(wait)} after {what}";
    }

    /// <summary>Where the bridge heard of it late: when, and how.</summary>
    private static IEnumerable<SentencePart> Heard(MessageState state) =>
        state.HappenedAt is { } happened && state.ReceivedAt - happened > AtOnce
            ? [Text(state.IsMadeUp ? "; it was found in the core's audit trail at " : "; the bridge heard of it at "), At(state.ReceivedAt)]
            : [];

    private static string Unconfirmed(TimeSpan age) => age < MessageAdvice.LongUnconfirmed
        ? "The carrier has not confirmed it yet."
        : "The carrier has not said whether it arrived; some never do.";

    private static string Lower(string sentence) => sentence.StartsWith("SMS", StringComparison.Ordinal) || sentence.StartsWith("Twilio", StringComparison.Ordinal)
        ? sentence
        : char.ToLowerInvariant(sentence[0]) + sentence[1..];

    private static string WithoutStop(string sentence) => sentence.TrimEnd('.');

    private static SentencePart Text(string text) => new(text, null);

    private static SentencePart At(DateTimeOffset at) => new(null, at);
}
