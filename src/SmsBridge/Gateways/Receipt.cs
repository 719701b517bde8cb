using SmsBridge.Messages;

namespace SmsBridge.Gateways;

/// <summary>What a provider reports about a message, in our words; the same whether it called us or we asked.</summary>
/// <param name="ProviderId">The message it is about, by the provider's name for it.</param>
/// <param name="ProviderStatus">The provider's own word.</param>
/// <param name="Reason">For a failure: code of <see cref="Reasons"/>.</param>
/// <param name="Supersedes">Whether this report is news after a given provider status.</param>
internal sealed record Receipt(
    long MessageId, string ProviderId, MessageStatus Status, string ProviderStatus, string? ErrorCode, string? Reason, string? Detail,
    Func<string?, bool> Supersedes)
{
    /// <summary>For a failure: what it says about sender and account; null when the provider gave no code we know.</summary>
    public FailureClass? Class { get; init; }

    /// <summary>For a failure that may pass: how long to leave it before one more SMS, billed again, may help; null: it would not.</summary>
    public TimeSpan? ResendAfter { get; init; }

    /// <summary>Who reports; null: it is not said.</summary>
    public string? Provider { get; init; }

    /// <summary>What the SMS costs; null: it is not said, or in a form that is not known.</summary>
    public Price? Price { get; init; }

    /// <summary>Of a report that bears our own name for the SMS: the first of the calls it may be about (<see cref="SmsReference.Attempt"/>); null: it is not said.</summary>
    public int? Attempt { get; init; }

    /// <summary>It may be about one part of a long text, known by an id of its own.</summary>
    public bool MayBePart { get; init; }

    /// <summary>Of one whose id nobody knows: how many parts the SMS in doubt has that it is taken for; null: it went whole.</summary>
    public int? PartsInDoubt { get; init; }

    /// <summary>For a failure: the tenant's route that the message goes on by; null: none.</summary>
    public string? NextRoute { get; init; }

    /// <summary>For a failure that was faster than the answer to its call: whether it goes on by another route is decided once that answer is there.</summary>
    public bool AwaitsAnswer { get; init; }

    /// <summary>For a failure: the code of <see cref="Reasons"/> that its class comes to.</summary>
    public static string ReasonOf(FailureClass? failure) => failure switch
    {
        FailureClass.Configuration or FailureClass.Credentials => Reasons.ProviderConfiguration, // what waits has the other reason
        FailureClass.OptedOut => Reasons.OptedOut,
        _ => Reasons.DeliveryFailed,
    };
}

/// <summary>Result of asking the provider about one message.</summary>
internal abstract record ProviderReport
{
    private ProviderReport()
    {
    }

    public sealed record Reported(Receipt Receipt) : ProviderReport;

    /// <summary>It answered, and has nothing to say about it: no such message (any more), or a word we do not know.</summary>
    public sealed record Nothing(string Detail) : ProviderReport;

    /// <summary>Could not be asked now, and asking about the account's next message would be no better.</summary>
    public sealed record Unavailable(string Detail) : ProviderReport;
}
