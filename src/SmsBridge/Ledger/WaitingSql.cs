using SmsBridge.Messages;

namespace SmsBridge.Ledger;

/// <summary>What counts as waiting, for everybody who tells of it: the console's tiles, what needs attention, the doctor.</summary>
internal static class WaitingSql
{
    /// <summary>Of a message by <c>@now</c>: a second SMS is planned for later. It waits for nothing but its time.</summary>
    public const string IsPlanned = $"(status = 1 AND reason IS NOT DISTINCT FROM '{Reasons.ResendPlanned}' AND due_at > @now)";

    /// <summary>
    /// Of one tenant, <c>@tenantId</c>, up to <c>@Most</c> of each kind by <c>@now</c>: how many, since when the oldest, how many in doubt. It waits
    /// since its hook, since it was queued anew, since its planned second SMS became due, or since quiet hours ended or the digest was due. Before that time a planned one
    /// waits for nothing, and one in quiet hours or of a digest as it should: it is counted, and is not the oldest.
    /// </summary>
    /// <remarks>What is planned is taken out after the limit, so that no more rows are read for it.</remarks>
    public const string OfTenant = $"""
        SELECT COUNT(*), MIN(since), SUM(CASE WHEN reason = '{Reasons.OutcomeUnknown}' THEN 1 ELSE 0 END) FROM (
            SELECT received_at AS since, NULL AS reason FROM event
            WHERE id IN (SELECT id FROM waiting_event WHERE tenant_id = @tenantId ORDER BY id LIMIT @Most)
            UNION ALL
            SELECT CASE WHEN reason IN ('{Reasons.QuietHours}', '{Reasons.Digest}') THEN CASE WHEN due_at <= @now THEN due_at END
                WHEN resend_at <= @now AND resend_at >= queued_at AND resend_at >= received_at THEN resend_at WHEN queued_at > received_at THEN queued_at ELSE received_at END,
                reason
            FROM (
                SELECT received_at, queued_at, resend_at, due_at, reason FROM message
                WHERE tenant_id = @tenantId AND due_at IS NOT NULL ORDER BY due_at LIMIT @Most
            ) AS messages WHERE NOT (reason IS NOT DISTINCT FROM '{Reasons.ResendPlanned}' AND due_at > @now)
        ) AS waiting
        """;
}
