using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Alarms;

/// <summary>How telling a receiver goes.</summary>
/// <param name="ToldAt">When something reached it last.</param>
/// <param name="FailingSince">Null: the latest try went well.</param>
/// <param name="Failures">In a row.</param>
/// <param name="TryAt">Not before, after a failure.</param>
/// <param name="Error">Why it failed; beside a success, who of several was not reached.</param>
internal sealed record ReceiverState(string Name, DateTimeOffset? ToldAt, DateTimeOffset? FailingSince, int Failures, DateTimeOffset? TryAt, string? Error)
{
    public static ReceiverState New(string name) => new(name, null, null, 0, null, null);
}

/// <summary>What is known of alarms at one moment.</summary>
internal sealed record AlarmRecord(
    IReadOnlyDictionary<(string Kind, string Tenant), StandingAlarm> Alarms,
    IReadOnlyDictionary<(string Receiver, string Kind, string Tenant), ToldAlarm> Told,
    IReadOnlyDictionary<string, ReceiverState> Receivers);

/// <summary>The owner of <c>alarm</c>, <c>alarm_told</c> and <c>alarm_receiver</c>: all of them a few rows.</summary>
internal sealed class AlarmStore(Database database) : IFollowsClock
{
    /// <summary>Alarms that are over are of use for as long as the all-clear may wait for a receiver that fails.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public async Task<AlarmRecord> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        var alarms = await connection.QueryAsync<AlarmRow>(new CommandDefinition(
            "SELECT kind AS Kind, tenant AS Tenant, since AS Since, gone_at AS GoneAt, items AS Items, urgent AS Urgent, words AS Words, remedy AS Remedy FROM alarm", cancellationToken: cancellationToken));
        var told = await connection.QueryAsync<(string Receiver, string Kind, string Tenant, long ToldAt, long Items, long IsOver)>(new CommandDefinition(
            "SELECT receiver, kind, tenant, told_at, items, is_over FROM alarm_told", cancellationToken: cancellationToken));
        return new AlarmRecord(
            alarms.Select(row => row.ToAlarm()).ToDictionary(alarm => alarm.Key),
            told.ToDictionary(row => (row.Receiver, row.Kind, row.Tenant), row => new ToldAlarm(StoredTime.At(row.ToldAt), (int)row.Items, row.IsOver != 0)),
            await ReceiversAsync(connection, cancellationToken));
    }

    public async Task<IReadOnlyDictionary<string, ReceiverState>> ReceiversAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenReadAsync(cancellationToken);
        return await ReceiversAsync(connection, cancellationToken);
    }

    /// <summary>Keeps what stands by now, and drops what has long been over, and what is known of receivers that are none of the settings' any more.</summary>
    /// <param name="changed">Those that are new, gone or back, or of another size.</param>
    /// <param name="receivers">Names of all there are.</param>
    public Task KeepAsync(IReadOnlyCollection<StandingAlarm> changed, IReadOnlyCollection<string> receivers, DateTimeOffset now) =>
        database.WriteAsync(session =>
        {
            foreach (var alarm in changed)
            {
                session.Execute(
                    """
                    INSERT INTO alarm (kind, tenant, since, gone_at, items, urgent, words, remedy) VALUES (@Kind, @Tenant, @Since, @GoneAt, @Items, @Urgent, @Words, @Remedy)
                    ON CONFLICT (kind, tenant) DO UPDATE SET
                        since = excluded.since, gone_at = excluded.gone_at, items = excluded.items, urgent = excluded.urgent, words = excluded.words, remedy = excluded.remedy
                    """, AlarmRow.Of(alarm));
            }

            var old = new { Before = (now - Kept).ToUnixTimeMilliseconds() };
            session.Execute("DELETE FROM alarm WHERE gone_at < @Before", old);
            session.Execute("DELETE FROM alarm_told WHERE told_at < @Before AND NOT EXISTS (SELECT 1 FROM alarm WHERE alarm.kind = alarm_told.kind AND alarm.tenant = alarm_told.tenant)", old);
            foreach (var gone in session.Query<string>("SELECT name FROM alarm_receiver").Except(receivers, StringComparer.Ordinal))
            {
                session.Execute("DELETE FROM alarm_told WHERE receiver = @gone", new { gone });
                session.Execute("DELETE FROM alarm_receiver WHERE name = @gone", new { gone });
            }
        });

    /// <summary>A letter reached its receiver. After a test the next alarm need not wait.</summary>
    /// <param name="note">Who of several was not reached.</param>
    public Task ToldAsync(string receiver, AlarmLetter letter, string? note) =>
        database.WriteAsync(session =>
        {
            var at = letter.At.ToUnixTimeMilliseconds();
            foreach (var (news, alarm) in letter.Lines)
            {
                var values = new { receiver, alarm.Kind, alarm.Tenant, at, alarm.Items };
                session.Execute(
                    news == AlarmNews.Cleared
                        ? "UPDATE alarm_told SET is_over = 1 WHERE receiver = @receiver AND kind = @Kind AND tenant = @Tenant"
                        : """
                        INSERT INTO alarm_told (receiver, kind, tenant, told_at, items, is_over) VALUES (@receiver, @Kind, @Tenant, @at, @Items, 0)
                        ON CONFLICT (receiver, kind, tenant) DO UPDATE SET told_at = excluded.told_at, items = excluded.items, is_over = 0
                        """, values);
            }

            Keep(session, new ReceiverState(receiver, letter.IsTest ? Find(session, receiver).ToldAt : letter.At, FailingSince: null, Failures: 0, TryAt: null, note));
        });

    /// <summary>A letter did not.</summary>
    public Task FailedAsync(string receiver, string error, DateTimeOffset now) =>
        database.WriteAsync(session =>
        {
            var before = Find(session, receiver);
            var failures = before.Failures + 1;
            Keep(session, before with { FailingSince = before.FailingSince ?? now, Failures = failures, TryAt = now + AlarmPolicy.WaitAfter(failures), Error = error });
        });

    /// <inheritdoc/>
    public void SetBack(WriteSession session, long latest, long by)
    {
        foreach (var (table, column) in (ReadOnlySpan<(string, string)>)[("alarm", "since"), ("alarm", "gone_at"), ("alarm_told", "told_at"), ("alarm_receiver", "told_at"), ("alarm_receiver", "try_at")])
        {
            session.Execute($"UPDATE {table} SET {column} = {column} - @by WHERE {column} > @latest", new { by, latest });
        }
    }

    private static ReceiverState Find(WriteSession session, string receiver) =>
        session.QueryFirst<ReceiverRow>($"{ReceiverRow.Select} WHERE name = @receiver", new { receiver })?.ToState() ?? ReceiverState.New(receiver);

    private static void Keep(WriteSession session, ReceiverState state) =>
        session.Execute(
            """
            INSERT INTO alarm_receiver (name, told_at, failing_since, failures, try_at, error) VALUES (@Name, @ToldAt, @FailingSince, @Failures, @TryAt, @Error)
            ON CONFLICT (name) DO UPDATE SET
                told_at = excluded.told_at, failing_since = excluded.failing_since, failures = excluded.failures, try_at = excluded.try_at, error = excluded.error
            """,
            new
            {
                state.Name, ToldAt = state.ToldAt?.ToUnixTimeMilliseconds(), FailingSince = state.FailingSince?.ToUnixTimeMilliseconds(), state.Failures,
                TryAt = state.TryAt?.ToUnixTimeMilliseconds(), state.Error,
            });

    private static async Task<IReadOnlyDictionary<string, ReceiverState>> ReceiversAsync(System.Data.Common.DbConnection connection, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<ReceiverRow>(new CommandDefinition(ReceiverRow.Select, cancellationToken: cancellationToken)))
            .ToDictionary(row => row.Name, row => row.ToState(), StringComparer.Ordinal);

    private sealed record AlarmRow
    {
        public string Kind { get; init; } = "";

        public string Tenant { get; init; } = "";

        public long Since { get; init; }

        public long? GoneAt { get; init; }

        public long Items { get; init; }

        public long Urgent { get; init; }

        public string Words { get; init; } = "";

        public string? Remedy { get; init; }

        public static AlarmRow Of(StandingAlarm alarm) => new()
        {
            Kind = alarm.Kind, Tenant = alarm.Tenant, Since = alarm.Since.ToUnixTimeMilliseconds(), GoneAt = alarm.GoneAt?.ToUnixTimeMilliseconds(),
            Items = alarm.Items, Urgent = alarm.IsUrgent ? 1 : 0, Words = alarm.Words, Remedy = alarm.Remedy,
        };

        public StandingAlarm ToAlarm() => new(Kind, Tenant, StoredTime.At(Since), StoredTime.At(GoneAt), (int)Items, Urgent != 0, Words, Remedy);
    }

    private sealed record ReceiverRow
    {
        public const string Select =
            "SELECT name AS Name, told_at AS ToldAt, failing_since AS FailingSince, failures AS Failures, try_at AS TryAt, error AS Error FROM alarm_receiver";

        public string Name { get; init; } = "";

        public long? ToldAt { get; init; }

        public long? FailingSince { get; init; }

        public long Failures { get; init; }

        public long? TryAt { get; init; }

        public string? Error { get; init; }

        public ReceiverState ToState() => new(Name, StoredTime.At(ToldAt), StoredTime.At(FailingSince), (int)Failures, StoredTime.At(TryAt), Error);
    }
}
