using System.Globalization;

namespace SmsBridge.Gateways.Smpp;

/// <summary>One SMS in its parts, one after the other: it is accepted when the last of them is. Once one is taken, the SMS as a whole is never said to be repeatable.</summary>
internal sealed class SmppSubmission(string provider, SmppVerdict verdict, SmppSession session, TimeProvider time)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);

    private readonly long _begunAt = time.GetTimestamp();

    /// <param name="longest">The wait for the first part's place in the window.</param>
    /// <param name="longestForAll">No further part is begun later than this from now.</param>
    /// <param name="stopping">Ends the wait for the first part's place. Once a part is taken, what is left of the SMS is worth the wait.</param>
    public async Task<SendResult> SendAsync(
        IReadOnlyList<SmppMessage> parts, TimeSpan longest, TimeSpan longestForAll, CancellationToken stopping, CancellationToken cancellationToken)
    {
        var ids = new List<IReadOnlyList<string>>(); // each with its other spellings
        for (var taken = 0; ; taken++)
        {
            var (result, id) = taken == 0
                ? await SendPartAsync(parts[taken], isFirst: true, longest, stopping, cancellationToken)
                : await SendPartAsync(parts[taken], isFirst: false, longestForAll, CancellationToken.None, cancellationToken);
            if (result is not null)
            {
                return taken == 0 ? result : Partly(result, taken, parts.Count);
            }

            if (id is not null)
            {
                ids.Add([SmppMessageIds.Stored(provider, id), .. SmppMessageIds.StoredOthers(provider, id)]);
            }

            if (taken == parts.Count - 1)
            {
                return id is not null
                    ? Accepted(ids, parts.Count)
                    : new SendResult.Unknown(GatewayCodes.UnreadableAnswer, "The SMSC took it without an id: no receipt could be told to be of it.");
            }
        }
    }

    /// <summary>Of a part without an id nothing can be told: then the last one's receipt stands for the whole.</summary>
    private static SendResult.Accepted Accepted(List<IReadOnlyList<string>> ids, int parts)
    {
        var isKnown = parts > 1 && ids.Count == parts;
        return new SendResult.Accepted(ids[^1][0], "accepted")
        {
            IsIdUnique = false, Parts = isKnown ? ids : [], Spellings = isKnown ? [.. ids.SelectMany(id => id).Where(id => id != ids[^1][0])] : [.. ids[^1].Skip(1)],
        };
    }

    /// <param name="longest">From the beginning of all on.</param>
    /// <returns>Null and the SMSC's id, where it was taken.</returns>
    private async Task<(SendResult? Result, string? Id)> SendPartAsync(
        SmppMessage part, bool isFirst, TimeSpan longest, CancellationToken stopping, CancellationToken cancellationToken)
    {
        while (true)
        {
            SendResult result;
            switch (await session.SubmitAsync(part, longest - time.GetElapsedTime(_begunAt), cancellationToken, stopping))
            {
                case SmppAnswer.Answered { Pdu: { Status: SmppStatus.Ok } pdu } when pdu.Command == SmppCommand.AnswerTo(SmppCommand.SubmitSm):
                    return (null, SmppMessage.ParseId(pdu.Body.Span));
                case SmppAnswer.Answered { Pdu.Status: var status }:
                    if (status == SmppStatus.WrongBindState)
                    {
                        session.GiveUp("The SMSC says that the session is not bound.");
                    }

                    result = verdict.Of(status);
                    break;
                case SmppAnswer.NotWritten or SmppAnswer.NoPlace when stopping.IsCancellationRequested:
                    return (SendResult.NotBegun, null);
                case SmppAnswer.NoPlace full:
                    return (new SendResult.Retryable(FailureClass.Throttled, GatewayCodes.WindowFull, BetweenTries, full.Detail) { WasAnswered = null }, null);
                case SmppAnswer.NotWritten unsaid:
                    return (new SendResult.Retryable(FailureClass.Unreachable, GatewayCodes.NotConnected, After: null, unsaid.Detail), null);
                case SmppAnswer.Unanswered silent:
                    return (new SendResult.Unknown(silent.Code, silent.Detail), null);
                default:
                    throw new InvalidOperationException("Unknown answer.");
            }

            // Of an SMS of which a part is taken nothing but the next part can still go out, so that one waits here. It was certainly not taken.
            if (isFirst || result is not SendResult.Retryable { Class: FailureClass.Throttled } || !await PausedAsync(longest, cancellationToken))
            {
                return (result, null);
            }
        }
    }

    private async Task<bool> PausedAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_begunAt) + BetweenTries >= longest)
        {
            return false;
        }

        try
        {
            await Task.Delay(BetweenTries, time, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The client has, or will get, a piece of it. Sent again as a whole, that piece would be there twice; so it is not, and a person is told.</summary>
    private static SendResult Partly(SendResult result, int taken, int parts)
    {
        return result switch
        {
            SendResult.Unknown unknown => unknown with
            {
                Detail = string.Create(CultureInfo.InvariantCulture, $"{taken} of {parts} parts were taken; whether the next was is not known: {unknown.Detail}"),
            },
            SendResult.Rejected rejected => Broken(rejected.Code, rejected.Detail),
            SendResult.Retryable retryable => Broken(retryable.Code, retryable.Detail),
            _ => result,
        };

        SendResult.Rejected Broken(string code, string detail) =>
            new(FailureClass.Permanent, code, string.Create(CultureInfo.InvariantCulture, $"{taken} of {parts} parts were taken, and the next was not, so the client may see a piece: {detail}"))
            {
                TookSome = true,
            };
    }
}
