using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Core.Reports;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>What the core itself says of a tenant's data tables, when one is set and when a text that names one is published.</summary>
internal sealed class CoreTables(CoreAccesses accesses, CoreTablesClient core, TextDirectory texts)
{
    private const int MostNamed = 20;

    /// <returns>The tables that the core shows its user, or why it can not be asked now.</returns>
    public async Task<(IReadOnlyList<CoreTable>? Tables, Outcome.Refused? Why)> ListAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved) is not CoreAccessReading.Ready { Access: var access })
        {
            return (null, new Outcome.Refused(CoreAccesses.NotSet));
        }

        return await core.ListAsync(access, cancellationToken) switch
        {
            CoreResult<IReadOnlyList<CoreTable>>.Found { Value: var tables } => (tables, null),
            CoreResult<IReadOnlyList<CoreTable>>.Unavailable away => (null, new Outcome.NotNow($"The core did not say which data tables it has. {away.Detail} Try again.")),
            var failure => (null, new Outcome.Refused($"The core did not say which data tables it has. {((CoreResult<IReadOnlyList<CoreTable>>.Failure)failure).Detail}", "table")),
        };
    }

    /// <returns>The table, or why texts can not name it, with the remedy.</returns>
    public static (CoreTable? Table, string? Why) Find(IReadOnlyList<CoreTable> tables, string name)
    {
        var named = tables.FirstOrDefault(table => table.Name == name) ?? (tables.Where(table => string.Equals(table.Name, name, StringComparison.OrdinalIgnoreCase)).ToList() is [var only] ? only : null);
        return named is null ? (null, $"The core shows its user no data table {name}. {Known(tables)} A table that is not among them is not registered in the core, or its user may not read it: give the user READ_{name}.")
            : TableSubjects.OfAppTable(named.AppTable) is null ? (null, $"The data table {named.Name} belongs to {named.AppTable}; texts can name those of {TableSubjects.Names}.")
            : named.HasManyRows ? (null, $"The data table {named.Name} can have several rows of one {TableSubjects.WordsOf(TableSubjects.OfAppTable(named.AppTable)!.Value)}, and nobody could say which is meant. Use one that has a single row.")
            : (named, null);
    }

    /// <summary>Null: there is none of that name.</summary>
    public static CoreColumn? FindColumn(CoreTable table, string name) =>
        table.Columns.FirstOrDefault(column => column.Name == name)
        ?? (table.Columns.Where(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase)).ToList() is [var only] ? only : null);

    /// <summary>How texts spell a column: its letters and digits in small; of a drop-down, which the core calls by its code too, what follows it.</summary>
    public static string SpellingOf(string column)
    {
        var own = column.LastIndexOf("_cd_", StringComparison.OrdinalIgnoreCase) is >= 0 and var code ? column[(code + 4)..]
            : column.LastIndexOf("_cv_", StringComparison.OrdinalIgnoreCase) is >= 0 and var value ? column[(value + 4)..] : column;
        return CoreReport.PlainOf(own);
    }

    /// <summary>Asks the core once more about what a text names. One that does not answer stops nothing: a value that is missing is found when it is sent.</summary>
    /// <returns>Why the text can not be published, with the remedy; null: nothing is known against it.</returns>
    public async Task<string?> WhyNotAsync(Tenant tenant, IReadOnlyList<OwnVariable> named, CancellationToken cancellationToken)
    {
        if (named.Count == 0 || (await ListAsync(tenant, cancellationToken)).Tables is not { } tables)
        {
            return null;
        }

        var known = texts.TablesOf(tenant.Id);
        foreach (var own in named.GroupBy(static variable => variable.Table, StringComparer.Ordinal))
        {
            if (known.Find(own.Key) is not { } table)
            {
                return $"There is no data table {own.Key} any more.";
            }

            var (found, why) = Find(tables, table.CoreName);
            if (found is null || TableSubjects.OfAppTable(found.AppTable) != table.Subject)
            {
                return $"The text names {{{{{own.First().Name}}}}}. {why ?? $"The data table {table.CoreName} belongs to {found!.AppTable} now: set it anew."}";
            }

            foreach (var variable in own)
            {
                if (known.FindColumn(variable.Name) is { } column && FindColumn(found, column.CoreName) is null)
                {
                    return $"The text names {{{{{variable.Name}}}}}, and the data table {table.CoreName} has no column {column.CoreName} any more. Set the table anew, or leave the variable out.";
                }
            }
        }

        return null;
    }

    private static string Known(IReadOnlyList<CoreTable> tables) =>
        tables.Count == 0 ? "It shows none."
        : $"It shows: {string.Join(", ", tables.OrderBy(static table => table.Name, StringComparer.OrdinalIgnoreCase).Take(MostNamed).Select(static table => CoreErrorBody.OneLine(table.Name, maxLength: 60)))}{(tables.Count > MostNamed ? " and more" : "")}.";
}
