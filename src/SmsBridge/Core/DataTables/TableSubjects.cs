namespace SmsBridge.Core.DataTables;

/// <summary>Subjects of data tables, as the core, the store and people have them.</summary>
internal static class TableSubjects
{
    /// <summary>For people: all that texts can name.</summary>
    public const string Names = "m_client, m_loan, m_savings_account";

    /// <summary>Null: of something that no event of ours is about.</summary>
    public static TableSubject? OfAppTable(string appTable) =>
        appTable.ToLowerInvariant() switch
        {
            "m_client" => TableSubject.Client,
            "m_loan" => TableSubject.Loan,
            "m_savings_account" => TableSubject.Savings,
            _ => null,
        };

    public static string NameOf(TableSubject subject) => subject.ToString().ToLowerInvariant();

    /// <summary>Null: of another version.</summary>
    public static TableSubject? Find(string name) => Enum.TryParse<TableSubject>(name, ignoreCase: true, out var subject) && Enum.IsDefined(subject) ? subject : null;

    public static string WordsOf(TableSubject subject) => subject == TableSubject.Savings ? "savings account" : NameOf(subject);

    /// <summary>The column that says whose row it is.</summary>
    public static string KeyOf(TableSubject subject) =>
        subject switch
        {
            TableSubject.Client => "client_id",
            TableSubject.Loan => "loan_id",
            _ => "savings_account_id",
        };
}
