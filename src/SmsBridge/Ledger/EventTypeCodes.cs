using System.Collections.Concurrent;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Integer codes for event types, so that the event table stays narrow. What an SMS or a notice hangs on, and the core's own events, have one from
/// migrations 0002 and 0027, whatever else is sent. Any other name gets one when a tenant first sends it, and counts as that tenant's: at most
/// <see cref="MostOfTenant"/>. A core has about 440, a hostile caller has more, and uses up nobody's but its own.
/// </summary>
internal sealed class EventTypeCodes
{
    public const long ClientCreateCode = 1;
    public const long LoanRepaymentCode = 2;
    public const long SmsSendCode = 3;

    /// <summary>Two-factor codes, from migration 0066: less than any that is given, so that it is the same in every database.</summary>
    public const long SmsCodeCode = -1;

    /// <summary>Of all tenants of one identifier together, so that registering anew gives no new ones. One taken on trust has none of its own.</summary>
    internal const int MostOfTenant = 500;

    private readonly ConcurrentDictionary<EventType, long> _codes = new(
        new Dictionary<EventType, long>
        {
            [EventType.None] = 0,
            [EventType.ClientCreate] = ClientCreateCode,
            [EventType.LoanRepayment] = LoanRepaymentCode,
            [EventType.SmsSend] = SmsSendCode,
            [EventType.SmsCode] = SmsCodeCode,
        });

    private readonly ConcurrentDictionary<long, EventType> _types = new(
        new Dictionary<long, EventType>
        {
            [ClientCreateCode] = EventType.ClientCreate,
            [LoanRepaymentCode] = EventType.LoanRepayment,
            [SmsSendCode] = EventType.SmsSend,
            [SmsCodeCode] = EventType.SmsCode,
        });

    /// <summary>The type behind a code that had its name when this process began; <see cref="EventType.None"/>: a tenant has named it since.</summary>
    public EventType TypeOf(long code) => _types.GetValueOrDefault(code, EventType.None);

    public bool TryGet(EventType type, out long code) => _codes.TryGetValue(type, out code);

    /// <summary>Remembers a code that <see cref="GetOrAdd"/> gave; only once its transaction is on disk, or it may belong to another type later.</summary>
    public void Remember(EventType type, long code)
    {
        if (code != 0)
        {
            _codes.TryAdd(type, code);
            _types.TryAdd(code, type);
        }
    }

    /// <summary>The type's code, made inside the running transaction when it is new; 0 when its tenant has used up its own.</summary>
    public static long GetOrAdd(WriteSession session, EventType type, long tenantId)
    {
        var args = new { type.Entity, type.Action, tenantId, MostOfTenant };
        return session.QueryFirst<long?>("SELECT id FROM event_type WHERE entity = @Entity AND action = @Action", args)
            ?? session.QueryFirst<long?>("""
                INSERT INTO event_type (entity, action, tenant_id)
                SELECT @Entity, @Action, @tenantId
                WHERE (
                    SELECT COUNT(*) FROM event_type
                    WHERE tenant_id = @tenantId
                        OR tenant_id IN (SELECT id FROM tenant WHERE identifier = (SELECT identifier FROM tenant WHERE id = @tenantId))) < @MostOfTenant
                    AND NOT EXISTS (SELECT 1 FROM tenant WHERE id = @tenantId AND trusted_until IS NOT NULL)
                RETURNING id
                """, args)
            ?? 0;
    }
}
