using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways;

/// <summary>The way to one SMS provider. Implementations keep no state about messages; the relay owns that.</summary>
internal interface ISmsGateway
{
    /// <summary>Name in registrations and in the store, lower case: <c>twilio</c>, <c>log</c>. A registration's <c>SMS Provider</c> chooses by it.</summary>
    string Provider { get; }

    /// <summary>What it wants to be given by a registration.</summary>
    AccountWords Words => AccountWords.Described;

    /// <summary>Hands one message over, once: no retries inside. Failures come back as values; only a bug throws.</summary>
    Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken);

    /// <summary>Finds out whether the provider has taken an SMS, to settle an attempt whose answer never came.</summary>
    Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken);

    /// <summary>
    /// <see cref="FindAsync"/> lists what was sent to a number, whatever it was sent under; so an SMS that is not listed was not sent. False: it finds by our reference, if at all.
    /// </summary>
    bool ListsByRecipient => false;

    /// <summary>The provider's limit on a sender's speed counts each part of a long text.</summary>
    bool CountsParts => false;

    /// <summary>Asks what became of one message that the provider took; the answer is the receipt a callback would have brought.</summary>
    /// <param name="account">The one it was sent with.</param>
    Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken);

    /// <summary>Checks that the account exists, accepts the credentials and owns the sender. Sends nothing.</summary>
    Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken);

    /// <summary>Why this account's reports can not be verified, so that none are asked for, and what would help; null: they can.</summary>
    string? WhyNoReports(SenderAccount account) => null;

    /// <summary>Where the provider is to report what became of a message; null: it is told nowhere with the message.</summary>
    /// <param name="publicBase">Where the world reaches us.</param>
    /// <param name="tenant">The core's name for it.</param>
    Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => new(publicBase, $"{Provider}/status/{messageId}");
}

/// <summary>An SMS of which we do not know whether the provider took it.</summary>
/// <param name="Account">With the sender of that attempt, which need not be the tenant's current one. What certainly came from another
/// sender is left out: tenants may share an account.</param>
/// <param name="Reference">What it was sent under.</param>
/// <param name="Since">What was created before is not asked for.</param>
internal sealed record DoubtfulSms(SenderAccount Account, SmsReference Reference, Msisdn To, DateTimeOffset Since);

/// <summary>One message on its way to a provider.</summary>
/// <param name="MessageId">Our own id; it travels in <paramref name="StatusCallback"/>.</param>
/// <param name="Body">Plain text, at most 1600 characters.</param>
/// <param name="StatusCallback">Where the provider reports what became of it; null when no public URL is configured.</param>
internal sealed record OutgoingSms(long MessageId, SenderAccount Account, Msisdn To, string Body, Uri? StatusCallback)
{
    /// <summary>Our name for it, the same in calls that repeat one another.</summary>
    public SmsReference Reference { get; init; } = new(MessageId, Attempt: 1, QueuedAt: 0);

    /// <summary>What its text is registered under; null: nothing.</summary>
    public RegisteredIds? Registered { get; init; }

    /// <summary>Its text is a two-factor code, to be written nowhere.</summary>
    public bool IsCode { get; init; }

    /// <summary>The relay stops: who still waits for a turn with the provider gives up with <see cref="SendResult.NotBegun"/>. What may have left goes on.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Without the text of a code: records print all members by default.</summary>
    public override string ToString() => FormattableString.Invariant($"SMS {MessageId} by {Account}");
}

/// <summary>A tenant's account with a provider and the sender it uses there.</summary>
/// <param name="Sender">An E.164 number, a short code, an alphanumeric id, or a Messaging Service (<c>MG…</c>).</param>
internal sealed record SenderAccount(string Provider, string AccountId, string Token, string Sender)
{
    /// <summary>What the provider signs its reports with when it is not the token (Twilio: the secret of a SharedKey).</summary>
    public string? SharedKey { get; init; }

    /// <summary>Without the secrets: records print all members by default.</summary>
    public override string ToString() => $"{Provider}:{AccountId} from {Sender}";
}

/// <summary>A message as the provider lists it.</summary>
/// <param name="Body">As it was given to the provider: what a trial account puts before every text is taken off.</param>
/// <param name="Outbound">True when created through the provider's API, so possibly by us.</param>
/// <param name="CreatedAt">The provider's clock, whole seconds with Twilio.</param>
internal sealed record ProviderMessage(
    string ProviderId, string To, string Body, string Status, bool Outbound, DateTimeOffset CreatedAt, string? ErrorCode)
{
    /// <summary>The provider may have put words of its own after the text.</summary>
    public bool MayBeExtended { get; init; }

    /// <summary>Whether it is that text, and not only one that holds it.</summary>
    public bool Says(string text) => Body == text || (MayBeExtended && Body.StartsWith(text, StringComparison.Ordinal));

    /// <summary>What has become of it, as a report about our message of that id; null while it is on its way.</summary>
    public Func<long, Receipt>? Report { get; init; }
}

/// <summary>Result of looking for messages at the provider.</summary>
internal abstract record ProviderSearch
{
    private ProviderSearch()
    {
    }

    /// <summary>Complete for the time asked for; newest first.</summary>
    public sealed record Listed(IReadOnlyList<ProviderMessage> Messages) : ProviderSearch;

    /// <summary>Found by our own reference, so it is this one.</summary>
    public sealed record Found(ProviderMessage Message) : ProviderSearch;

    /// <summary>Could not be looked up now: nothing is known.</summary>
    public sealed record Unavailable(string Detail) : ProviderSearch;

    /// <summary>This provider has nothing to look it up in, now or ever: only a report can tell, or a person.</summary>
    public sealed record NotPossible(string Detail) : ProviderSearch;
}

/// <summary>Result of checking an account.</summary>
internal abstract record AccountCheck
{
    private AccountCheck()
    {
    }

    /// <param name="IsAsked">False: only the shape was looked at, because the operator has told the bridge not to ask.</param>
    /// <param name="IsSenderAsked">False: the provider says nothing about senders before the first SMS.</param>
    public sealed record Verified(bool IsAsked = true, bool IsSenderAsked = true) : AccountCheck;

    /// <summary>Definitely wrong.</summary>
    /// <param name="Field">The registration field to mend: <c>smsProviderAccountId</c>, <c>smsProviderToken</c> or <c>phoneNo</c>.</param>
    /// <param name="Detail">What is wrong and what to do, in plain words.</param>
    public sealed record Refused(string Field, string Detail) : AccountCheck;

    /// <summary>The provider could not be asked.</summary>
    public sealed record Unavailable(string Detail) : AccountCheck;
}

/// <summary>Gateways that the settings describe, as many as there are.</summary>
internal interface IGatewaySource
{
    IEnumerable<ISmsGateway> Gateways { get; }
}

/// <summary>The gateways by provider name.</summary>
internal sealed class SmsGateways(IEnumerable<ISmsGateway> gateways, IEnumerable<IGatewaySource> described)
{
    private readonly FrozenDictionary<string, ISmsGateway> _byProvider = ByName([.. gateways, .. described.SelectMany(source => source.Gateways)]);

    public IReadOnlyCollection<string> Providers => _byProvider.Keys;

    public IEnumerable<ISmsGateway> All => _byProvider.Values;

    /// <summary>Registration admits no other provider; one that is not there any more was described in the settings.</summary>
    public ISmsGateway For(SenderAccount account) => Find(account.Provider) ?? new MissingGateway(account.Provider);

    public ISmsGateway? Find(string provider) => _byProvider.GetValueOrDefault(provider);

    private static FrozenDictionary<string, ISmsGateway> ByName(List<ISmsGateway> all) =>
        all.GroupBy(gateway => gateway.Provider, StringComparer.OrdinalIgnoreCase).FirstOrDefault(alike => alike.Skip(1).Any()) is { } twice
            ? throw new OptionsValidationException(
                "Providers", typeof(SmsGateways), [$"Two gateways are described as {twice.Key} (Http:Providers, Smpp:Providers): give one of them another name."])
            : all.ToFrozenDictionary(gateway => gateway.Provider, StringComparer.OrdinalIgnoreCase);
}
