using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Store;

/// <summary>Work that two must not do at once has one who may, and a number that tells the later from the earlier.</summary>
public sealed class WorkLeaseTests : IAsyncLifetime
{
    private const string Work = "count";

    private TempStore _store = null!;
    private Database _beside = null!;
    private WorkLeases _one = null!;
    private WorkLeases _other = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await TempStore.OpenAsync();
        _beside = _store.New();
        _beside.OpenBeside(mayCreate: false); // another process on the same file
        (_one, _other) = (new WorkLeases(_store.Database, _store.Clock), new WorkLeases(_beside, _store.Clock));
    }

    public ValueTask DisposeAsync()
    {
        _beside.Dispose();
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task One_has_it_and_the_other_waits_until_it_is_given_back()
    {
        (await _one.TakeAsync(Work)).ShouldNotBeNull();
        (await _other.TakeAsync(Work)).ShouldBeNull();
        (await _other.TakeAsync("something else")).ShouldNotBeNull();

        await _one.ReleaseAsync();

        (await _other.TakeAsync(Work)).ShouldNotBeNull().Fence.ShouldBe(2);
        (await _one.TakeAsync(Work)).ShouldBeNull();
    }

    [Fact]
    public async Task Whether_somebody_else_has_one_of_several_is_seen_until_it_is_given_back_or_over()
    {
        string[] all = [Work, "another"];
        (await _one.IsAnyElsewhereAsync(all)).ShouldBeFalse();
        (await _one.TakeAsync("another")).ShouldNotBeNull();

        (await _one.IsAnyElsewhereAsync(all)).ShouldBeFalse("it is its own");
        (await _other.IsAnyElsewhereAsync(all)).ShouldBeTrue();
        (await _other.IsAnyElsewhereAsync([Work])).ShouldBeFalse();
        await _one.ReleaseAsync("another");
        (await _other.IsAnyElsewhereAsync(all)).ShouldBeFalse();

        (await _one.TakeAsync(Work)).ShouldNotBeNull();
        _store.Clock.Advance(WorkLeases.Period + TimeSpan.FromSeconds(1)); // it died
        (await _other.IsAnyElsewhereAsync(all)).ShouldBeFalse();
    }

    [Fact]
    public async Task It_is_written_when_it_is_taken_and_when_half_its_time_is_over_and_not_with_every_run()
    {
        var lease = await _one.TakeAsync(Work);
        var taken = Until();

        _store.Clock.Advance((WorkLeases.Period / 2) - TimeSpan.FromSeconds(1));
        (await _one.TakeAsync(Work)).ShouldBeSameAs(lease);
        Until().ShouldBe(taken);

        _store.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _one.TakeAsync(Work)).ShouldBeSameAs(lease);
        Until().ShouldBe(taken + (long)(WorkLeases.Period / 2).TotalMilliseconds);
    }

    [Fact]
    public async Task One_that_was_not_renewed_in_time_is_anybodys_and_who_had_it_sees_that_and_writes_nothing_more()
    {
        var lost = (await _one.TakeAsync(Work))!;
        _store.Clock.Advance(WorkLeases.Period);
        var taken = (await _other.TakeAsync(Work)).ShouldNotBeNull();

        taken.Fence.ShouldBeGreaterThan(lost.Fence);
        await Should.ThrowAsync<WorkLeaseLostException>(WriteAsync(_store.Database, lost));
        _store.Count("backup").ShouldBe(0);
        (await _one.KeepAsync(lost)).ShouldBeFalse();
        (await _one.TakeAsync(Work)).ShouldBeNull();
        await WriteAsync(_beside, taken);
        _store.Count("backup").ShouldBe(1);
    }

    [Fact]
    public async Task One_that_is_given_back_is_anybodys_at_once_and_one_that_was_lost_is_not_given_away()
    {
        var lost = (await _one.TakeAsync(Work))!;
        await _one.ReleaseAsync(Work);
        var taken = (await _other.TakeAsync(Work)).ShouldNotBeNull();
        taken.Fence.ShouldBeGreaterThan(lost.Fence);

        await _one.ReleaseAsync(Work);
        (await _one.TakeAsync(Work)).ShouldBeNull();

        _store.Clock.Advance(WorkLeases.Period);
        (await _one.TakeAsync(Work)).ShouldNotBeNull();
        await _other.ReleaseAsync(Work); // it does not know yet that it has lost it
        (await _other.TakeAsync(Work)).ShouldBeNull();
    }

    [Fact]
    public async Task One_that_ended_and_nobody_took_goes_on_under_its_number()
    {
        var lease = (await _one.TakeAsync(Work))!;
        _store.Clock.Advance(WorkLeases.Period * 3);

        await WriteAsync(_store.Database, lease);
        (await _one.KeepAsync(lease)).ShouldBeTrue();
        (await _other.TakeAsync(Work)).ShouldBeNull();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_ends_none_and_keeps_none_for_ever()
    {
        var lease = (await _one.TakeAsync(Work))!;
        _store.Clock.Jump(TimeSpan.FromHours(-5));
        (await _other.TakeAsync(Work)).ShouldBeNull();

        _store.Clock.Advance(WorkLeases.Period / 2);
        (await _one.KeepAsync(lease)).ShouldBeTrue(); // by the new clock
        _store.Clock.Advance(WorkLeases.Period);

        (await _other.TakeAsync(Work)).ShouldNotBeNull();
    }

    [FileOnly]
    [Fact]
    public async Task What_a_dead_process_held_is_free_at_the_next_start_and_its_number_is_not_used_again()
    {
        var before = (await _one.TakeAsync(Work))!;
        await _store.RestartAsync();

        var after = (await new WorkLeases(_store.Database, _store.Clock).TakeAsync(Work)).ShouldNotBeNull();

        after.Fence.ShouldBeGreaterThan(before.Fence);
    }

    [Fact]
    public async Task A_long_run_is_kept_renewed()
    {
        var (going, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        var run = _one.RunAsync(Work, Go(going, end), TestContext.Current.CancellationToken);
        await going.Task;
        for (var step = 0; step < 12; step++)
        {
            var before = Until();
            _store.Clock.Advance(WorkLeases.Period / 4);
            if (step % 2 == 1)
            {
                await Eventually.BecomesAsync(() => Task.FromResult(Until()), until => until > before, "the lease is renewed");
                (await _other.RunAsync(Work, _ => throw new InvalidOperationException("Two at once."), TestContext.Current.CancellationToken)).ShouldBeFalse();
            }
        }

        end.SetResult();
        (await run).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_that_lost_it_is_cancelled()
    {
        var going = new TaskCompletionSource();
        var run = _one.RunAsync(Work, Go(going, new TaskCompletionSource()), TestContext.Current.CancellationToken);
        await going.Task;
        await _store.Database.WriteAsync(session => session.Execute("UPDATE work_lease SET fence = fence + 1")); // taken while this process stood still

        _store.Clock.Advance(WorkLeases.Period / 2);

        await Should.ThrowAsync<OperationCanceledException>(run);
    }

    private static Func<CancellationToken, ValueTask> Go(TaskCompletionSource going, TaskCompletionSource end) => async mayGoOn =>
    {
        going.SetResult();
        await end.Task.WaitAsync(mayGoOn);
    };

    private static Task WriteAsync(Database database, WorkLease lease) => database.WriteAsync(session =>
    {
        session.Execute("INSERT INTO backup (at, took, bytes, path) VALUES (1, 1, 1, 'x')");
        lease.Check(session);
    });

    private long Until() => _store.One<long>("SELECT lease_until FROM work_lease WHERE name = @Work", new { Work });
}
