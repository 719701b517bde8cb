using Dapper;
using SmsBridge.Store;

namespace SmsBridge.Ledger;

/// <summary>
/// Texts of two-factor codes: encrypted, beside the rows that stay, and only until the provider has it, it is given up, or its life is over. What is here is what the relay takes before everything else.
/// </summary>
internal sealed class CodeTexts(Database database, CodeTextWatch watch, TimeProvider time)
{
    /// <summary>As long as a core takes one for (<c>otp-token-live-time</c> as shipped). Later it is not sent, and its text is gone.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Part of the encryption: a text copied to another tenant's code does not open.</summary>
    public static string Purpose(long tenantId) => FormattableString.Invariant($"code of tenant {tenantId}");

    /// <summary>When it is of no use any more.</summary>
    /// <param name="queuedAt">Unix milliseconds.</param>
    public static DateTimeOffset EndOf(long queuedAt) => StoredTime.At(queuedAt) + Life;

    /// <summary>Removes what a killed process, a paused tenant or a clock that was set back left. Where there is none it writes nothing, and where there was none lately it does not look.</summary>
    public async Task<int> ForgetPastAsync()
    {
        if (database.FilePath is not null && !watch.MayBeThere)
        {
            return 0;
        }

        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await using (var connection = await database.OpenBriefReadAsync())
        {
            if (!await connection.ExecuteScalarAsync<bool>($"SELECT EXISTS (SELECT 1 FROM code_text WHERE {Past})", new { now, latest = LatestOf(now) }))
            {
                if (!await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM code_text)"))
                {
                    watch.SawNone();
                }

                return 0;
            }
        }

        return await database.WriteAsync(session => ForgetPast(session, now));
    }

    /// <inheritdoc cref="ForgetPastAsync"/>
    internal static int ForgetPast(WriteSession session, long now)
    {
        using var forget = session.Prepare($"DELETE FROM code_text WHERE {Past}", "now", "latest");
        forget.Bind(1, now);
        forget.Bind(2, LatestOf(now));
        return forget.Execute();
    }

    internal static bool AreThere(WriteSession session)
    {
        using var any = session.Prepare("SELECT MIN(until) FROM code_text");
        return any.Scalar() is not null;
    }

    /// <summary>A code that was just stored becomes a message at once, in the same transaction: what waits in the inbox is not in its way.</summary>
    /// <param name="text">Encrypted.</param>
    internal static void Take(WriteSession session, PendingEvent code, string text)
    {
        ClaimStatements.Of(session).Insert(code.TenantId, code, owner: null, now: code.ReceivedAt, leaseUntil: code.ReceivedAt);
        session.Execute(
            "INSERT INTO code_text (tenant_id, event_id, sealed, until) VALUES (@TenantId, @Id, @text, @until)",
            new { code.TenantId, code.Id, text, until = EndOf(code.ReceivedAt).ToUnixTimeMilliseconds() });
    }

    /// <summary>The provider has it, or it was given up. Also of what is no code, where nobody knows.</summary>
    internal static void Forget(WriteSession session, long tenantId, long eventId) =>
        session.Execute("DELETE FROM code_text WHERE tenant_id = @tenantId AND event_id = @eventId", new { tenantId, eventId });

    /// <summary>The last as of a clock that was wrong: no code lives so long.</summary>
    private const string Past = "(until <= @now OR until > @latest)";

    private static long LatestOf(long now) => now + (2 * (long)Life.TotalMilliseconds);
}
