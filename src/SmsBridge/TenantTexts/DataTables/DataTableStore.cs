using SmsBridge.Core.DataTables;
using SmsBridge.Store;
using SmsBridge.TenantTexts.ClientLanguages;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;
using SmsBridge.Texts.Envelopes;

namespace SmsBridge.TenantTexts.DataTables;

/// <summary>
/// Sole writer of <c>data_table</c> and <c>language_choice</c>. Each change counts up <c>text_directory</c>, by which every node sees it, and leaves no published text without a column that it names.
/// </summary>
internal sealed class DataTableStore(Database database, TimeProvider time)
{
    /// <summary>Of one tenant.</summary>
    public const int MostTables = 10;

    public const string AllSql = $"SELECT {Columns} FROM data_table WHERE tenant_id {TextStore.Living} ORDER BY tenant_id, name";

    public const string ChoicesSql =
        $"SELECT tenant_id AS TenantId, variable AS Variable, values_json AS ValuesJson, offices_json AS OfficesJson FROM language_choice WHERE tenant_id {TextStore.Living}";

    private const string Columns = "tenant_id AS TenantId, name AS Name, core_name AS CoreName, subject AS Subject, columns_json AS ColumnsJson";

    private const string OfTenantSql = $"SELECT {Columns} FROM data_table WHERE tenant_id = @tenantId ORDER BY name";

    /// <returns>Why not, in a sentence; null: it is set.</returns>
    public Task<string?> SetAsync(long tenantId, DataTable table, string by) =>
        WriteAsync(session =>
        {
            var others = Others(session, tenantId, table.Name);
            if (others.Count >= MostTables)
            {
                return $"A tenant has at most {MostTables} data tables. Remove one first.";
            }

            if (WhyNamed(session, tenantId, table.Name, new TenantTables([.. others, table])) is { } named)
            {
                return named;
            }

            session.Execute(
                """
                INSERT INTO data_table (tenant_id, name, core_name, subject, columns_json, changed_at, changed_by) VALUES (@tenantId, @Name, @CoreName, @subject, @columns, @now, @by)
                ON CONFLICT (tenant_id, name) DO UPDATE SET core_name = @CoreName, subject = @subject, columns_json = @columns, changed_at = @now, changed_by = @by
                """,
                new { tenantId, table.Name, table.CoreName, subject = TableSubjects.NameOf(table.Subject), columns = DataTableRow.ColumnsOf(table), now = time.GetUtcNow().ToUnixTimeMilliseconds(), by });
            return null;
        });

    /// <returns>Why not, in a sentence; null: it is gone.</returns>
    public Task<string?> RemoveAsync(long tenantId, string name) =>
        WriteAsync(session =>
        {
            if (WhyNamed(session, tenantId, name, new TenantTables(Others(session, tenantId, name))) is { } named)
            {
                return named;
            }

            session.Execute("DELETE FROM data_table WHERE tenant_id = @tenantId AND name = @name", new { tenantId, name });
            return null;
        });

    /// <param name="choice">Null: all are written to in the tenant's language again.</param>
    /// <returns>Why not, in a sentence; null: it is set.</returns>
    public Task<string?> SetChoiceAsync(long tenantId, LanguageChoice? choice) =>
        WriteAsync(session =>
        {
            if (choice?.Variable is { } variable && Of(session, tenantId).FindColumn(variable) is null)
            {
                return $"There is no column {variable} any more.";
            }

            session.Execute("DELETE FROM language_choice WHERE tenant_id = @tenantId", new { tenantId });
            if (choice is not null)
            {
                var row = LanguageChoiceRow.Of(tenantId, choice);
                session.Execute("INSERT INTO language_choice (tenant_id, variable, values_json, offices_json) VALUES (@TenantId, @Variable, @ValuesJson, @OfficesJson)", row);
            }

            return null;
        });

    /// <summary>Whether every column that a text names is there, in the transaction that publishes it.</summary>
    public static bool HasAll(WriteSession session, long tenantId, IReadOnlyList<OwnVariable> named) =>
        named.Count == 0 || (Of(session, tenantId) is var tables && named.All(variable => tables.FindColumn(variable.Name) is not null));

    private static TenantTables Of(WriteSession session, long tenantId) => new(Others(session, tenantId, but: null));

    private static List<DataTable> Others(WriteSession session, long tenantId, string? but) =>
        [.. session.Query<DataTableRow>(OfTenantSql, new { tenantId }).Select(static row => row.ToTable()).OfType<DataTable>().Where(table => table.Name != but)];

    /// <summary>What is in force and could not be written any more.</summary>
    private static string? WhyNamed(WriteSession session, long tenantId, string table, TenantTables then)
    {
        if (session.Scalar<string?>("SELECT variable FROM language_choice WHERE tenant_id = @tenantId", new { tenantId }) is { } variable
            && variable.StartsWith(table + OwnVariable.Dot, StringComparison.Ordinal) && (then.FindColumn(variable) is null || then.Find(table)!.Subject != TableSubject.Client))
        {
            return $"The language of clients is chosen by {variable}, which would be gone. Choose it otherwise first.";
        }

        foreach (var (name, language, text) in session.Query<(string Event, string Language, string Text)>(TextStore.PublishedSql, new { tenantId }))
        {
            var kind = EventCatalogue.Find(name) ?? OwnEventRules.Any; // which can name what is of clients
            if (TemplateSyntax.OwnNames(text).Where(each => each.StartsWith(table + OwnVariable.Dot, StringComparison.Ordinal) && !(kind.IsOwn && EnvelopeNames.IsOfHook(each)))
                .FirstOrDefault(each => !then.Of(kind).Any(known => known.Name == each)) is { } gone)
            {
                return $"The text of {name} in {language} names {{{{{gone}}}}}, which would be gone. Publish another text first.";
            }
        }

        return null;
    }

    private Task<string?> WriteAsync(Func<WriteSession, string?> change) =>
        database.WriteAsync(session =>
        {
            var why = change(session);
            if (why is null)
            {
                DirectoryVersion.OfTexts.Raise(session);
            }

            return why;
        });
}
