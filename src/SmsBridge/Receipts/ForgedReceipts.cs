using System.Data.Common;
using SmsBridge.Messages;
using SmsBridge.Outbox;

namespace SmsBridge.Receipts;

/// <summary>
/// Puts on the record that somebody reported without the provider's signature. Support needs it: real callbacks look forged when the public
/// URL or the token is wrong. An attacker must not fill the disk with it: a message's timeline takes the first one only, and all of them
/// together get so many rows and log lines a minute; the rest is counted, and the count is logged. Message numbers are easily guessed, so the
/// first bound alone would be one row per message ever sent.
/// </summary>
internal sealed class ForgedReceipts(MessageReceipts receipts, TimeProvider time, ILogger<ForgedReceipts> logger)
{
    public const int MostPerMinute = 20;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _unverifiable = new(StringComparer.Ordinal); // of registered tenants' accounts only
    private long _count;
    private long _minute;
    private int _inMinute;

    /// <summary>Since the start, recorded or not.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <param name="messageId">Null when the report names none that exists.</param>
    /// <param name="source">The address it came from.</param>
    public async Task RecordAsync(long? messageId, string? source)
    {
        Interlocked.Increment(ref _count);
        if (!IsWorthARow())
        {
            return;
        }

        logger.Forged(messageId, source);
        try
        {
            if (messageId is { } id)
            {
                await receipts.NoteForgeryAsync(id, $"From {source ?? "an unknown address"}.");
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

    private bool IsWorthARow()
    {
        var minute = time.GetUtcNow().ToUnixTimeSeconds() / 60;
        lock (_gate)
        {
            if (_minute != minute)
            {
                if (_inMinute > MostPerMinute)
                {
                    logger.ForgeriesNotRecorded(_inMinute - MostPerMinute);
                }

                (_minute, _inMinute) = (minute, 0);
            }

            return ++_inMinute <= MostPerMinute;
        }
    }
}
