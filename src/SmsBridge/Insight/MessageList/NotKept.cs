using System.Data.Common;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Insight.MessageList;

/// <summary>What of the time that a list looks at went by its age, in words: where that is so, nothing found does not mean that there was nothing.</summary>
internal static class NotKept
{
    /// <param name="chosen">Whose list it is.</param>
    /// <param name="since">From when on is looked; null: at any time.</param>
    /// <param name="isSearch">What is searched for may have been a number, a name or a text.</param>
    /// <returns>Null: all of it is kept.</returns>
    public static async Task<string?> WordsAsync(
        DbConnection connection, SqlDialect dialect, IReadOnlyList<ScopedTenant> chosen, DateTimeOffset? since, bool isSearch, CancellationToken cancellationToken)
    {
        var names = chosen.ToDictionary(tenant => tenant.Id, tenant => tenant.Identifier);
        var kept = await RecordFloor.OfAsync(connection, dialect, names.Keys, cancellationToken);
        return Words([.. kept.Select(floor => (names[floor.TenantId], floor))], names.Values.Distinct(StringComparer.Ordinal).Count() == 1, since, isSearch);
    }

    /// <param name="isOne">There is one tenant only: it need not be named.</param>
    internal static string? Words(IReadOnlyList<(string Tenant, KeptFrom From)> kept, bool isOne, DateTimeOffset? since, bool isSearch)
    {
        var begins = since is { } asked && asked > DateTimeOffset.UnixEpoch ? asked : DateTimeOffset.UnixEpoch;
        string?[] sentences =
        [
            Sentence(kept.Select(it => (it.Tenant, it.From.Whole)), "is not kept any more."),
            isSearch ? Sentence(kept.Where(it => it.From.Named > it.From.Whole).Select(it => (it.Tenant, it.From.Named)), "is without numbers, names and texts: it is found by client, loan or event only (client:7).") : null,
        ];
        return string.Join(' ', sentences.OfType<string>()) is { Length: > 0 } words ? words : null;

        string? Sentence(IEnumerable<(string Tenant, DateTimeOffset From)> floors, string what)
        {
            var cut = floors.Where(floor => floor.From > begins).OrderByDescending(floor => floor.From).ToList();
            if (cut.Count == 0)
            {
                return null;
            }

            var (others, latest) = (cut.Select(floor => floor.Tenant).Distinct(StringComparer.Ordinal).Count() - 1, TimeWindow.Shown(cut[0].From));
            var first = BidiText.Without(cut[0].Tenant);
            return isOne ? $"What came before {latest} {what}"
                : others == 0 ? $"Of {first}, what came before {latest} {what}"
                : FormattableString.Invariant($"Of {first} and {others} more, what came before {latest}, or earlier, {what}");
        }
    }
}
