using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Ledger;
using SmsBridge.TenantTexts;
using SmsBridge.TenantTexts.ClientLanguages;

namespace SmsBridge.Relay;

/// <summary>A text in the client's language, and the facts with what it names of data tables; or why there is none now.</summary>
/// <param name="Took">Milliseconds, of the questions for data tables.</param>
internal readonly record struct ClientText(TextInForce Text, CoreFacts Facts, NextStep? Next, int Took)
{
    /// <summary>In which language it is written and why, for the record; null: all clients are written to in one.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// What a text takes from the core's data tables: the client's language, then its own variables. A tenant that has neither is asked nothing more about.
/// </summary>
internal sealed class ClientTexts(CoreLookup lookup, TextDirectory texts)
{
    /// <summary>In which one is written.</summary>
    public string LanguageOf(long tenantId, TextInForce text) => text.Language ?? texts.LanguageOf(tenantId);

    public ValueTask<ClientText> ReadAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, CancellationToken cancellationToken) =>
        text.Choice is null && text.Template.OfTables.Count == 0
            ? ValueTask.FromResult(new ClientText(text, facts, null, 0))
            : new ValueTask<ClientText>(AskAsync(access, claimed, text, facts, cancellationToken));

    private async Task<ClientText> AskAsync(CoreAccess access, ClaimedMessage.ToLookUp claimed, TextInForce text, CoreFacts facts, CancellationToken cancellationToken)
    {
        var (tables, rows, took, note) = (texts.TablesOf(claimed.TenantId), new Dictionary<string, TableRow>(facts.Tables, StringComparer.Ordinal), 0, default(string?));
        if (text.Choice is { } choice)
        {
            if (choice.Table is { } name && !rows.ContainsKey(name) && tables.Find(name) is { } table)
            {
                var reply = await lookup.AskTablesAsync(access, claimed, text.Kind, facts, [table], isOptional: true, cancellationToken);
                took += reply.Took;
                if (reply.Rows is null)
                {
                    return new ClientText(text, facts, reply.Next, took);
                }

                rows[name] = reply.Rows[name];
            }

            (text, note) = InLanguage(claimed.TenantId, text, choice, rows, facts.Client.OfficeName);
        }

        // What was asked for the language is asked again where it did not answer: a text that names it has to know why.
        var named = text.Template.OfTables.Select(static variable => variable.Table).Distinct(StringComparer.Ordinal)
            .Where(each => rows.GetValueOrDefault(each) is null or { WhyNone: not null }).ToList();
        if (named.Count > 0)
        {
            var known = named.Select(tables.Find).OfType<DataTable>().ToList();
            var reply = await lookup.AskTablesAsync(access, claimed, text.Kind, facts, known, isOptional: false, cancellationToken);
            took += reply.Took;
            if (reply.Rows is null)
            {
                return new ClientText(text, facts, reply.Next, took) { Note = note };
            }

            foreach (var (table, row) in reply.Rows)
            {
                rows[table] = row;
            }
        }

        return new ClientText(text, facts with { Tables = rows }, null, took) { Note = note };
    }

    private (TextInForce Text, string Note) InLanguage(long tenantId, TextInForce text, LanguageChoice choice, Dictionary<string, TableRow> rows, string? office)
    {
        var row = choice.Table is { } table ? rows.GetValueOrDefault(table) : null;
        var column = choice.Variable is { } variable ? texts.TablesOf(tenantId).FindColumn(variable) : null;
        var value = row is not null && column is not null && row.Cells.TryGetValue(column.Name, out var cell) ? TableValues.KeyOf(cell) : null;
        var (language, why) = choice.Of(value, row?.WhyNone, office);
        var spoken = texts.LanguageOf(tenantId, text.Kind);
        return language is null || language == spoken ? (text, $"Written in {spoken}{why}")
            : texts.In(tenantId, text, language) is { } other ? (other with { Language = language }, $"Written in {language}{why}")
            : (text, $"Written in {spoken}, the tenant's language: there is no text in {language}{why}");
    }
}
