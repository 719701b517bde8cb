using SmsBridge.Messages;

namespace SmsBridge.Gateways;

/// <summary>What a provider's refusal means for us: who has to act, and whether trying again can help.</summary>
internal enum FailureClass
{
    /// <summary>The provider is in trouble or busy; the same request may work later.</summary>
    Transient,

    /// <summary>The provider could not be reached, so it certainly never heard of this message.</summary>
    Unreachable,

    /// <summary>We send too fast for this account or sender; it has to slow down.</summary>
    Throttled,

    /// <summary>The account's credentials are refused: nothing of this tenant can be sent until they are mended.</summary>
    Credentials,

    /// <summary>The tenant's set-up is wrong (sender, country permission): the message fails and the tenant should know.</summary>
    Configuration,

    /// <summary>This message will never go out.</summary>
    Permanent,

    /// <summary>The recipient opted out of this sender.</summary>
    OptedOut,
}

/// <summary>Whom a refusal for the tenant's set-up concerns.</summary>
internal enum RejectionScope
{
    /// <summary>This message; others may go: a country, a recipient.</summary>
    Message,

    /// <summary>Every message of the tenant: its account, its sender.</summary>
    Tenant,

    /// <summary>The provider's code does not say which.</summary>
    PerhapsTenant,
}

/// <summary>
/// The outcome of one attempt to hand a message to a provider. Expected outcomes are values, never exceptions, because the
/// relay must store each of them. Only <see cref="Unknown"/> leaves open whether an SMS left.
/// </summary>
internal abstract record SendResult
{
    private const string NotKept = "The provider's words are not kept: they may quote the code.";

    private SendResult()
    {
    }

    /// <summary>The bridge stops, and nothing has left: the SMS waits for whoever goes on, by the same route and with all its tries.</summary>
    public static Retryable NotBegun { get; } =
        new(FailureClass.Transient, GatewayCodes.Stopping, TimeSpan.Zero, "The bridge stopped before the SMS had its turn with the provider.") { IsOfMessage = true, WasAnswered = null };

    /// <summary>Of a two-factor code: what was decided and by which code, without anything that may quote the text.</summary>
    public SendResult WithoutWords() => this switch
    {
        Rejected rejected => rejected with { Detail = NotKept, Answer = null },
        Retryable retryable => retryable with { Detail = NotKept, Answer = null },
        Unknown unknown => unknown with { Detail = NotKept, Answer = null },
        _ => this,
    };

    /// <summary>What the provider said when it did not take it, for the record; null when it took it or was not asked.</summary>
    public PeerAnswer? Answer { get; init; }

    /// <summary>The provider took it and knows it by <paramref name="ProviderId"/> (Twilio: the Message SID).</summary>
    public sealed record Accepted(string ProviderId, string ProviderStatus) : SendResult
    {
        /// <summary>What has become of it already, where the provider says so with its answer; null while it is on its way.</summary>
        public Receipt? Report { get; init; }

        /// <summary>What it costs, where the provider says so with its answer.</summary>
        public Price? Price { get; init; }

        /// <summary>False: the provider may have given the id to another message too; then this one is known by an id of ours beside it.</summary>
        public bool IsIdUnique { get; init; } = true;

        /// <summary>Of a long text that went in parts: each with its id and the other spellings of it, the last of which the whole is known by; empty: it went whole.</summary>
        public IReadOnlyList<IReadOnlyList<string>> Parts { get; init; } = [];

        /// <summary>Other ways in which the provider may write the id: where a report was faster and told one of these, it is known by that one.</summary>
        public IReadOnlyCollection<string> Spellings { get; init; } = [];
    }

    /// <summary>Refused for good: not sent, and the same request would be refused again.</summary>
    /// <param name="Class">Credentials, Configuration, Permanent or OptedOut.</param>
    /// <param name="Code">The provider's error code (Twilio: <c>21211</c>), or a word of ours where we did not ask.</param>
    /// <param name="Detail">The provider's own words, for the record.</param>
    public sealed record Rejected(FailureClass Class, string Code, string Detail) : SendResult
    {
        /// <summary>Of <see cref="FailureClass.Configuration"/>.</summary>
        public RejectionScope Scope { get; init; }

        /// <summary>Parts of a long text were taken before one was refused: whoever sends it again, by whatever way, sends those twice.</summary>
        public bool TookSome { get; init; }
    }

    /// <summary>Definitely not processed; may be sent again.</summary>
    /// <param name="Class">Transient, Unreachable or Throttled.</param>
    /// <param name="After">How long the provider asked us to wait, if it did.</param>
    public sealed record Retryable(FailureClass Class, string Code, TimeSpan? After, string Detail) : SendResult
    {
        /// <summary>False when the failure is none of the message's: it may be tried until it is too late for it.</summary>
        public bool UsesUpATry => Class == FailureClass.Transient;

        /// <summary>Whether the provider is there: it answered about this message, and another one may be taken. Null: it was not called, which says nothing about it.</summary>
        public bool? WasAnswered { get; init; } = Class == FailureClass.Throttled;

        /// <summary>It is this message's time, and nobody's fault: its sender is not too fast, no other route is better, and <see cref="After"/> is waited for in full.</summary>
        public bool IsOfMessage { get; init; }
    }

    /// <summary>The request was (or may have been) written and no clear answer came: the SMS may or may not be on its way.</summary>
    public sealed record Unknown(string Code, string Detail) : SendResult
    {
        /// <summary>False when the failure is none of the message's, as with <see cref="Retryable.UsesUpATry"/>.</summary>
        public bool UsesUpATry { get; init; } = true;
    }
}
