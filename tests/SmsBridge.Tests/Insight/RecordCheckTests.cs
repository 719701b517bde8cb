using SmsBridge.Insight.RecordChecks;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Insight;

/// <summary><c>verify</c>: a record that lived is whole, and each law notices who breaks it.</summary>
public sealed class RecordCheckTests : IAsyncLifetime
{
    private TempStore _store = null!;
    private OutboxDriver _outbox = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>One of each: waiting, being sent, sent, delivered, failed and planned anew, put off, given up, repeated, resent.</summary>
    public async ValueTask InitializeAsync()
    {
        _store = await TempStore.OpenAsync();
        _outbox = new OutboxDriver(_store);
        await _outbox.SentAsync("SM1", 1);
        await _outbox.HookAsync(1, 1);
        await _outbox.SendingAsync(1, 2);
        var delivered = await _outbox.SentAsync("SM3", 3);
        var failed = await _outbox.SentAsync("SM4", 4);
        var late = await _outbox.SendingAsync(1, 5);
        (await _outbox.EndedAsync(late, AttemptOutcome.Retryable, _outbox.Retry(TimeSpan.FromHours(1)))).ShouldBeTrue();
        var refused = await _outbox.SendingAsync(1, 6);
        (await _outbox.EndedAsync(refused, AttemptOutcome.Rejected, new NextStep.DeadLetter(Reasons.ProviderRejected, null))).ShouldBeTrue();
        await _store.Database.WriteAsync(session => session.Execute(
            "UPDATE message SET status = 4, final_at = 1 WHERE event_id = @EventId", new { delivered.EventId }));
        await _store.Database.WriteAsync(session => session.Execute(
            "UPDATE message SET status = 6, final_at = 1 WHERE event_id = @EventId", new { failed.EventId }));
        await _outbox.ResendAsync(failed);
        await _outbox.HookAsync(1, 7);
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void What_lived_is_whole()
    {
        var findings = Check();

        findings.Where(finding => finding.Exceptions > 0).ShouldBeEmpty();
        findings.Count.ShouldBeGreaterThanOrEqualTo(10);
    }

    [Theory]
    [InlineData("events_accounted_for", "DELETE FROM message WHERE event_id = (SELECT MIN(event_id) FROM message)")]
    [InlineData("events_in_one_place", "UPDATE event SET pending = 1 WHERE id = (SELECT MIN(event_id) FROM message)")]
    [InlineData("messages_have_events", "UPDATE event SET verdict = 3 WHERE id = (SELECT MIN(event_id) FROM message)")]
    [InlineData("repeats_have_twins", "UPDATE event SET twin_id = 999 WHERE verdict = 2")]
    [InlineData("attempts_counted", "DELETE FROM attempt WHERE event_id = (SELECT MIN(event_id) FROM message)")]
    [InlineData("sent_was_tried", "UPDATE message SET attempts = 0 WHERE status = 3")]
    [InlineData("waiting_comes_up", "UPDATE message SET due_at = NULL WHERE status = 2")]
    [InlineData("ended_stays_ended", "UPDATE message SET due_at = 5 WHERE status = 4")]
    [InlineData("ends_are_dated", "UPDATE message SET final_at = NULL WHERE status = 7")]
    [InlineData("notices_have_subscriptions", "INSERT INTO delivery (notification_id, number, started_at, duration) VALUES (77, 1, 1, 1)")]
    public async Task A_broken_law_is_named_with_how_many_and_the_first(string law, string breaking)
    {
        await _store.Database.WriteAsync(session => session.Execute(breaking, null));

        var broken = Check().Where(finding => finding.Exceptions > 0).ToList();

        var found = broken.SingleOrDefault(finding => finding.Name == law).ShouldNotBeNull();
        found.Exceptions.ShouldBe(1);
        found.First.ShouldNotBeNull();
    }

    [Fact]
    [FileOnly]
    public async Task A_reference_to_nothing_is_found_in_the_file()
    {
        await using var stranger = _store.Stranger();
        await using var insert = stranger.CreateCommand();
        insert.CommandText = "PRAGMA foreign_keys = OFF; INSERT INTO operator_tenant (operator_id, identifier) VALUES (12345, 'x')";
        await insert.ExecuteNonQueryAsync(Cancellation);

        var file = Check()[0];

        (file.Name, file.Exceptions).ShouldBe(("file_sound", 1));
        file.First.ShouldNotBeNull().ShouldContain("operator_tenant");
    }

    private List<RecordFinding> Check() => [.. new RecordCheck(_store.Database).Run(Cancellation)];
}
