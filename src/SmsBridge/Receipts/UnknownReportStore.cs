using Dapper;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Store;

namespace SmsBridge.Receipts;

/// <summary>Sole writer of <c>unknown_report</c>. What ends a tenant leaves it alone: within minutes it is gone by itself, and until then it may be about an SMS under way.</summary>
internal sealed class UnknownReportStore(Database database, TimeProvider time)
{
    /// <summary>Of one tenant, the latest: who reports about another program's SMS must not fill the disk.</summary>
    public const int MostOfTenant = 1_000;

    /// <summary>Looked for in one run.</summary>
    public const int MostAtOnce = 500;

    /// <summary>How long one waits. A call to a provider takes a minute at most.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    /// <summary>Until it is looked for the first time; then each time after as long as it has waited.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromSeconds(1);

    /// <summary>The longest lease, with a minute for clocks that differ: whose answer is awaited is under one.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(11);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Those of the tenants that have an SMS under way to the provider whose answer is still to come.</summary>
    /// <param name="tenants">The core's names for them.</param>
    public async Task<List<string>> UnderWayAsync(string provider, IReadOnlyCollection<string> tenants)
    {
        await using var connection = await database.OpenBriefReadAsync();
        return (await connection.QueryAsync<string>("""
            SELECT DISTINCT identifier FROM message JOIN tenant ON tenant.id = message.tenant_id
            WHERE identifier IN @tenants AND message.due_at > @Now AND message.due_at <= @until AND message.status = @Sending AND provider_id IS NULL AND message.provider = @provider
            """, new { tenants, provider, Now, until = Now + (long)LongestCall.TotalMilliseconds, Sending = (int)MessageStatus.Sending })).AsList();
    }

    /// <summary>Once for each word: a repeat is none more.</summary>
    public Task AddAsync(IReadOnlyList<string> tenants, UnknownReport report) =>
        database.WriteAsync(session =>
        {
            foreach (var tenant in tenants)
            {
                Add(session, tenant, report, Now);
            }
        });

    /// <summary>What it is time to look for, the longest due first.</summary>
    public async Task<List<WaitingReport>> DueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenBriefReadAsync();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT tenant AS Tenant, provider AS Provider, provider_id AS ProviderId, word AS Word, spellings AS Spellings, recipient AS Recipient, is_part AS IsPart, status AS Status,
                error_code AS ErrorCode, reason AS Reason, detail AS Detail, failure_class AS FailureClass, resend_after AS ResendAfter, micros AS Micros, currency AS Currency, due_at AS DueAt
            FROM unknown_report WHERE due_at <= @Now OR received_at > @Now ORDER BY due_at LIMIT {MostAtOnce}
            """, new { Now }, cancellationToken: cancellationToken));
        return [.. rows.Select(static row => row.ToReport())];
    }

    /// <summary>It has found its SMS.</summary>
    public Task RemoveAsync(WaitingReport found) =>
        database.WriteAsync(session => session.Execute(
            "DELETE FROM unknown_report WHERE tenant = @Tenant AND provider = @Provider AND provider_id = @ProviderId AND word = @ProviderStatus",
            new { found.Tenant, found.Report.Provider, found.Report.Says.ProviderId, found.Report.Says.ProviderStatus }));

    /// <summary>Those that were looked for in vain wait as long again as they have waited; what has waited for too long goes.</summary>
    /// <param name="lastDue">When the last of those that were looked for was due.</param>
    /// <returns>How many went.</returns>
    public Task<int> PutOffAsync(long lastDue) =>
        database.WriteAsync(session =>
        {
            var kept = (long)Kept.TotalMilliseconds;
            var gone = session.Execute("DELETE FROM unknown_report WHERE received_at <= @Now - @kept OR received_at > @Now + @kept", new { Now, kept }); // later than now: the clock was set back
            session.Execute("""
                UPDATE unknown_report SET due_at = CASE WHEN @Now + @Now - received_at < received_at + @kept THEN @Now + @Now - received_at ELSE received_at + @kept END
                WHERE due_at <= @lastDue
                """, new { Now, kept, lastDue });
            return gone;
        });

    /// <summary>Without the carrier's own words: nobody knows yet whose report it is, and it might be a two-factor code's.</summary>
    private static void Add(WriteSession session, string tenant, UnknownReport report, long now)
    {
        var says = report.Says;
        var added = session.Execute("""
            INSERT INTO unknown_report (tenant, provider, provider_id, word, spellings, recipient, is_part, status, error_code, reason, detail, failure_class, resend_after, micros, currency,
                received_at, due_at)
            VALUES (@tenant, @Provider, @ProviderId, @ProviderStatus, @spellings, @recipient, @isPart, @status, @code, @Reason, @detail, @failure, @after, @micros, @currency, @now, @due)
            ON CONFLICT DO NOTHING
            """, new
        {
            tenant, report.Provider, says.ProviderId, says.ProviderStatus, spellings = Lines(report.Spellings), recipient = report.To?.Value, isPart = says.MayBePart ? 1L : 0L,
            status = (long)says.Status, code = KeptWords.Code(says.ErrorCode), says.Reason, detail = (string?)null, failure = (long?)says.Class,
            after = (long?)says.ResendAfter?.TotalMilliseconds, micros = says.Price?.Micros, currency = says.Price?.Currency, now, due = now + (long)FirstLook.TotalMilliseconds,
        });
        if (added == 1)
        {
            session.Execute("""
                DELETE FROM unknown_report WHERE tenant = @tenant AND received_at < (
                    SELECT received_at FROM unknown_report WHERE tenant = @tenant ORDER BY received_at DESC LIMIT 1 OFFSET @MostOfTenant - 1)
                """, new { tenant, MostOfTenant });
        }
    }

    /// <summary>Null: there are none. One with a line's end in it is none that an answer could bring.</summary>
    private static string? Lines(IReadOnlyList<string> spellings) =>
        spellings.Count == 0 ? null : string.Join('\n', spellings.Where(static spelling => !spelling.Contains('\n', StringComparison.Ordinal)));

    private sealed record Row
    {
        public string Tenant { get; init; } = "";

        public string Provider { get; init; } = "";

        public string ProviderId { get; init; } = "";

        public string Word { get; init; } = "";

        public string? Spellings { get; init; }

        public string? Recipient { get; init; }

        public long IsPart { get; init; }

        public MessageStatus Status { get; init; }

        public string? ErrorCode { get; init; }

        public string? Reason { get; init; }

        public string? Detail { get; init; }

        public FailureClass? FailureClass { get; init; }

        public long? ResendAfter { get; init; }

        public long? Micros { get; init; }

        public string? Currency { get; init; }

        public long DueAt { get; init; }

        public WaitingReport ToReport()
        {
            var says = new Receipt(0, ProviderId, Status, Word, ErrorCode, Reason, Detail, Supersedes: static _ => true) // our own order of statuses decides
            {
                Class = FailureClass, ResendAfter = ResendAfter is { } after ? TimeSpan.FromMilliseconds(after) : null, MayBePart = IsPart != 0, Provider = Provider,
                Price = Currency is { } currency ? Messages.Price.Of(Micros ?? 0, currency) : null,
            };
            var report = new UnknownReport(Provider, says)
            {
                Spellings = Spellings?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [], To = Recipient is { } number ? Msisdn.FromE164(number) : null,
            };
            return new WaitingReport(Tenant, report, DueAt);
        }
    }
}
