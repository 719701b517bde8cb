using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Documents;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>The table of transitions decides about every column, is all there is, and is what docs/architecture.md shows.</summary>
public partial class TransitionTests
{
    private static readonly IReadOnlyList<Transition> All =
        [.. typeof(Transitions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<Transition>()];

    public static TheoryData<string> Names => [.. All.Select(transition => transition.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_column_is_set_reset_or_kept(string name)
    {
        var transition = All.Single(it => it.Name == name);

        transition.SetColumns.Concat(transition.ResetColumns).Concat(transition.KeptColumns).Concat(transition.To is null ? [] : ["status"])
            .ShouldBe(Transition.Columns.Keys, ignoreOrder: true);
    }

    [Fact]
    public async Task Every_column_of_the_table_can_change_or_is_the_events()
    {
        using var store = await TempStore.OpenAsync();

        store.Columns("message").ShouldBe(
            [.. Transition.Columns.Keys, "event_id", "tenant_id", "type_id", "received_at", "resource_id", "client_id", "loan_id", "trace_id"], ignoreOrder: true);
    }

    [FileOnly]
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_is_a_statement_that_the_store_understands(string name)
    {
        using var store = await TempStore.OpenAsync();
        var sql = All.Single(it => it.Name == name).Sql;

        var changed = await store.Database.WriteAsync(session =>
        {
            string[] names = [.. Parameter().Matches(sql).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];
            using var statement = session.Prepare(sql, names);
            for (var index = 1; index <= names.Length; index++)
            {
                statement.Bind(index, 0L);
            }

            return statement.Execute();
        });

        changed.ShouldBe(0);
    }

    /// <summary>Of each table one file of the product writes: the ledger's.</summary>
    [Theory]
    [InlineData("message", "Ledger/Transition.cs", "Ledger/Transitions.cs", "Ledger/EventRetention.cs")]
    [InlineData("attempt", "Ledger/Attempts.cs")]
    [InlineData("status_change", "Ledger/StatusChanges.cs")]
    [InlineData("sms_price", "Ledger/SmsPrices.cs")]
    [InlineData("price_walk", "Ledger/PriceWalks.cs")]
    [InlineData("peer_answer", "Ledger/PeerAnswers.cs")]
    [InlineData("event", "Ledger/AppendEventStatements.cs", "Ledger/EventInbox.cs", "Ledger/EventErasure.cs", "Ledger/EventRetention.cs", "Ledger/PendingStatements.cs", "Ledger/Disbursements.cs")]
    [InlineData("code_text", "Ledger/CodeTexts.cs")]
    [InlineData("record_floor", "Ledger/RecordFloor.cs")]
    [InlineData("retention_rule", "Privacy/Retention/RetentionStore.cs")]
    [InlineData("retention_cursor", "Privacy/Retention/RetentionLaneStore.cs")]
    [InlineData("retention_left", "Privacy/Retention/RetentionLaneStore.cs")]
    [InlineData("retention_count", "Privacy/Retention/RetentionLaneStore.cs")]
    [InlineData("retention_run", "Privacy/Retention/RetentionLaneStore.cs")]
    [InlineData("inbox_cursor", "Ledger/PendingStatements.cs")]
    [InlineData("opt_out", "Ledger/OptOuts.cs")]
    [InlineData("gap", "Gaps/GapStore.cs")]
    [InlineData("gap_cursor", "Gaps/GapStore.cs")]
    [InlineData("gap_tenant", "Gaps/GapStore.cs")]
    [InlineData("surge_hour", "Holding/HoldStore.cs")]
    [InlineData("surge_rule", "Holding/HoldStore.cs")]
    [InlineData("audit", "Operators/AuditLog.cs", "Operators/AuditRetentionStore.cs", "Store/Postgres/CopyTarget.cs")]
    [InlineData("parked_event", "Intake/Events/ExternalEventStatements.cs")]
    [InlineData("remote_backup", "RemoteBackups/RemoteBackupStore.cs")]
    [InlineData("remote_backup_trouble", "RemoteBackups/RemoteBackupStore.cs")]
    [InlineData("spend_cap", "Holding/Spending/SpendStore.cs")]
    [InlineData("spend", "Ledger/SpendCounts.cs")]
    [InlineData("spend_sms", "Ledger/SpendCounts.cs")]
    [InlineData("digest_part", "Ledger/DigestParts.cs")]
    [InlineData("digest_rule", "Holding/Digests/DigestStore.cs")]
    [InlineData("consent", "Ledger/ConsentRecords.cs")]
    [InlineData("consent_rule", "Holding/Consents/ConsentStore.cs")]
    [InlineData("digest_text", "Holding/Digests/DigestStore.cs")]
    [InlineData("import_pause", "Holding/ImportPauseStore.cs")]
    [InlineData("notice_resend", "Partners/Notices/Resends/NoticeResendStore.cs")]
    [InlineData("operator_session", "Operators/Sessions/SessionStore.cs")]
    [InlineData("operator_identity", "Operators/SingleSignOn/IdentityStore.cs")]
    [InlineData("reminder_schedule", "Schedules/ScheduleStore.cs")]
    [InlineData("reminder_loan", "Schedules/ScheduleStore.cs")]
    [InlineData("schedule_run", "Schedules/ScheduleStore.cs")]
    [InlineData("report_schedule", "Schedules/Reports/ReportStore.cs")]
    public void Nobody_else_writes(string table, params string[] writers)
    {
        var writes = new Regex($@"(INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|UPDATE OR \w+)\s+{table}\b", RegexOptions.None, TimeSpan.FromSeconds(5));
        var source = Path.Combine(DocumentFiles.Root, "src", "SmsBridge");

        Directory.EnumerateFiles(source, "*.*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal) || path.EndsWith(".razor", StringComparison.Ordinal))
            .Where(path => writes.IsMatch(File.ReadAllText(path)))
            .Select(path => Path.GetRelativePath(source, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .ShouldBe(writers, ignoreOrder: true);
    }

    [Fact]
    public void What_is_final_is_left_by_a_report_by_people_and_by_what_another_sms_did_not_tell_alone()
    {
        All.Where(transition => transition.From.Any(status => status.IsFinal()) && (transition.To is not null || transition.SetColumns.Contains("status", StringComparer.Ordinal)))
            .Select(transition => transition.Name)
            .ShouldBe([nameof(Transitions.Advanced), nameof(Transitions.Planned), nameof(Transitions.Rerouted), nameof(Transitions.Requeued), nameof(Transitions.Reinstated), nameof(Transitions.Mistaken), nameof(Transitions.Untold)], ignoreOrder: true);
    }

    [Fact]
    public void The_documents_draw_them()
    {
        var text = new StringBuilder("```mermaid\nstateDiagram-v2\n    [*] --> Queued: Taken\n");
        foreach (var transition in All.Where(it => it.To is not null && it.Name is not nameof(Transitions.IntendedAnew)))
        {
            foreach (var from in transition.From.Where(from => from != transition.To && !transition.StartsAnywhere))
            {
                text.Append($"    {from} --> {transition.To}: {transition.Name}\n");
            }
        }

        foreach (var from in Enum.GetValues<MessageStatus>())
        {
            foreach (var to in new[] { MessageStatus.Delivered, MessageStatus.Undelivered, MessageStatus.Failed }.Where(to => from >= MessageStatus.Sending && from.Advance(to) == to && from != to))
            {
                text.Append($"    {from} --> {to}: Advanced\n");
            }
        }

        text.Append("```\n\n| transition | from | to | sets | puts back |\n|---|---|---|---|---|\n");
        foreach (var transition in All)
        {
            var from = transition.StartsAnywhere ? "any" : string.Join(", ", transition.From);
            text.Append($"| {transition.Name} | {from} | {transition.To?.ToString() ?? (transition.SetColumns.Contains("status", StringComparer.Ordinal) ? transition.Name == nameof(Transitions.Reinstated) ? "as before" : "as reported" : "the same")} "
                + $"| {string.Join(", ", transition.SetColumns.Where(column => column is not "status"))} | {string.Join(", ", transition.ResetColumns)} |\n");
        }

        DocumentFiles.ShouldHoldGenerated("docs/architecture.md", "transitions", text.ToString());
    }

    [GeneratedRegex("@(?<name>[A-Za-z]+)", RegexOptions.None, 5_000)]
    private static partial Regex Parameter();
}
