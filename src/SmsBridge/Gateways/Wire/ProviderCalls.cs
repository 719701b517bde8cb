using System.Text;
using System.Text.RegularExpressions;
using SmsBridge.Messages;

namespace SmsBridge.Gateways.Wire;

/// <summary>Calls to one provider, each judged once and kept for the record where it was no plain success.</summary>
internal sealed class ProviderCalls(string provider, HttpMessageInvoker http, TimeSpan timeout, TimeProvider time)
{
    private const int AnswerLimit = 256 * 1024;
    private const int ListLimit = 4 * 1024 * 1024;

    private readonly WireExchange _exchange = new(http, timeout, time);

    /// <summary>A call that may send an SMS.</summary>
    /// <param name="request">
    /// Its body has to be a <see cref="WatchedContent"/>, an empty one with GET: the handler itself repeats a request without a body when a connection
    /// breaks, and that would be a second SMS.
    /// </param>
    /// <param name="sms">Whose account's secrets are taken out of what is kept.</param>
    /// <param name="judge">Of any answer.</param>
    public async Task<(SendResult Result, WireOutcome Outcome)> SendAsync(
        HttpRequestMessage request, OutgoingSms sms, Func<WireAnswer, SendResult> judge, CancellationToken cancellationToken)
    {
        if (request.Content is not WatchedContent)
        {
            throw new ArgumentException("Only a watched body tells whether it left.", nameof(request));
        }

        var started = time.GetTimestamp();
        var outcome = await _exchange.SendAsync(request, sends: true, AnswerLimit, cancellationToken);
        var took = time.GetElapsedTime(started);
        var result = outcome.Answer is { } answer ? Judged(answer, judge) : ForeignAnswer.Judge(outcome.Silence!);
        return (result is SendResult.Accepted ? result : result with { Answer = Kept(outcome, took, sms) }, outcome);
    }

    /// <summary>A call that only asks.</summary>
    public Task<WireOutcome> AskAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _exchange.SendAsync(request, sends: false, ListLimit, cancellationToken);

    /// <summary>Why asking brought nothing, in words.</summary>
    public string Describe(WireOutcome outcome) => outcome switch
    {
        { Answer: { } answer } => FormattableString.Invariant($"{provider} answered HTTP {answer.HttpStatus}, not with what was asked for."),
        { Silence: { } silence } => $"{provider} could not be asked ({silence.Reason}): {silence.Detail}",
        _ => $"{provider} could not be asked.",
    };

    /// <summary>The SMS may have left: what the answer does to whoever reads it must not hide that.</summary>
    private SendResult Judged(WireAnswer answer, Func<WireAnswer, SendResult> judge)
    {
        try
        {
            return judge(answer);
        }
        catch (Exception exception) when (exception is InvalidOperationException or RegexMatchTimeoutException or OverflowException or FormatException)
        {
            return new SendResult.Unknown(GatewayCodes.UnreadableAnswer, $"{provider} answered in a way that can not be read.");
        }
    }

    private PeerAnswer Kept(WireOutcome outcome, TimeSpan took, OutgoingSms sms) => outcome.Answer is { } answer
        ? PeerAnswer.Of(
            provider, took, answer.HttpStatus, answer.Body is { Length: <= PeerAnswer.MostMasked } ? Encoding.UTF8.GetBytes(GatewayWords.WithoutSecrets(answer.Text, sms)) : null)
        : PeerAnswer.Silence(provider, took);
}
