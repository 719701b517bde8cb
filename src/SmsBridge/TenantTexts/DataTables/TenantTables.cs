using SmsBridge.Core.DataTables;
using SmsBridge.Messages;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>The data tables of one tenant's core that its texts can name. Immutable.</summary>
internal sealed class TenantTables
{
    public static readonly TenantTables None = new([]);

    private readonly Dictionary<TableSubject, List<OwnVariable>> _variables;

    public TenantTables(IReadOnlyList<DataTable> tables)
    {
        All = tables;
        _variables = tables.GroupBy(static table => table.Subject).ToDictionary(
            static group => group.Key, static group => group.SelectMany(static table => table.Columns.Select(column => new OwnVariable(table.Name, column.Name, ValueOf(column.Kind), column.Longest))).ToList());
        Spelling = string.Join('\n', tables.Select(static table => $"{table.Name} {table.Subject} {string.Join(' ', table.Columns.Select(static column => $"{column.Name} {column.Kind} {column.Longest}"))}"));
    }

    public IReadOnlyList<DataTable> All { get; }

    /// <summary>The same for tables that texts can name alike.</summary>
    public string Spelling { get; }

    /// <summary>What texts of an event can name: a table of loans only where the event has a loan.</summary>
    public IReadOnlyList<OwnVariable> Of(EventKind kind) =>
        All.Count == 0 ? [] : [.. _variables.Where(each => Has(kind, each.Key)).SelectMany(static each => each.Value)];

    /// <summary>Null: there is none of that name, any more.</summary>
    public DataTable? Find(string name) => All.FirstOrDefault(table => table.Name == name);

    /// <summary>Null: no column is spelled so.</summary>
    /// <param name="variable">As in texts: <c>kyc.language</c>.</param>
    public DataColumn? FindColumn(string variable) =>
        variable.Split(OwnVariable.Dot) is [var table, var column] ? Find(table)?.Columns.FirstOrDefault(each => each.Name == column) : null;

    private static bool Has(EventKind kind, TableSubject subject) =>
        subject switch
        {
            TableSubject.Client => !kind.HasWords,
            TableSubject.Loan => kind.LookUp is LookUp.Loan or LookUp.LoanTransaction or LookUp.LoanDisbursement or LookUp.Instalment,
            _ => kind.LookUp is LookUp.Account or LookUp.AccountTransaction && kind.Account != AccountType.Share,
        };

    private static OwnValue ValueOf(ColumnKind kind) =>
        kind switch
        {
            ColumnKind.Whole => OwnValue.Whole,
            ColumnKind.Amount => OwnValue.Amount,
            ColumnKind.Date => OwnValue.Date,
            ColumnKind.DateTime => OwnValue.DateTime,
            ColumnKind.Truth => OwnValue.Truth,
            _ => OwnValue.Text,
        };
}
