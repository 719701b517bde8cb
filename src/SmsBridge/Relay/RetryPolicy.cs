using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;

namespace SmsBridge.Relay;

/// <summary>Decides what follows an attempt. Pure: settings, clock value and jitter come in, a step goes out.</summary>
/// <param name="jitter">0 to 1.</param>
internal sealed class RetryPolicy(RelayOptions options, Func<double> jitter)
{
    private static readonly TimeSpan LongestWish = TimeSpan.FromHours(6);

    /// <summary>A provider's night, which the message waits for and nobody is at fault for.</summary>
    private static readonly TimeSpan LongestNight = TimeSpan.FromDays(1);

    /// <summary>The step after an attempt.</summary>
    /// <param name="tries">Attempts since the message was queued, this one included, without those that were none of its own failures.</param>
    /// <param name="number">All its attempts.</param>
    public NextStep Decide(int tries, int number, SendResult result, DateTimeOffset now) =>
        result switch
        {
            SendResult.Rejected { Class: FailureClass.Credentials } rejected =>
                new NextStep.AwaitTenant(Reasons.ProviderCredentials, Words(rejected.Code, rejected.Detail)),
            SendResult.Rejected { Class: FailureClass.Configuration, Scope: RejectionScope.Tenant } rejected =>
                new NextStep.AwaitTenant(Reasons.ProviderConfiguration, Words(rejected.Code, rejected.Detail)),
            SendResult.Rejected rejected => new NextStep.DeadLetter(ReasonFor(rejected.Class), Words(rejected.Code, rejected.Detail)),
            SendResult.Retryable { IsOfMessage: true, After: { } until } retryable =>
                new NextStep.Retry(now + (until < LongestNight ? until : LongestNight), Reasons.ProviderBusy, Words(retryable.Code, retryable.Detail)) { GivesTryBack = true },
            SendResult.Retryable { UsesUpATry: false } retryable =>
                new NextStep.Retry(now + Wait(number, retryable.After), Reasons.ProviderBusy, Words(retryable.Code, retryable.Detail)) { GivesTryBack = true },
            SendResult.Retryable retryable when tries >= options.MaxAttempts =>
                new NextStep.DeadLetter(Reasons.RetriesExhausted, Words(retryable.Code, retryable.Detail)),
            SendResult.Retryable retryable =>
                new NextStep.Retry(now + Wait(tries, retryable.After), Reasons.ProviderBusy, Words(retryable.Code, retryable.Detail)),
            SendResult.Unknown unknown => new NextStep.Resolve(now + FirstLook, Words(unknown.Code, unknown.Detail)) { GivesTryBack = !unknown.UsesUpATry },
            _ => throw new ArgumentOutOfRangeException(nameof(result), result, "An accepted message needs no next step."),
        };

    /// <summary>The step of a message the relay itself failed on.</summary>
    public NextStep SetAside(bool isInDoubt, string detail, DateTimeOffset now) => isInDoubt
        ? new NextStep.Resolve(now + options.MendDelay, detail)
        : new NextStep.Retry(now + options.MendDelay, Reasons.InternalError, detail, CountsAsLookup: true);

    /// <summary>The step of an attempt in doubt that, by the provider's list, was never taken.</summary>
    /// <param name="startedAt">Of the attempt.</param>
    public NextStep NotTaken(int tries, DateTimeOffset startedAt, DateTimeOffset now) => tries >= options.MaxAttempts
        ? new NextStep.DeadLetter(Reasons.RetriesExhausted, "The provider never took it.")
        : new NextStep.Retry(Rested(tries, startedAt, now), Reasons.ProviderBusy, "The provider never took the last attempt.");

    /// <summary>How much longer the provider's list may be incomplete; null: not any more.</summary>
    /// <param name="age">Of the attempt's end; negative where the clock was set back while no process ran.</param>
    public TimeSpan? DoubtLeft(TimeSpan age) => age >= options.DoubtPeriod ? null : options.DoubtPeriod - (age < TimeSpan.Zero ? TimeSpan.Zero : age);

    /// <summary>Exponential, with full jitter over its upper half: never before half the delay, so that a busy peer gets its rest.</summary>
    public TimeSpan Backoff(int tries) => TimeSpan.FromMilliseconds(Ceiling(tries) * (0.5 + (0.5 * jitter())));

    /// <summary>What <see cref="Backoff"/> never falls below.</summary>
    public TimeSpan LeastBackoff(int tries) => TimeSpan.FromMilliseconds(Ceiling(tries) * 0.5);

    /// <summary>Our own back-off or the peer's wish, whichever is longer, within reason.</summary>
    public TimeSpan Wait(int tries, TimeSpan? wish)
    {
        var backoff = Backoff(tries);
        return wish is { } asked && asked > backoff ? TimeSpan.FromTicks(Math.Min(asked.Ticks, LongestWish.Ticks)) : backoff;
    }

    /// <summary>
    /// While a peer is left alone: at least until somebody may call it again, and the longer the longer the message has waited, so that a hundred
    /// thousand that wait cost little.
    /// </summary>
    public TimeSpan WaitForPeer(TimeSpan least, TimeSpan age)
    {
        var backoff = Backoff(1 + (int)Math.Log2(1 + Math.Max(0, age.TotalSeconds)));
        return backoff > least ? backoff : least + TimeSpan.FromMilliseconds(options.RetryDelay.TotalMilliseconds * jitter());
    }

    /// <summary>Soon: with luck the provider lists the message at once, and the doubt is over.</summary>
    private static TimeSpan FirstLook => TimeSpan.FromSeconds(5);

    /// <summary>The doubt was a wait too; but a provider that never answers must not use up a message's tries one after the other.</summary>
    private DateTimeOffset Rested(int tries, DateTimeOffset startedAt, DateTimeOffset now)
    {
        var rested = startedAt + Backoff(tries);
        return rested > now ? rested : now;
    }

    private double Ceiling(int tries) =>
        Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, Math.Min(tries - 1, 20)), options.MaxRetryDelay.TotalMilliseconds);

    private static string ReasonFor(FailureClass failure) =>
        failure switch
        {
            FailureClass.Configuration => Reasons.ProviderConfiguration,
            FailureClass.OptedOut => Reasons.OptedOut,
            _ => Reasons.ProviderRejected,
        };

    private static string Words(string code, string detail) => $"{code}: {detail}";
}
