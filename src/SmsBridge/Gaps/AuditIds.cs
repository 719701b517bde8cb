using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Core.Audits;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Gaps;

/// <summary>
/// From an audit entry to the ids a hook of the same act brings (fineract-audits-and-reports.md 1.4), so that both have the same key. Pure.
/// </summary>
internal static class AuditIds
{
    /// <summary>Accounts whose number stands only in the address of the command.</summary>
    private static readonly string[] AccountPaths = [CoreClient.SavingsPath, CoreClient.FixedDepositPath, CoreClient.RecurringDepositPath, CoreClient.SharePath];

    /// <summary>As a hook names them: <see cref="EventIds.Of"/> makes the key of them.</summary>
    public static EventIds Of(CoreAudit entry, EventKind kind) => new(
        entry.ResourceId,
        entry.ClientId,
        entry.LoanId ?? Behind(entry.Url, "loans"),
        AccountPaths.Select(path => Behind(entry.Url, path)).FirstOrDefault(id => id is not null),
        SubResource(entry, kind));

    /// <summary>
    /// Up to 1.8 it is an id of the address, that of the loan or of the charge, and no transaction. Those say the same twice; from 1.9 on it is another number than both.
    /// </summary>
    private static long? SubResource(CoreAudit entry, EventKind kind) =>
        kind.Key is not (EventKey.SubResource or EventKey.LoanTransaction) || entry.SubresourceId == entry.ResourceId || entry.SubresourceId == entry.LoanId
        || entry.SubresourceId == Behind(entry.Url, "charges")
            ? null
            : entry.SubresourceId;

    /// <summary>The number behind a part of a path: <c>/loans/31/transactions/904</c>.</summary>
    private static long? Behind(string? url, string part)
    {
        var begin = url?.IndexOf($"/{part}/", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (begin < 0)
        {
            return null;
        }

        var rest = url.AsSpan(begin + part.Length + 2);
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        return long.TryParse(length < 0 ? rest : rest[..length], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
    }
}
