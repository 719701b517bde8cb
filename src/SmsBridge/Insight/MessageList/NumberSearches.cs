using SmsBridge.Operators;
using SmsBridge.Web.Limits;

namespace SmsBridge.Insight.MessageList;

/// <summary>
/// Searches for whole numbers by who sees numbers masked. Such a search says whether a guess was right, and of a masked number with its last four digits a
/// thousand guesses are left: so a day has room for those whom a person asks about, and not for a thousand.
/// </summary>
internal sealed class NumberSearches(MessageListQueries queries, AuditLog audit, TimeProvider time)
{
    /// <summary>Different numbers an operator without the right to see them may look for in a day.</summary>
    public const int MostPerDay = 50;

    public static readonly string Refusal = FormattableString.Invariant(
        $"With this role {MostPerDay} different whole numbers can be looked for in a day. Search by the last four digits, the client (client:7) or the loan, or have an operator of support search.");

    private const int MostRemembered = 1_000_000; // more than operators look for: where one shares its count with another, it would be known already

    private readonly WindowCounter<(long Operator, string Number)> _known = new(time, new WindowRules<(long Operator, string Number)> { Length = TimeSpan.FromDays(1), MostKeys = MostRemembered });
    private readonly WindowCounter<long> _different = new(time, new WindowRules<long> { Length = TimeSpan.FromDays(1) });

    /// <summary>Counts one search. Whoever looks for the same number again, on the next page of the list too, is not counted again.</summary>
    /// <param name="tenants">All that may be seen.</param>
    /// <returns>When it may be tried again; null: it may be made.</returns>
    public async Task<TimeSpan?> CountAsync(Caller caller, MessageFilter filter, IReadOnlyList<ScopedTenant> tenants)
    {
        if (filter.Query is null || caller.MayDo(OperatorRole.Support) || queries.NumbersIn(filter, tenants) is not { Count: > 0 } numbers)
        {
            return null;
        }

        var key = (caller.Actor.OperatorId ?? 0, string.Join(' ', numbers)); // one text may be a number in each of several countries
        if (_known.Look(key).Count > 0)
        {
            return null;
        }

        var count = _different.Count(key.Item1).Count;
        if (count <= MostPerDay)
        {
            _known.Count(key);
            return null;
        }

        if (count == MostPerDay + 1) // once a day
        {
            await audit.RecordAsync(caller.Actor.Did(AuditActions.NumberSearches));
        }

        return _different.Rest;
    }
}
