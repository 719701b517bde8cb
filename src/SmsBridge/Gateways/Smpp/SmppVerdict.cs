namespace SmsBridge.Gateways.Smpp;

/// <summary>From a command_status to what the relay has to know (smpp.md 3). Pure. Any but 0 says that the SMS was not taken; only what says nothing else leaves doubt.</summary>
internal sealed class SmppVerdict(SmppProviderOptions options)
{
    /// <summary>The queue of this account is full: half a minute empties some of it.</summary>
    public static readonly TimeSpan QueueWait = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ThrottleWait = TimeSpan.FromSeconds(1);

    private readonly Dictionary<uint, SmppStatusMeaning> _own = options.Statuses.ToDictionary(
        each => SmppStatus.TryParse(each.Key, out var status) ? status : throw new InvalidOperationException("Checked when the bridge started."), each => each.Value);

    /// <param name="status">Not 0.</param>
    public SendResult Of(uint status)
    {
        var (code, words) = (SmppStatus.Code(status), SmppStatus.Describe(status));
        if (!_own.TryGetValue(status, out var own) && status is SmppStatus.WrongBindState or SmppStatus.AlreadyBound)
        {
            return new SendResult.Retryable(FailureClass.Unreachable, code, After: null, words);
        }

        return (_own.ContainsKey(status) ? own : Meaning(status)) switch
        {
            SmppStatusMeaning.Throttled => new SendResult.Retryable(FailureClass.Throttled, code, status == SmppStatus.QueueFull ? QueueWait : ThrottleWait, words),
            SmppStatusMeaning.Credentials => new SendResult.Rejected(FailureClass.Credentials, code, words),
            SmppStatusMeaning.Sender => new SendResult.Rejected(FailureClass.Configuration, code, words) { Scope = RejectionScope.Tenant },
            SmppStatusMeaning.Permanent => new SendResult.Rejected(FailureClass.Permanent, code, words),
            SmppStatusMeaning.OptedOut => new SendResult.Rejected(FailureClass.OptedOut, code, words),
            SmppStatusMeaning.InDoubt => new SendResult.Unknown(code, words),
            _ => new SendResult.Retryable(FailureClass.Transient, code, After: null, words) { WasAnswered = status != SmppStatus.SystemError },
        };
    }

    /// <summary>Of a bind that was refused: nothing was sent. What is not about the account may pass.</summary>
    public SendResult OfBind(uint status) => status is SmppStatus.BindFailed or SmppStatus.InvalidPassword or SmppStatus.InvalidSystemId
        || (_own.TryGetValue(status, out var own) && own == SmppStatusMeaning.Credentials)
        ? new SendResult.Rejected(FailureClass.Credentials, SmppStatus.Code(status), $"The bind was refused: {SmppStatus.Describe(status)}")
        : new SendResult.Retryable(FailureClass.Unreachable, SmppStatus.Code(status), After: null, $"The bind was refused: {SmppStatus.Describe(status)}");

    private static SmppStatusMeaning Meaning(uint status) => status switch
    {
        SmppStatus.QueueFull or SmppStatus.Throttled => SmppStatusMeaning.Throttled,
        SmppStatus.BindFailed or SmppStatus.InvalidPassword or SmppStatus.InvalidSystemId => SmppStatusMeaning.Credentials,
        SmppStatus.InvalidSource or 0x48 or 0x49 // the sender, its type, its plan
            or 0x06 or 0x07 or 0x15 or 0x43 or 0x53 or (>= 0xC0 and <= 0xC4) => SmppStatusMeaning.Sender, // what every SMS of the account has alike
        SmppStatus.InvalidMessageLength or SmppStatus.InvalidCommandLength or SmppStatus.InvalidCommandId
            or SmppStatus.InvalidDestination or 0x50 or 0x51 // the number, its type, its plan
            or 0x0C or 0x61 or 0x62 or 0x63 or 0x65 or 0x66 or 0xFE => SmppStatusMeaning.Permanent,
        SmppStatus.UnknownError => SmppStatusMeaning.InDoubt,
        _ => SmppStatusMeaning.Again, // system error, submit failed, temporary, and what an SMSC calls by numbers of its own
    };
}
