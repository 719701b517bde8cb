using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using SmsBridge.Core.DataTables;

namespace SmsBridge.Core;

/// <summary>
/// Clients, loans, staff, groups and rows of data tables as the core showed them a moment ago, and questions that are on their way: many events of one client or loan ask once.
/// Kept per access - tenant, endpoint and credential - so that nobody is served what another tenant, or a user with other rights, was shown.
/// A loan's balance is only good for an event whose payment the core was seen to know before it was asked about the loan: it must know of it too,
/// and a core may tell of a payment before it commits it.
/// Failures are not kept. Off with <see cref="CoreOptions.CacheDuration"/> zero.
/// </summary>
internal sealed class RecentFacts(CoreClient core, CoreTablesClient tables, IOptions<CoreOptions> options, TimeProvider time)
{
    /// <summary>A bound on memory, not a size to tune: about what a busy core is asked in the time an answer is kept.</summary>
    private const int MostKept = 20_000;

    /// <summary>Of groups, each of which has all of its members.</summary>
    internal const int MostGroups = 200;

    /// <summary>For what is asked anew each time.</summary>
    public CoreClient Core => core;

    private readonly TimeSpan _kept = options.Value.CacheDuration;
    private readonly ConcurrentDictionary<(CoreAccess, long), Asked<ClientFacts>> _clients = new();
    private readonly ConcurrentDictionary<(CoreAccess, long), Asked<LoanFacts>> _loans = new();
    private readonly ConcurrentDictionary<(CoreAccess, DataTable, long), Asked<TableRow>> _rows = new();
    private readonly ConcurrentDictionary<(CoreAccess, long), Asked<StaffFacts>> _staff = new();
    private readonly ConcurrentDictionary<(CoreAccess, long), Asked<GroupFacts>> _groups = new();

    /// <param name="notBefore">When somebody asked for the SMS anew, perhaps because the number has been corrected; null: nobody did.</param>
    public Task<CoreResult<ClientFacts>> GetClientAsync(CoreAccess access, long clientId, DateTimeOffset? notBefore, CancellationToken cancellationToken) =>
        _kept == TimeSpan.Zero
            ? core.GetClientAsync(access, clientId, cancellationToken)
            : GetAsync(_clients, (access, clientId), notBefore ?? DateTimeOffset.MinValue, token => core.GetClientAsync(access, clientId, token), cancellationToken);

    /// <param name="notBefore">Where the balance is told: when the core was seen to know the event's payment; an older answer may lack it.</param>
    public Task<CoreResult<LoanFacts>> GetLoanAsync(CoreAccess access, long loanId, DateTimeOffset notBefore, CancellationToken cancellationToken) =>
        _kept == TimeSpan.Zero
            ? core.GetLoanAsync(access, loanId, cancellationToken)
            : GetAsync(_loans, (access, loanId), notBefore, token => core.GetLoanAsync(access, loanId, token), cancellationToken);

    /// <summary>By the table as the tenant has it: one that was set anew may have other columns.</summary>
    /// <inheritdoc cref="GetClientAsync"/>
    public Task<CoreResult<TableRow>> GetRowAsync(CoreAccess access, DataTable table, long id, DateTimeOffset? notBefore, CancellationToken cancellationToken) =>
        _kept == TimeSpan.Zero
            ? tables.GetRowAsync(access, table, id, cancellationToken)
            : GetAsync(_rows, (access, table, id), notBefore ?? DateTimeOffset.MinValue, token => tables.GetRowAsync(access, table, id, token), cancellationToken);

    /// <inheritdoc cref="GetClientAsync"/>
    public Task<CoreResult<StaffFacts>> GetStaffAsync(CoreAccess access, long staffId, DateTimeOffset? notBefore, CancellationToken cancellationToken) =>
        _kept == TimeSpan.Zero
            ? core.GetStaffAsync(access, staffId, cancellationToken)
            : GetAsync(_staff, (access, staffId), notBefore ?? DateTimeOffset.MinValue, token => core.GetStaffAsync(access, staffId, token), cancellationToken);

    /// <summary>With its active members.</summary>
    /// <inheritdoc cref="GetClientAsync"/>
    public Task<CoreResult<GroupFacts>> GetGroupMembersAsync(CoreAccess access, long groupId, DateTimeOffset? notBefore, CancellationToken cancellationToken) =>
        _kept == TimeSpan.Zero
            ? core.GetGroupMembersAsync(access, groupId, cancellationToken)
            : GetAsync(_groups, (access, groupId), notBefore ?? DateTimeOffset.MinValue, token => core.GetGroupMembersAsync(access, groupId, token), cancellationToken, MostGroups);

    private async Task<CoreResult<T>> GetAsync<TKey, T>(
        ConcurrentDictionary<TKey, Asked<T>> known, TKey key, DateTimeOffset notBefore,
        Func<CancellationToken, Task<CoreResult<T>>> ask, CancellationToken cancellationToken, int most = MostKept)
        where TKey : notnull
    {
        var now = time.GetUtcNow();
        if (!known.TryGetValue(key, out var asked) || !IsGood(asked, now, notBefore))
        {
            if (known.Count >= most)
            {
                Sweep(known, now, most);
            }

            // Nobody's token: one that gives up must not spoil the answer for the others. The call's own time-out bounds it.
            asked = new Asked<T>(now, ask(CancellationToken.None));
            known[key] = asked;
        }

        var result = await asked.Answer.WaitAsync(cancellationToken);
        if (result is not CoreResult<T>.Found)
        {
            known.TryRemove(KeyValuePair.Create(key, asked));
        }

        return result;
    }

    private bool IsGood<T>(Asked<T> asked, DateTimeOffset now, DateTimeOffset notBefore) =>
        asked.At >= notBefore && asked.At <= now && now - asked.At <= _kept && !asked.Answer.IsFaulted;

    private void Sweep<TKey, T>(ConcurrentDictionary<TKey, Asked<T>> known, DateTimeOffset now, int most)
        where TKey : notnull
    {
        foreach (var entry in known)
        {
            if (!IsGood(entry.Value, now, DateTimeOffset.MinValue))
            {
                known.TryRemove(entry);
            }
        }

        if (known.Count >= most)
        {
            known.Clear();
        }
    }

    private sealed record Asked<T>(DateTimeOffset At, Task<CoreResult<T>> Answer);
}
