using System.Globalization;
using System.Security.Cryptography;
using SmsBridge.Store;

namespace SmsBridge.Intake.Events;

/// <summary>Sole writer of <c>external_event</c>, <c>parked_event</c>, <c>external_form</c> and <c>external_source</c>.</summary>
internal sealed class ExternalEventStatements(WriteSession session) : IDisposable
{
    private static readonly string[] Columns = ["tenant_id", "created_at", "event_key"];

    private readonly PreparedStatement _remember = session.PrepareInsert(
        "INSERT INTO external_event (tenant_id, created_at, event_key) VALUES (@tenantId, @createdAt, @eventKey) ON CONFLICT DO NOTHING", "tenantId", "createdAt", "eventKey");

    private readonly PreparedMany<long?>? _rows = session.TakesSets ? session.PrepareRows("external_event", Columns) : null;

    public static ExternalEventStatements Of(WriteSession session) => session.Statements(static session => new ExternalEventStatements(session));

    /// <returns>Of each whether it is new: neither taken before nor by an earlier one of these.</returns>
    public IReadOnlyList<bool> Remember(IReadOnlyList<EventEntry> entries)
    {
        if (_rows is null || entries.Count < 2)
        {
            return [.. entries.Select(entry =>
            {
                Bind(_remember, entry);
                return _remember.Insert() is not null;
            })];
        }

        _rows.Clear();
        foreach (var entry in entries)
        {
            Bind(_rows, entry);
            _rows.Add();
        }

        return [.. _rows.Execute().Select(id => id is not null)];
    }

    /// <param name="isOfNobody">Those of tenants that are not registered; else all others.</param>
    public static ParkedSize Parked(WriteSession session, bool isOfNobody) =>
        session.QueryFirst<ParkedSize>(
            $"SELECT COUNT(*) AS Messages, CAST(COALESCE(SUM(LENGTH(body)), 0) AS BIGINT) AS Bytes FROM parked_event WHERE problem {(isOfNobody ? "=" : "<>")} @NoTenant",
            new { ParkedMessage.NoTenant }) ?? new ParkedSize();

    /// <param name="tenant">Null: whatever they name.</param>
    public static int Drop(WriteSession session, string? tenant) =>
        tenant is null ? session.Execute("DELETE FROM parked_event") : session.Execute("DELETE FROM parked_event WHERE tenant = @tenant", new { tenant });

    public static void Drop(WriteSession session, long id) => session.Execute("DELETE FROM parked_event WHERE id = @id", new { id });

    public static void ForgetOfNobody(WriteSession session, DateTimeOffset before) =>
        session.Execute(
            "DELETE FROM parked_event WHERE problem = @NoTenant AND parked_at < @before", new { ParkedMessage.NoTenant, before = before.ToUnixTimeMilliseconds() });

    /// <param name="ofWhom">A condition on the tenant's name.</param>
    public static int DropOld(WriteSession session, string ofWhom, string identifier, DateTimeOffset before, int most) => session.Execute(
        $"DELETE FROM parked_event WHERE id IN (SELECT id FROM parked_event WHERE {ofWhom} AND parked_at < @before ORDER BY id LIMIT @most)",
        new { Identifier = identifier, before = before.ToUnixTimeMilliseconds(), most });

    public static void Park(WriteSession session, ParkedMessage parked, DateTimeOffset now) =>
        session.Execute(
            """
            INSERT INTO parked_event (tenant, digest, broker, place, problem, body, parked_at)
            VALUES (@Tenant, @digest, @Broker, @Place, @Problem, @Bytes, @now) ON CONFLICT DO NOTHING
            """,
            new
            {
                parked.Tenant, digest = SHA256.HashData(parked.Raw.Bytes), parked.Raw.Broker, parked.Raw.Place, parked.Problem, parked.Raw.Bytes, now = now.ToUnixTimeMilliseconds(),
            });

    /// <returns>False: it was seen before.</returns>
    public static bool Note(WriteSession session, NewForm form, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO external_form (dataschema, fingerprint, seen_at) VALUES (@Schema, @Fingerprint, @now) ON CONFLICT DO NOTHING",
            new { form.Schema, form.Fingerprint, now = now.ToUnixTimeMilliseconds() }) > 0;

    /// <summary>The broker's start, as it was settled the first time.</summary>
    public static SourceStart Begin(WriteSession session, string broker, DateTimeOffset now, DateTimeOffset? startFrom)
    {
        session.Execute(
            "INSERT INTO external_source (broker, begun_at, starts_at) VALUES (@broker, @now, @startsAt) ON CONFLICT DO NOTHING",
            new { broker, now = now.ToUnixTimeMilliseconds(), startsAt = (startFrom ?? now).ToUnixTimeMilliseconds() });
        var startsAt = session.Scalar<long>("SELECT starts_at FROM external_source WHERE broker = @broker", new { broker });
        return new SourceStart(StoredTime.At(startsAt));
    }

    /// <summary>Drops some of the keys that are too old to come again.</summary>
    /// <returns>How many; as many as asked for: there may be more.</returns>
    public static int Forget(WriteSession session, DateTimeOffset before, int most) =>
        session.Execute(
            $"""
            DELETE FROM external_event WHERE id IN (
                SELECT external_event.id FROM tenant CROSS JOIN external_event
                WHERE external_event.tenant_id = tenant.id AND external_event.created_at < @before LIMIT {most.ToString(CultureInfo.InvariantCulture)})
            """, new { before = before.ToUnixTimeMilliseconds() }); // by tenant, as the index is; deleted ones have a row too

    public void Dispose()
    {
        _remember.Dispose();
        _rows?.Dispose();
    }

    private static void Bind(StatementValues insert, EventEntry entry)
    {
        insert.Bind(1, entry.TenantId);
        insert.Bind(2, entry.CreatedAt.ToUnixTimeMilliseconds());
        insert.Bind(3, entry.Key);
    }
}

/// <summary>What is parked already.</summary>
internal sealed record ParkedSize
{
    public long Messages { get; init; }

    public long Bytes { get; init; }
}

/// <summary>From when on a broker's events are told.</summary>
internal readonly record struct SourceStart(DateTimeOffset StartsAt)
{
    /// <summary>The core's clock may be behind ours, and it sends once a minute.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    /// <summary>What was raised before is nobody's matter.</summary>
    public DateTimeOffset PassesOverBefore => StartsAt - DateTimeOffset.UnixEpoch > Slack ? StartsAt - Slack : DateTimeOffset.UnixEpoch;
}
