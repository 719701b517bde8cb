using System.Collections.Concurrent;
using SmsBridge.Gateways;

namespace SmsBridge.Tests.Support;

/// <summary>A provider that remembers what it was given and answers as told; by default named "twilio" so that registrations find it.</summary>
internal sealed class FakeSmsGateway(TimeProvider time, string provider = "twilio") : ISmsGateway
{
    private readonly ConcurrentQueue<OutgoingSms> _sent = new();
    private readonly ConcurrentQueue<Func<OutgoingSms, Task<SendResult>>> _script = new();
    private readonly ConcurrentQueue<(ProviderMessage Message, string Sender)> _taken = new();
    private int _lastSid;

    public string Provider => provider;

    /// <summary>Every call, also those it was told to fail.</summary>
    public IReadOnlyList<OutgoingSms> Sent => [.. _sent];

    /// <summary>What it lists: everything it accepted, and what a test says it took.</summary>
    public IReadOnlyList<ProviderMessage> Taken => [.. _taken.Select(taken => taken.Message)];

    public AccountCheck NextCheck { get; set; } = new AccountCheck.Verified();

    public string? ListingUnavailable { get; set; }

    /// <summary>Answers the next unscripted call this way.</summary>
    public void Next(SendResult result) => _script.Enqueue(_ => Task.FromResult(result));

    /// <inheritdoc cref="Next(SendResult)"/>
    public void Next(Func<OutgoingSms, SendResult> answer) => _script.Enqueue(sms => Task.FromResult(answer(sms)));

    /// <inheritdoc cref="Next(SendResult)"/>
    public void NextAsync(Func<OutgoingSms, Task<SendResult>> answer) => _script.Enqueue(answer);

    /// <summary>Takes the next message, but its answer is lost.</summary>
    public void NextTakenWithoutAnswer() => Next(sms =>
    {
        Take(sms);
        return new SendResult.Unknown("timeout", "No answer in time.");
    });

    public Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        _sent.Enqueue(sms);
        return _script.TryDequeue(out var answer) ? answer(sms) : Task.FromResult<SendResult>(Take(sms));
    }

    /// <summary>Lists as for a sender whose provider may put words behind a text.</summary>
    public bool MayExtend { get; set; }

    /// <summary>False: it has nothing to look an SMS up in.</summary>
    public bool CanBeAsked { get; set; } = true;

    public bool ListsByRecipient { get; set; } = true;

    public bool CountsParts { get; set; }

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(!CanBeAsked ? new ProviderSearch.NotPossible("It can be asked nothing.") : ListingUnavailable is { } detail
            ? new ProviderSearch.Unavailable(detail)
            : new ProviderSearch.Listed([.. _taken
                .Where(taken => taken.Sender == sms.Account.Sender && taken.Message.To == sms.To.Value && taken.Message.CreatedAt >= sms.Since)
                .Select(taken => taken.Message with { MayBeExtended = MayExtend }).Reverse()]));

    /// <summary>What it says about a message it is asked for; by default nothing.</summary>
    public Func<SenderAccount, long, string, CancellationToken, Task<ProviderReport>>? Polled { get; set; }

    /// <summary>Messages it was asked for, in order.</summary>
    public ConcurrentQueue<long> Polls { get; } = new();

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken)
    {
        Polls.Enqueue(messageId);
        return Polled is { } answer
            ? answer(account, messageId, providerId, cancellationToken)
            : Task.FromResult<ProviderReport>(new ProviderReport.Nothing("Not scripted."));
    }

    /// <summary>Accounts it was asked to check, in order.</summary>
    public ConcurrentQueue<SenderAccount> Checked { get; } = new();

    /// <summary>What it says of an account; by default <see cref="NextCheck"/>.</summary>
    public Func<SenderAccount, Task<AccountCheck>>? Checking { get; set; }

    public Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        Checked.Enqueue(account);
        return Checking?.Invoke(account) ?? Task.FromResult(NextCheck);
    }

    public SendResult.Accepted Take(OutgoingSms sms)
    {
        var sid = $"{(provider == "twilio" ? "SM" : provider)}{Interlocked.Increment(ref _lastSid):x32}";
        _taken.Enqueue((new ProviderMessage(sid, sms.To.Value, sms.Body, "queued", Outbound: true, time.GetUtcNow(), ErrorCode: null), sms.Account.Sender));
        return new SendResult.Accepted(sid, "queued");
    }
}
