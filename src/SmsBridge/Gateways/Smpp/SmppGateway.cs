using System.Globalization;
using SmsBridge.Numbers;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// The way to an SMSC. What it has taken it can not be asked without an id, and nothing in the protocol tells a repeat (smpp.md 6): an outcome that is not
/// known waits for a receipt, or for a person, and is never sent again by itself.
/// </summary>
internal sealed class SmppGateway(
    string name, SmppProviderOptions options, SmppSessions sessions, SmppElsewhere elsewhere, SmppDeliveries deliveries, TimeProvider time) : ISmsGateway, ITriedGateway
{
    private const int LongestName = 11;
    private const int LongestShortCode = 8;

    private static readonly string Sender = string.Create(
        CultureInfo.InvariantCulture, $"A sender is a number, a short code, or a name of at most {LongestName} ASCII characters that the SMSC allows the account.");

    private readonly SmppVerdict _verdict = new(options);

    public string Provider => name;

    public AccountWords Words { get; } = new("the system_id of the bind", "the password of the bind", "the sender: a name, a short code or a number");

    /// <summary>Each part is a submit_sm of its own, but in a payload.</summary>
    public bool CountsParts => options.LongTexts != SmppLongTexts.Payload;

    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        if (!SourceOf(sms.Account.Sender).Fits)
        {
            return new SendResult.Rejected(FailureClass.Configuration, "sender", Sender) { Scope = RejectionScope.Tenant };
        }

        var parts = MessagesOf(sms);
        if (parts.Count == 0)
        {
            return new SendResult.Rejected(FailureClass.Permanent, "too-long", "The text has more than 255 parts.");
        }

        var begunAt = time.GetTimestamp();
        return await EnterAsync(LoginOf(sms.Account), sms.Stopping, cancellationToken) switch
        {
            SmppEntry.Open { Session: var session } => await new SmppSubmission(name, _verdict, session, time)
                .SendAsync(parts, LeftOf(options.Timeout), LeftOf(2 * options.Timeout), sms.Stopping, cancellationToken),
            SmppEntry.Failed when sms.Stopping.IsCancellationRequested => SendResult.NotBegun,
            SmppEntry.Refused refused => _verdict.OfBind(refused.Status),
            SmppEntry.NoFurther => new SendResult.Retryable(FailureClass.Unreachable, SmppStatus.Code(SmppStatus.BindFailed), After: null, SmppEntry.NoFurther.Words),
            SmppEntry.Failed failed => new SendResult.Retryable(FailureClass.Unreachable, failed.Code, After: null, failed.Detail),
            _ => throw new InvalidOperationException("Unknown entry."),
        };

        TimeSpan LeftOf(TimeSpan whole) => whole - time.GetElapsedTime(begunAt);
    }

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(new ProviderSearch.NotPossible("An SMSC can not be asked about an SMS of which it told no id; a receipt of it settles it, or you do."));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Nothing("An SMSC tells by receipts only."));

    /// <summary>Receipts come by the session.</summary>
    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => null;

    /// <summary>By binding, and taking leave. Whether the sender is allowed the first SMS tells.</summary>
    public async Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        if (!SmppProviderCheck.IsText(account.AccountId, SmppBind.LongestSystemId) || account.AccountId.Length == 0)
        {
            return new AccountCheck.Refused("smsProviderAccountId", $"The account id is the system_id of the bind: at most {SmppBind.LongestSystemId} ASCII characters.");
        }

        if (!SmppProviderCheck.IsText(account.Token, SmppBind.LongestPassword))
        {
            return new AccountCheck.Refused("smsProviderToken", $"The token is the password of the bind: at most {SmppBind.LongestPassword} ASCII characters, and 8 by the standard.");
        }

        if (!SenderForm.IsNumberOrName(account.Sender, longestNumber: 15) || !SmppProviderCheck.IsText(account.Sender, SmppAddress.Longest))
        {
            return new AccountCheck.Refused("phoneNo", Sender);
        }

        var login = LoginOf(account);
        if (sessions.HasOpen(login))
        {
            return new AccountCheck.Verified(IsSenderAsked: false);
        }

        var entry = await SmppEntrance.EnterAsync(login, options, message => deliveries.TakeAsync(login, message), time, cancellationToken);
        switch (await elsewhere.ExplainAsync(login, entry))
        {
            case SmppEntry.Open { Session: var session }:
                await session.DisposeAsync();
                return new AccountCheck.Verified(IsSenderAsked: false);
            case SmppEntry.Refused { Status: SmppStatus.InvalidSystemId }:
                return new AccountCheck.Refused("smsProviderAccountId", $"{name} does not know this system_id: {SmppStatus.Describe(SmppStatus.InvalidSystemId)}.");
            case SmppEntry.Refused { IsOfAccount: true } refused:
                return new AccountCheck.Refused("smsProviderToken", $"{name} refuses system_id and password: {SmppStatus.Describe(refused.Status)}. Several wrong binds lock an account: ask its operator before you try more.");
            case SmppEntry.Refused refused:
                return new AccountCheck.Unavailable($"{name} refuses the bind now: {SmppStatus.Describe(refused.Status)}.");
            case SmppEntry.NoFurther:
                return new AccountCheck.Unavailable($"{name} could not be asked. {SmppEntry.NoFurther.Words}");
            case SmppEntry.Failed failed:
                return new AccountCheck.Unavailable($"{name} could not be asked ({failed.Code}): {failed.Detail}");
            default:
                throw new InvalidOperationException("Unknown entry.");
        }
    }

    /// <inheritdoc/>
    public Task<ShownCall> ShowAsync(OutgoingSms sms)
    {
        var parts = MessagesOf(sms);
        var (source, destination) = (SourceOf(sms.Account.Sender), DestinationOf(sms.To));
        return Task.FromResult(new ShownCall("submit_sm", options.Address!.OriginalString,
            [
                $"system_id: {sms.Account.AccountId}",
                string.Create(CultureInfo.InvariantCulture, $"source_addr: {source.Value} (ton {source.Ton}, npi {source.Npi})"),
                string.Create(CultureInfo.InvariantCulture, $"destination_addr: {destination.Value} (ton {destination.Ton}, npi {destination.Npi})"),
                string.Create(CultureInfo.InvariantCulture, $"data_coding: {(parts.Count > 0 ? parts[0].DataCoding : 0)}"),
                string.Create(CultureInfo.InvariantCulture, $"parts: {parts.Count}"),
            ],
            sms.Body));
    }

    /// <inheritdoc/>
    public async Task<TriedCall> TryAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        var result = await SendAsync(sms, cancellationToken);
        return new TriedCall(HttpStatus: null, Body: null, result)
        {
            Answer = result switch
            {
                SendResult.Accepted => SmppStatus.Describe(SmppStatus.Ok),
                SendResult.Rejected rejected => rejected.Detail,
                SendResult.Retryable retryable => retryable.Detail,
                SendResult.Unknown unknown => unknown.Detail,
                _ => null,
            },
        };
    }

    /// <summary>Until there is a session nothing was written.</summary>
    private async Task<SmppEntry> EnterAsync(SmppLogin login, CancellationToken stopping, CancellationToken cancellationToken)
    {
        if (sessions.OpenOf(login) is { } open)
        {
            return open;
        }

        using var ending = new CancellationTokenSource(options.Timeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping, ending.Token);
        try
        {
            return await sessions.GetAsync(login, options, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SmppEntry.Failed(GatewayCodes.Timeout, $"No session within {options.Timeout:c}.");
        }
    }

    private SmppLogin LoginOf(SenderAccount account) => new(name, account.AccountId, account.Token);

    private List<SmppMessage> MessagesOf(OutgoingSms sms)
    {
        const byte HasHeader = 0x40;
        const byte Always = 1; // a receipt of success and of failure
        var parts = SmppText.Parts(sms.Body, options, (ushort)(sms.Reference.MessageId + sms.Reference.Attempt));
        return [.. parts.Select(part => new SmppMessage(SourceOf(sms.Account.Sender), DestinationOf(sms.To))
        {
            ServiceType = options.ServiceType, EsmClass = part.HasHeader ? HasHeader : (byte)0, DataCoding = part.DataCoding,
            RegisteredDelivery = Always, ShortMessage = part.ShortMessage, Tlvs = part.Tlvs,
        })];
    }

    private SmppAddress SourceOf(string sender)
    {
        var digits = sender.TrimStart('+');
        if (digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return Address(options.NameTonNpi, sender);
        }

        return Address(digits.Length <= LongestShortCode && digits.Length == sender.Length ? options.ShortCodeTonNpi : options.NumberTonNpi, digits);
    }

    private static SmppAddress Address(string tonNpi, string value) =>
        SmppProviderCheck.TonNpiOf(tonNpi) is var (ton, npi) ? new SmppAddress(ton, npi, value) : throw new InvalidOperationException("Checked when the bridge started.");

    private static SmppAddress DestinationOf(Msisdn to) => new(Ton: 1, Npi: 1, to.Value[1..]);
}
