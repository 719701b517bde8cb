using System.Text.RegularExpressions;
using SmsBridge.Core.DataTables;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>Which data tables of its core a tenant's texts can name. Scope, checks and audit are here; the core is asked before anything is kept.</summary>
internal sealed partial class DataTableVerbs(TenantAccess tenants, DataTableStore store, TextDirectory texts, CoreTables core, AuditLog audit)
{
    /// <summary>Of one table.</summary>
    public const int MostColumns = 100;

    private const int LongestCoreName = 200;

    /// <summary>Anew too: what the core has by now.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, string name, DataTableRequest request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!Spelling().IsMatch(name))
            {
                return new Outcome.Invalid("Texts name a table by small letters and digits, a letter first, at most 40: kyc.", "name");
            }

            if (request.Table is not { Length: > 0 and <= LongestCoreName } wanted)
            {
                return new Outcome.Invalid("Say which data table: table is its name in the core.", "table");
            }

            var (tables, unasked) = await core.ListAsync(tenant, cancellationToken);
            if (tables is null)
            {
                return unasked!;
            }

            var (found, why) = CoreTables.Find(tables, wanted);
            if (found is null)
            {
                return new Outcome.Refused(why!, "table");
            }

            var (columns, fault) = Columns(found, request.Columns);
            if (fault is not null)
            {
                return new Outcome.Refused(fault, "columns");
            }

            var table = new DataTable(name, found.Name, TableSubjects.OfAppTable(found.AppTable)!.Value, columns);
            var before = texts.TablesOf(tenant.Id).Find(name);
            if (await store.SetAsync(tenant.Id, table, caller.Actor.Name) is { } against)
            {
                return new Outcome.Refused(against, "columns");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(Did(caller, tenant, name, before, table));
            return new Outcome.Done($"Texts of {tenant.Identifier} can name {WordsOf(table)}.");
        }, ownToo: true);

    public Task<Outcome> RemoveAsync(Caller caller, string identifier, string name) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (texts.TablesOf(tenant.Id).Find(name) is not { } before)
            {
                return new Outcome.Unchanged($"{tenant.Identifier} has no data table {name}.");
            }

            if (await store.RemoveAsync(tenant.Id, name) is { } against)
            {
                return new Outcome.Refused(against, "name");
            }

            await texts.ReloadAsync(CancellationToken.None);
            await audit.RecordAsync(Did(caller, tenant, name, before, null));
            return new Outcome.Done($"Texts of {tenant.Identifier} can name the data table {name} no more.");
        }, ownToo: true);

    public DataTableListView List(Tenant tenant) =>
        new(tenant.Identifier, [
            .. texts.TablesOf(tenant.Id).All.Select(static table => new DataTableView(
                table.Name, table.CoreName, TableSubjects.NameOf(table.Subject),
                [.. table.Columns.Select(column => new DataColumnView($"{table.Name}{OwnVariable.Dot}{column.Name}", column.CoreName, column.Kind.ToString().ToLowerInvariant()))])),
        ]);

    private static (IReadOnlyList<DataColumn> Columns, string? Fault) Columns(CoreTable table, IReadOnlyList<string>? wanted)
    {
        var chosen = new List<CoreColumn>();
        foreach (var name in wanted ?? [])
        {
            if (name is null || CoreTables.FindColumn(table, name) is not { } column)
            {
                return ([], $"The data table {table.Name} has no column {name}. It has: {string.Join(", ", Tellable(table).Take(50).Select(static known => known.Name))}.");
            }

            if (column.Kind is null)
            {
                return ([], $"The column {column.Name} holds nothing that can be told in words. Leave it out.");
            }

            chosen.Add(column);
        }

        if (wanted is null or [])
        {
            chosen.AddRange(Tellable(table));
        }

        var columns = chosen.DistinctBy(static column => column.Name, StringComparer.Ordinal)
            .Select(static column => new DataColumn(CoreTables.SpellingOf(column.Name), column.Name, column.Kind!.Value, column.Longest)).ToList();
        return columns.Count == 0 ? ([], $"The data table {table.Name} has no column that can be told in words.")
            : columns.Count > MostColumns ? ([], $"The data table {table.Name} has {columns.Count} columns; texts can name {MostColumns} of one table. Say which: columns.")
            : columns.Find(static column => column.Name.Length == 0) is { } unnamed ? ([], $"The column {unnamed.CoreName} has no letter or digit to spell it by. Name the others: columns.")
            : columns.GroupBy(static column => column.Name, StringComparer.Ordinal).FirstOrDefault(static group => group.Count() > 1) is { } alike
                ? ([], $"The columns {string.Join(" and ", alike.Select(static column => column.CoreName))} would both be spelled {alike.Key}. Say which columns are meant, only one of them: columns.")
            : (columns, null);
    }

    private static IEnumerable<CoreColumn> Tellable(CoreTable table) =>
        table.Columns.Where(column => column.Kind is not null && !string.Equals(column.Name, TableSubjects.KeyOf(TableSubjects.OfAppTable(table.AppTable)!.Value), StringComparison.OrdinalIgnoreCase));

    private static AuditEntry Did(Caller caller, Tenant tenant, string name, DataTable? before, DataTable? after) =>
        caller.Actor.Did(
            AuditActions.Text, $"data table {name} of {tenant.Identifier}", tenant.Id, null, before is null ? null : WordsOf(before), after is null ? null : WordsOf(after));

    private static string WordsOf(DataTable table) =>
        $"{table.CoreName} ({TableSubjects.NameOf(table.Subject)}) as {string.Join(", ", table.Columns.Select(column => $"{table.Name}{OwnVariable.Dot}{column.Name}"))}";

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Spelling();
}
