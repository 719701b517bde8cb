using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Holding.Digests;

/// <summary>A core that answers slowly is asked for half of a lease about what an SMS tells: longer, and two nodes would take it from each other.</summary>
public sealed class DigestSlowCoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(16); // half of it is less than a call to the core may take

    private readonly SmsBridgeApp _app = new();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _answer.TrySetResult();
        return _app.DisposeAsync();
    }

    [Fact]
    public async Task What_it_does_not_answer_for_in_time_is_told_in_the_next_one()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        _app.Clock.Advance(DigestStage.UntilThen);

        await RelayAsync(ids[0], slow: ids[2]);

        stage.Bodies.ShouldHaveSingleItem().ShouldContain("We received 2 payments, KES 201.00 in all");
        (await stage.StandingAsync(ids[1])).ShouldBe((MessageStatus.DeadLettered, Reasons.ToldInDigest));
        (await stage.StandingAsync(ids[2])).ShouldBe((MessageStatus.Queued, Reasons.Digest));

        _answer.SetResult();
        await stage.SettleAsync();
        stage.Bodies.Count().ShouldBe(2);
        stage.Bodies.Last().ShouldContain("We received KES 102.00 for loan");
    }

    [Fact]
    public async Task What_an_sms_was_to_tell_before_is_not_left_out_of_it()
    {
        var stage = await DigestStage.SetUpAsync(_app);
        var ids = await stage.RepayAsync(3);
        _app.Gateway.Next(new SendResult.Retryable(FailureClass.Transient, "20503", null, "Busy."));
        _app.Clock.Advance(DigestStage.UntilThen);
        await _app.Services.GetRequiredService<MessageRelay>().RelayAsync(await ClaimedAloneAsync(ids[0]), Cancellation);
        (await stage.StandingAsync(ids[2])).ShouldBe((MessageStatus.DeadLettered, Reasons.ToldInDigest));
        _app.Clock.Advance(TimeSpan.FromMinutes(1));

        await RelayAsync(ids[0], slow: ids[2]);

        _app.Gateway.Sent.Count.ShouldBe(1);
        (await stage.StandingAsync(ids[0])).ShouldBe((MessageStatus.Queued, Reasons.CoreUnavailable));
        _answer.SetResult();
        await _app.DrainAfterAsync(TimeSpan.FromMinutes(2));
        _app.Gateway.Sent.Count.ShouldBe(2);
        stage.Bodies.Last().ShouldContain("We received 3 payments, KES 303.00 in all");
    }

    /// <summary>The one as a node has it in hands, the others in nobody's; of one payment the core says nothing for more than half of the lease.</summary>
    private async Task RelayAsync(long carrier, long slow)
    {
        var claimed = await ClaimedAloneAsync(carrier);
        var payment = (await _app.QueryAsync<long>("SELECT resource_id FROM message WHERE event_id = @slow", new { slow })).ShouldHaveSingleItem();
        var path = FormattableString.Invariant($"/transactions/{payment}");
        _app.Core.Faults.Add(new CoreFault(path) { Until = _answer.Task });
        var before = Asked();
        var relaying = _app.Services.GetRequiredService<MessageRelay>().RelayAsync(claimed, Cancellation);
        await Eventually.BecomesAsync(() => Task.FromResult(Asked()), asked => asked > before, "the core is asked about it");

        _app.Clock.Advance((Lease / 2) + TimeSpan.FromSeconds(1));

        await relaying.WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);

        int Asked() => _app.Core.Requests.Count(request => request.Path.EndsWith(path, StringComparison.Ordinal));
    }

    /// <summary>Of several claimed at once it would be chance which of the others is free when the one is told.</summary>
    private async Task<ClaimedMessage> ClaimedAloneAsync(long carrier)
    {
        var (outbox, now) = (_app.Services.GetRequiredService<MessageOutbox>(), _app.Clock.GetUtcNow());
        var claimed = await outbox.ClaimAsync(new ClaimMessages(_app.Services.GetRequiredService<Database>().NodeId, now, now + Lease, 100, 0, static _ => 100));
        foreach (var other in claimed.Where(message => message.EventId != carrier))
        {
            await outbox.RecordDecisionAsync(other, new NextStep.Retry(now + TimeSpan.FromMinutes(5), Reasons.Digest, null));
        }

        return claimed.Single(message => message.EventId == carrier);
    }
}
