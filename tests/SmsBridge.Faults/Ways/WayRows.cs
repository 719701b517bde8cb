using System.Data.Common;
using System.Globalization;

namespace SmsBridge.Faults.Ways;

/// <summary>What the bridge has on disk of the tenants of other ways, counted.</summary>
/// <param name="Remembered">Events of brokers, each once.</param>
/// <param name="Texts">The core's numbers of texts that are on the record.</param>
internal sealed record WayRows(long ByHook, long ByEvent, long Found, long Repeats, long Remembered, IReadOnlySet<long> Texts)
{
    private const long Repeated = 0; // no dialect of what was accepted here
    private const long Gateway = 4; // the others as in event.dialect
    private const long External = 5;
    private const long Audit = 6;

    /// <summary>Accepted, by whatever way they came first.</summary>
    public long Acts => ByHook + ByEvent + Found;

    public static async Task<WayRows> ReadAsync(FaultStore store, IReadOnlyList<FaultTenant> tenants, CancellationToken cancellationToken)
    {
        var ours = $"tenant_id IN (SELECT id FROM tenant WHERE identifier IN ({string.Join(", ", tenants.Select(tenant => $"'{tenant.Id}'"))}))";
        await using var connection = await store.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own words and numbers.
        command.CommandText = $"""
            SELECT 1, CASE WHEN verdict = 2 THEN {Repeated} ELSE dialect END, COUNT(*) FROM event WHERE {ours} AND verdict IN (1, 2) AND dialect <> {Gateway} GROUP BY 2
            UNION ALL SELECT 2, 0, COUNT(*) FROM external_event WHERE {ours}
            UNION ALL SELECT 3, internal_id, 1 FROM event WHERE {ours} AND internal_id IS NOT NULL AND verdict IN (1, 4)
            """;
#pragma warning restore CA2100
        var (acts, remembered, texts) = (new Dictionary<long, long>(), 0L, new HashSet<long>());
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            var (what, of, count) = (Number(row, 0), Number(row, 1), Number(row, 2));
            switch (what)
            {
                case 1:
                    acts[of] = count;
                    break;
                case 2:
                    remembered = count;
                    break;
                default:
                    texts.Add(of);
                    break;
            }
        }

        var (byEvent, found, repeats) = (acts.GetValueOrDefault(External), acts.GetValueOrDefault(Audit), acts.GetValueOrDefault(Repeated));
        return new WayRows(acts.Values.Sum() - byEvent - found - repeats, byEvent, found, repeats, remembered, texts);
    }

    private static long Number(DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
}
