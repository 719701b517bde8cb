using SmsBridge.Ledger;

namespace SmsBridge.Relay;

internal static partial class RelayLog // 2000-2099
{
    [LoggerMessage(2000, LogLevel.Debug, "Message {MessageId}: attempt {Attempt} accepted as {ProviderId}")]
    public static partial void MessageSent(this ILogger logger, long messageId, int attempt, string providerId);

    [LoggerMessage(2001, LogLevel.Warning, "Message {MessageId}: attempt {Attempt} ended {Outcome} ({Code})")]
    public static partial void AttemptFailed(this ILogger logger, long messageId, int attempt, AttemptOutcome outcome, string code);

    [LoggerMessage(2002, LogLevel.Information, "Message {MessageId} does not go out now: {Reason}, {Next}")]
    public static partial void NotSentNow(this ILogger logger, long messageId, string reason, string next);

    [LoggerMessage(2003, LogLevel.Error, "The store is unavailable; messages wait")]
    public static partial void StoreUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "Message {MessageId}: the relay failed")]
    public static partial void RelayFailed(this ILogger logger, Exception exception, long messageId);

    [LoggerMessage(2005, LogLevel.Warning, "Message {MessageId}: its lease was lost before it was sent")]
    public static partial void LeaseLost(this ILogger logger, long messageId);

    [LoggerMessage(2006, LogLevel.Critical, "Message {MessageId}: attempt {Attempt} was accepted as {ProviderId}, but another attempt had been too")]
    public static partial void AcceptedTwice(this ILogger logger, long messageId, int attempt, string providerId);

    [LoggerMessage(2007, LogLevel.Information, "Message {MessageId}: attempt {Attempt} had reached the provider as {ProviderId}")]
    public static partial void DoubtSettled(this ILogger logger, long messageId, int attempt, string providerId);

    [LoggerMessage(2008, LogLevel.Information, "Message {MessageId}: attempt {Attempt} never reached the provider; it is sent anew")]
    public static partial void DoubtNotTaken(this ILogger logger, long messageId, int attempt);

    [LoggerMessage(2009, LogLevel.Warning, "Stopping with {Count} messages in work; the next start resolves them")]
    public static partial void DrainTimedOut(this ILogger logger, int count);

    [LoggerMessage(2010, LogLevel.Error, "Message {MessageId}: attempt {Attempt} was accepted as {ProviderId}, which could not be stored; it will be found out")]
    public static partial void AcceptedNotRecorded(this ILogger logger, long messageId, int attempt, string providerId);

    [LoggerMessage(2011, LogLevel.Error, "Messages could not be claimed; the relay tries again")]
    public static partial void ClaimFailed(this ILogger logger, Exception exception);

    [LoggerMessage(2012, LogLevel.Warning, "The {What} {Peer} failed {Count} times in a row; its messages wait, and it is tried again in {Break}")]
    public static partial void CircuitOpened(this ILogger logger, string what, string peer, int count, TimeSpan @break);

    [LoggerMessage(2013, LogLevel.Information, "The {What} {Peer} answers again")]
    public static partial void CircuitClosed(this ILogger logger, string what, string peer);

    [LoggerMessage(2014, LogLevel.Warning, "Tenant {Tenant}: the provider asks sender {Sender} to slow down ({Code}); now {Rate:0.#} a second")]
    public static partial void SlowedDown(this ILogger logger, string tenant, string sender, double rate, string code);

    [LoggerMessage(2015, LogLevel.Warning, "Tenant {Tenant}: the provider refuses its set-up ({Code}), for {Scope}")]
    public static partial void SetUpRefused(this ILogger logger, string tenant, string code, Gateways.RejectionScope scope);

    [LoggerMessage(2016, LogLevel.Warning, "The clock jumped by {By}; what waits does not become older by it")]
    public static partial void ClockJumped(this ILogger logger, TimeSpan by);

    [LoggerMessage(2018, LogLevel.Warning, "Message {MessageId}, attempt {Number}: the bridge stood still for {Stood} before the call, so the provider was not called; it is tried again")]
    public static partial void StoodStill(this ILogger logger, long messageId, int number, TimeSpan stood);

    [LoggerMessage(2017, LogLevel.Warning, "Tenant {Tenant}: {Subject} is left out ({Reason}); its other routes go on")]
    public static partial void LeftOut(this ILogger logger, string tenant, string subject, string reason);

    [LoggerMessage(2019, LogLevel.Information, "Message {MessageId} was sent before the backup was put back: the provider has it as {ProviderId}")]
    public static partial void SentBeforeRestore(this ILogger logger, long messageId, string providerId);
}
