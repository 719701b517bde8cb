using System.Data.Common;
using System.Net;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Web.Limits;

namespace SmsBridge.Receipts;

/// <summary>
/// Puts on the record that somebody reported without the provider's signature. Support needs it: real callbacks look forged when the public
/// URL or the token is wrong. An attacker must not fill the disk with it: a message's timeline takes the first one only, and each
/// network gets so many rows and log lines a minute, and all of them together five times as many; the rest is counted, and the count is logged.
/// Message numbers are easily guessed, so the first bound alone would be one row per message ever sent.
/// </summary>
internal sealed class ForgedReceipts(MessageReceipts receipts, TimeProvider time, ILogger<ForgedReceipts> logger)
{
    /// <summary>From one network.</summary>
    public const int MostPerMinute = 20;

    /// <summary>Of all networks.</summary>
    public const int MostOfAllPerMinute = 5 * MostPerMinute;

    private readonly MinuteLimit<IPAddress> _ofNetwork = new(MostPerMinute, time, beyond: (_, count) => logger.ForgeriesNotRecorded(count));
    private readonly MinuteLimit<bool> _ofAll = new(MostOfAllPerMinute, time, beyond: (_, count) => logger.ForgeriesNotRecorded(count));
    private readonly Lock _gate = new();
    private readonly HashSet<string> _unverifiable = new(StringComparer.Ordinal); // of registered tenants' accounts only
    private long _count;

    /// <summary>Since the start, recorded or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <param name="messageId">Null when the report names none that exists.</param>
    /// <param name="source">The address it came from.</param>
    public async Task RecordAsync(long? messageId, IPAddress? source)
    {
        Interlocked.Increment(ref _count);
        if (_ofNetwork.Count(ClientNetwork.Of(source)) is not null || _ofAll.Count(true) is not null)
        {
            return;
        }

        logger.Forged(messageId, source?.ToString());
        try
        {
            if (messageId is { } id)
            {
                await receipts.NoteForgeryAsync(id, $"From {source?.ToString() ?? "an unknown address"}.");
            }
        }
        catch (DbException)
        {
            // It is in the log, and the stranger is owed nothing.
        }
    }

    /// <summary>Nobody could tell a real report of this account from a forged one. That is no news about any message, so it is said once.</summary>
    public void NoteUnverifiable(SenderAccount account)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _unverifiable.Add(account.AccountId);
        }

        if (isNew)
        {
            logger.Unverifiable(account.AccountId);
        }
    }
}
