using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using SmsBridge.Alarms.Channels;
using SmsBridge.Web;

namespace SmsBridge.Alarms;

/// <summary>Sends a letter by its receiver's channel and keeps how that went, which the console shows.</summary>
internal sealed class AlarmSending(
    MailChannel mail, PostChannel posts, AlarmStore store, IOptions<BridgeOptions> bridge, TimeProvider time, ILogger<AlarmSending> logger)
{
    /// <param name="lines">Empty: a test.</param>
    /// <returns>Null: it arrived; else why not, in a sentence.</returns>
    public async Task<string?> SendAsync(AlarmReceiver receiver, IReadOnlyList<AlarmLine> lines, CancellationToken cancellationToken)
    {
        var letter = new AlarmLetter($"alarm_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}", time.GetUtcNow(), lines, ConsoleAddress());
        var result = await SendAsync(receiver, letter, cancellationToken);
        if (result.IsSent)
        {
            if (result.Words is { } note)
            {
                logger.AlarmPartlySent(receiver.Name, note);
            }

            await store.ToldAsync(receiver.Name, letter, result.Words);
            return null;
        }

        logger.AlarmNotSent(receiver.Name, result.Words!);
        await store.FailedAsync(receiver.Name, result.Words!, time.GetUtcNow());
        return result.Words;
    }

    private Task<AlarmResult> SendAsync(AlarmReceiver receiver, AlarmLetter letter, CancellationToken cancellationToken) =>
        receiver.Options switch
        {
            null => LogAsync(letter),
            { Kind: AlarmChannelKind.Mail } => mail.SendAsync(receiver.Options, letter, cancellationToken),
            _ => posts.SendAsync(receiver.Options, letter, cancellationToken),
        };

    private Task<AlarmResult> LogAsync(AlarmLetter letter)
    {
        foreach (var (news, alarm) in letter.Lines)
        {
            if (news == AlarmNews.Cleared)
            {
                logger.AlarmCleared(alarm.Kind, alarm.Tenant, alarm.Words);
            }
            else
            {
                logger.AlarmRaised(AlarmLetter.Word(news), alarm.Kind, alarm.Tenant, alarm.Words, alarm.Remedy);
            }
        }

        if (letter.IsTest)
        {
            logger.AlarmTest();
        }

        return Task.FromResult(AlarmResult.Sent);
    }

    private Uri? ConsoleAddress() =>
        bridge.Value.PublicBase is { } ours ? new Uri(ours.AbsoluteUri.TrimEnd('/') + "/console") : null;
}
