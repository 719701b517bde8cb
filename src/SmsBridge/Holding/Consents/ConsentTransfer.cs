using Microsoft.Extensions.Options;
using SmsBridge.Ledger;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Holding.Consents;

/// <summary>Consents by the list: what an institution has collected so far, and what holds here. Both are on the audit, with how many and never whose.</summary>
internal sealed class ConsentTransfer(TenantAccess tenants, ConsentStore store, ConsentRecords records, HoldDirectory holds, IOptions<NumberOptions> numbers, AuditLog audit, TimeProvider time)
{
    /// <summary>In one transaction: hooks do not wait for a long list.</summary>
    private const int AtOnce = 100;

    private const int PageSize = 2_000;

    /// <summary>All of it is read first. Cut off on the way it is repeated: what was recorded before counts as known.</summary>
    public Task<Outcome> ImportAsync(Caller caller, string identifier, TextReader text, ConsentDefaults otherwise, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!ConsentFile.TryRead(text, otherwise, tenant.DefaultRegion ?? numbers.Value.DefaultRegion, out var rows, out var problem))
            {
                return new Outcome.Refused(problem, "file");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Consent, otherwise.Note, after: FormattableString.Invariant($"import of {rows.Count} consents begun")));
            var (count, now) = (default(ImportCount), time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var some in rows.Select(row => row with { At = now, Source = ConsentSources.Import, Actor = caller.Actor.Name }).Chunk(AtOnce))
            {
                cancellationToken.ThrowIfCancellationRequested();
                count += await store.ImportAsync(tenant.Id, some);
            }

            await holds.ReloadAsync(CancellationToken.None);
            var words = FormattableString.Invariant($"{count.Given} consents and {count.Withdrawn} withdrawals recorded, {count.Known} known already");
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Consent, otherwise.Note, after: words));
            return new Outcome.Done(count.StayWithdrawn == 0 ? $"{words}." : FormattableString.Invariant(
                $"{words}. {count.StayWithdrawn} had taken consent back, and a list does not give it again: record each by itself, if the client agreed since (consent set)."));
        });

    /// <summary>What holds of each number and class. On the audit before it is shown.</summary>
    public Task<Outcome> ExportAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Consent, after: "exported, with whole numbers"));
            var rows = new List<ConsentRow>();
            List<ConsentRow> page;
            do
            {
                page = await records.StandingAsync(tenant.Id, rows.LastOrDefault(), PageSize, cancellationToken);
                rows.AddRange(page);
            }
            while (page.Count == PageSize);

            return new ConsentExported(FormattableString.Invariant($"{rows.Count} consents and withdrawals of {tenant.Identifier}."), rows);
        });
}
