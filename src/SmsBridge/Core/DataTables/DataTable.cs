namespace SmsBridge.Core.DataTables;

/// <summary>Whose rows a data table of the core has.</summary>
internal enum TableSubject
{
    Client,
    Loan,
    Savings,
}

/// <summary>What a column holds, by which it is written in a text.</summary>
internal enum ColumnKind
{
    Text,
    Whole,
    Amount,
    Date,
    DateTime,
    Truth,

    /// <summary>A drop-down: the core keeps the number of a code value, and says its words beside the columns.</summary>
    Choice,
}

/// <summary>A column that texts can name.</summary>
/// <param name="Name">As texts spell it: letters and digits, in small.</param>
/// <param name="CoreName">As the core has it.</param>
/// <param name="Longest">Characters of its longest value.</param>
internal sealed record DataColumn(string Name, string CoreName, ColumnKind Kind, int Longest);

/// <summary>A data table of the core that a tenant's texts can name (fineract-audits-and-reports.md 3).</summary>
/// <param name="Name">As texts spell it.</param>
/// <param name="CoreName">As the core has it.</param>
internal sealed record DataTable(string Name, string CoreName, TableSubject Subject, IReadOnlyList<DataColumn> Columns);

/// <summary>A data table as the core describes it.</summary>
/// <param name="AppTable"><c>m_client</c> and the like.</param>
internal sealed record CoreTable(string Name, string AppTable, IReadOnlyList<CoreColumn> Columns)
{
    /// <summary>Many rows may belong to one client: only such a table has numbers of its own.</summary>
    public bool HasManyRows => Columns.Any(static column => string.Equals(column.Name, "id", StringComparison.OrdinalIgnoreCase));
}

/// <param name="Kind">Null: of no kind that can be told in words.</param>
/// <param name="Longest">Characters of its longest value.</param>
internal sealed record CoreColumn(string Name, ColumnKind? Kind, int Longest);

/// <summary>A cell, as far as its kind has it.</summary>
/// <param name="Text">Of a drop-down: the words of the code value.</param>
internal readonly record struct TableCell(string? Text, decimal? Number = null, DateOnly? Date = null, TimeOnly? Time = null, bool? Truth = null);

/// <summary>What a data table has of one client or account.</summary>
/// <param name="Cells">By the columns' names in texts; those without a value are not in it.</param>
/// <param name="WhyNone">Why there is no row to take values of, in a sentence; null: there is one.</param>
internal sealed record TableRow(IReadOnlyDictionary<string, TableCell> Cells, string? WhyNone)
{
    public static TableRow None(string why) => new(new Dictionary<string, TableCell>(StringComparer.Ordinal), why);

    /// <summary>Without its values, which must not slip into a log.</summary>
    public override string ToString() => $"Row of {Cells.Count}";
}
