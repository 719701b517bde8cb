using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Restores;

/// <summary>How it stands after a backup was put back.</summary>
/// <param name="State"><c>none</c>: none was ever put back; <c>reconciling</c>: some tenant is closed; <c>open</c>.</param>
/// <param name="BackupAt">The backup holds what was done until then.</param>
internal sealed record RestoreStatusView(string State, DateTimeOffset? BackupAt, DateTimeOffset? RestoredAt, IReadOnlyList<RestoredTenantView> Tenants);

/// <param name="State"><c>closed</c> or <c>open</c>.</param>
/// <param name="ComparedAt">When its core was first asked what came since; null: not yet.</param>
/// <param name="MadeUp">Acts since the backup that were entered as events; each is looked for at the provider, too.</param>
/// <param name="Waiting">SMS of before that nobody has looked at; counted up to ten thousand.</param>
/// <param name="LookedFor">Whose provider does not answer, or lists an SMS to the same number that may be it.</param>
/// <param name="ForAPerson">Given up, because nobody can say whether they were sent (<c>closed_after_restore</c>).</param>
/// <param name="OpenedBy">Null: it opened by itself.</param>
/// <param name="Problem">Why its core could not be asked, or not of everything.</param>
internal sealed record RestoredTenantView(
    string TenantId, string State, DateTimeOffset? ComparedAt, long MadeUp, long Waiting, long LookedFor, long ForAPerson, DateTimeOffset? OpenedAt, string? OpenedBy, string? Problem);

/// <summary>Reads it, for whoever asks.</summary>
internal sealed class RestoreViews(RestoreDirectory restores, RestoreStore store, TenantDirectory tenants)
{
    public async Task<RestoreStatusView> StatusAsync(CancellationToken cancellationToken)
    {
        await restores.ReloadAsync(cancellationToken);
        if (restores.Mark is not { } mark)
        {
            return new RestoreStatusView("none", null, null, []);
        }

        var views = new List<RestoredTenantView>();
        foreach (var row in restores.Tenants.OrderBy(row => row.TenantId))
        {
            if (tenants.Find(row.TenantId) is { } tenant)
            {
                views.Add(await ViewOfAsync(tenant, row, mark, cancellationToken));
            }
        }

        return new RestoreStatusView(restores.Tenants.Any(row => !row.IsOpen) ? "reconciling" : "open", mark.BackupAt, mark.RestoredAt, views);
    }

    private async Task<RestoredTenantView> ViewOfAsync(Tenant tenant, RestoredTenant row, RestoreMark mark, CancellationToken cancellationToken)
    {
        var left = await store.LeftAsync(tenant.Id, mark, cancellationToken);
        return new RestoredTenantView(
            tenant.Identifier, row.IsOpen ? "open" : "closed", StoredTime.At(row.ComparedAt), row.MadeUp, left.Waiting, left.LookedFor,
            await store.ForAPersonAsync(tenant.Id, mark, cancellationToken), row.Opened, row.OpenedBy, row.Problem);
    }
}
