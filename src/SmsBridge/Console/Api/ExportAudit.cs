using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.Console.Api;

/// <summary>
/// Puts an export on the audit, before it is shown: for each tenant that has rows in it, so that its own people see it, and nobody else's. With very many, the rest is one entry of nobody's.
/// </summary>
/// <param name="subject">What is exported.</param>
/// <param name="after">How: never what was searched for, which may be a name or a number, and the audit keeps it for good.</param>
internal sealed class ExportAudit(Database database, AuditLog audit, Actor actor, string subject, string after)
{
    private const int MostNamed = 50; // tenants

    private readonly HashSet<long> _named = [];
    private bool _isBegun;
    private bool _hasRest;

    /// <param name="tenants">Whose rows come next.</param>
    public async Task ShowsAsync(IEnumerable<long> tenants)
    {
        List<long?> entries = [];
        foreach (var tenant in tenants.Distinct().Where(tenant => !_named.Contains(tenant)).ToList())
        {
            if (_named.Count < MostNamed)
            {
                _named.Add(tenant);
                entries.Add(tenant);
            }
            else if (!_hasRest)
            {
                _hasRest = true;
                entries.Add(null);
            }
        }

        if (!_isBegun && entries.Count == 0)
        {
            entries.Add(null); // it was asked for, and may yet show nothing
        }

        _isBegun = true;
        if (entries.Count > 0)
        {
            await database.WriteAsync(session => entries.ForEach(tenant => audit.Record(session, actor.Did(AuditActions.Export, subject, tenant, after: after))));
        }
    }
}
