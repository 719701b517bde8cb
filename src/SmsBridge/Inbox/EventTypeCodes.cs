using System.Collections.Concurrent;
using SmsBridge.Messages;
using SmsBridge.Storage;

namespace SmsBridge.Inbox;

/// <summary>
/// Integer codes for event types, so that the event table stays narrow. Ours are fixed by migration 0002; others get a code when
/// they first come. At most <see cref="Limit"/>: a core has about 440, a hostile caller has more.
/// </summary>
internal sealed class EventTypeCodes
{
    public const long ClientCreateCode = 1;
    public const long LoanRepaymentCode = 2;
    public const long SmsSendCode = 3;

    internal const int Limit = 2_000;

    private readonly ConcurrentDictionary<EventType, long> _codes = new(
        new Dictionary<EventType, long>
        {
            [EventType.None] = 0,
            [EventType.ClientCreate] = ClientCreateCode,
            [EventType.LoanRepayment] = LoanRepaymentCode,
            [EventType.SmsSend] = SmsSendCode,
        });

    /// <summary>The type behind one of the three codes an SMS belongs to.</summary>
    public static EventType Handled(long code) =>
        code switch
        {
            ClientCreateCode => EventType.ClientCreate,
            LoanRepaymentCode => EventType.LoanRepayment,
            SmsSendCode => EventType.SmsSend,
            _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No SMS belongs to this event type."),
        };

    public bool TryGet(EventType type, out long code) => _codes.TryGetValue(type, out code);

    /// <summary>Remembers a code that <see cref="GetOrAdd"/> gave; only once its transaction is on disk, or it may belong to another type later.</summary>
    public void Remember(EventType type, long code)
    {
        if (code != 0)
        {
            _codes.TryAdd(type, code);
        }
    }

    /// <summary>The type's code, made inside the running transaction when it is new; 0 once the limit is reached.</summary>
    public static long GetOrAdd(WriteSession session, EventType type)
    {
        var args = new { type.Entity, type.Action, Limit };
        return session.QueryFirst<long?>("SELECT id FROM event_type WHERE entity = @Entity AND action = @Action", args)
            ?? session.QueryFirst<long?>("""
                INSERT INTO event_type (entity, action)
                SELECT @Entity, @Action WHERE (SELECT COUNT(*) FROM event_type) < @Limit
                RETURNING id
                """, args)
            ?? 0;
    }
}
