using Dapper;
using SmsBridge.Intake.Campaigns;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Intake.Campaigns;

/// <summary>Fineract's numbers, and what it costs to find them.</summary>
public class DeliveryStatusTests
{
    [Theory]
    [InlineData(null, 1, 150)]
    [InlineData(null, 4, 400)]
    [InlineData((int)MessageStatus.Queued, 1, 150)]
    [InlineData((int)MessageStatus.Sending, 1, 150)]
    [InlineData((int)MessageStatus.Sent, 1, 150)]
    [InlineData((int)MessageStatus.Delivered, 1, 300)]
    [InlineData((int)MessageStatus.Undelivered, 1, 400)]
    [InlineData((int)MessageStatus.Failed, 1, 400)]
    [InlineData((int)MessageStatus.DeadLettered, 1, 400)]
    public void Each_state_has_its_number(int? status, long verdict, int expected) =>
        DeliveryStatus.Of(new TextStanding { Verdict = verdict, Status = (MessageStatus?)status, SentAt = Some.Instant.ToUnixTimeMilliseconds() }, Some.Instant.AddHours(23), TimeSpan.FromHours(24))
            .ShouldBe(expected);

    [Fact]
    public void What_was_sent_long_ago_is_sent() =>
        DeliveryStatus.Of(new TextStanding { Status = MessageStatus.Sent, SentAt = Some.Instant.ToUnixTimeMilliseconds() }, Some.Instant.AddHours(24), TimeSpan.FromHours(24)).ShouldBe(200);

    /// <summary>However much there is: each number is looked up in an index that alone tells whose message it is, and that message by its number.</summary>
    [Fact]
    public async Task A_report_looks_up_each_number_in_two_indexes_and_reads_no_event()
    {
        using var store = await TempStore.OpenAsync();
        var (sql, values) = (DeliveryStatusStore.FindSql(store.Database.Dialect), new { tenantId = 1L, ids = SqlDialect.List([1L, 2L]) });
        if (!TestDatabase.IsPostgres)
        {
            var plan = store.Explain(sql, values);
            plan.Where(step => step.Contains("SEARCH e ", StringComparison.Ordinal)).ShouldBe( // one of its text, one of a refusal
                Enumerable.Repeat("SEARCH e USING COVERING INDEX event_internal (tenant_id=? AND internal_id=? AND verdict=?)", 2), string.Join('\n', plan));
            plan.ShouldContain(step => step.Contains("SEARCH m USING INTEGER PRIMARY KEY", StringComparison.Ordinal), string.Join('\n', plan));
            plan.ShouldNotContain(step => step.StartsWith("SCAN e", StringComparison.Ordinal) || step.StartsWith("SCAN m", StringComparison.Ordinal));
            return;
        }

        await using var connection = store.Database.OpenRead();
        await connection.ExecuteAsync("SET enable_seqscan = off"); // the tables are empty here: what an index can serve, it serves
        var steps = (await connection.QueryAsync<string>("EXPLAIN " + sql, values)).ToList();
        steps.Count(step => step.Contains(" on event e", StringComparison.Ordinal)).ShouldBe(2, string.Join('\n', steps)); // by which of its indexes it says only where there are rows
        steps.ShouldNotContain(step => step.Contains("Seq Scan", StringComparison.Ordinal), string.Join('\n', steps));
    }
}
