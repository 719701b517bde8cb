using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Relay;

/// <summary>What became of questions for data tables: exactly one of the two first.</summary>
/// <param name="Rows">By the tables' names in texts.</param>
/// <param name="Took">Milliseconds, of all questions together.</param>
internal readonly record struct TableReply(IReadOnlyDictionary<string, TableRow>? Rows, NextStep? Next, int Took);

/// <summary>Rows of data tables.</summary>
internal sealed partial class CoreLookup
{
    /// <summary>One question for each table, all at once. Only for what a text names: the core is asked for nothing else.</summary>
    /// <param name="facts">Whose rows.</param>
    /// <param name="isOptional">Without an answer it goes on: what the user may not read, or the core does not have, is as if it had no row.</param>
    public async Task<TableReply> AskTablesAsync(
        CoreAccess access, ClaimedMessage.ToLookUp claimed, EventKind kind, CoreFacts facts, IReadOnlyCollection<DataTable> tables, bool isOptional, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var question = new Question(access, claimed, kind);
        var asked = await Task.WhenAll(tables.Select(async table => (table.Name, Answer: await ForTableAsync(question, facts, table, isOptional, cancellationToken))));
        var next = asked.Select(static each => each.Answer.Next).FirstOrDefault(static next => next is not null);
        return new TableReply(
            next is null ? asked.ToDictionary(static each => each.Name, static each => each.Answer.Row!, StringComparer.Ordinal) : null, next, (int)time.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<(TableRow? Row, NextStep? Next)> ForTableAsync(Question question, CoreFacts facts, DataTable table, bool isOptional, CancellationToken cancellationToken)
    {
        if (IdOf(facts, table.Subject) is not { } id)
        {
            return (TableRow.None($"The event has no {TableSubjects.WordsOf(table.Subject)}."), null);
        }

        if (circuits.EnterTable(question.Access, table.CoreName) is { } wait)
        {
            return (null, new NextStep.Retry(
                time.GetUtcNow() + retry.WaitForPeer(wait, age.Of(question.Claimed)), Reasons.CoreUnavailable,
                $"The core's data table {table.CoreName} did not answer lately and is left alone for a while."));
        }

        var answered = default(bool?);
        try
        {
            var answer = await recent.GetRowAsync(question.Access, table, id, question.ResentAt, cancellationToken);
            answered = answer is not CoreResult<TableRow>.Unavailable;
            return answer switch
            {
                CoreResult<TableRow>.Found { Value: var row } => (row, null),
                CoreResult<TableRow>.NotFound missing => (TableRow.None($"The core's data table {table.CoreName}: {missing.Detail}"), null),
                CoreResult<TableRow>.Failure failure and not (CoreResult<TableRow>.Unavailable or CoreResult<TableRow>.CredentialsRefused) when isOptional =>
                    (TableRow.None($"The core's data table {table.CoreName}: {failure.Detail}"), null),
                _ => (null, Explain(question.Claimed, answer, isOfKind: true).Next),
            };
        }
        finally
        {
            circuits.ReportTable(question.Access, table.CoreName, answered);
        }
    }

    private static long? IdOf(CoreFacts facts, TableSubject subject) =>
        subject switch
        {
            TableSubject.Client => facts.Client.Id,
            TableSubject.Loan => facts.Loan?.Id,
            _ => facts.Account?.Id,
        };
}
