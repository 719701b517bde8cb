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

    private const int Limit = 2_000;

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

    /// <summary>The type's code, made inside the running transaction when it is new; 0 once the limit is reached.</summary>
    public long GetOrAdd(WriteSession session, EventType type)
    {
        if (_codes.TryGetValue(type, out var code))
        {
            return code;
        }

        if (_codes.Count >= Limit)
        {
            return 0;
        }

        // Not cached when just made: the transaction may still be rolled back. The next event of the type finds and caches it.
        var known = session.QueryFirst<long?>("SELECT id FROM event_type WHERE entity = @Entity AND action = @Action", new { type.Entity, type.Action });
        if (known is { } id)
        {
            _codes.TryAdd(type, id);
            return id;
        }

        return session.Scalar<long>(
            "INSERT INTO event_type (entity, action) VALUES (@Entity, @Action) RETURNING id", new { type.Entity, type.Action });
    }
}
