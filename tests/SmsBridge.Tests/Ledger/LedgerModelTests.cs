using CsCheck;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Tests.Receipts;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Ledger;

/// <summary>
/// Plays anything that can happen, in any order, on the real store: claims, sends that are answered, refused or not answered, crashes, leases that end
/// while somebody still works, receipts, resends, cancels. What must hold is held against a model that knows only what the provider really took.
/// </summary>
public class LedgerModelTests
{
    private const int Messages = 3;

    [Fact]
    public async Task Whatever_happens_nothing_is_doubled_lost_or_taken_back() =>
        await Gen.Int[0, 999].Array[10, 60].SampleAsync(PlayAsync, iter: 100, threads: 1);

    private static async Task PlayAsync(int[] steps)
    {
        using var store = await TempStore.OpenAsync();
        var world = new World(store);
        await world.HooksAsync();
        foreach (var step in steps)
        {
            await world.StepAsync(step);
            world.Check();
        }

        await world.SettleAsync();
    }

    /// <summary>What is true outside of the store.</summary>
    private sealed class Truth
    {
        /// <summary>Provider ids of the SMS the provider took.</summary>
        public List<string> Taken { get; } = [];

        /// <summary>Of each intent, whether the provider took it, and as what.</summary>
        public Dictionary<int, string?> Attempts { get; } = [];

        public int Resends { get; set; }

        /// <summary>How often it went on by another route after a certain report that it was not delivered.</summary>
        public int Reroutes { get; set; }

        public bool IsDelivered { get; set; }

        /// <summary>The client has one of its SMS, whatever was asked for and became of others since.</summary>
        public bool WasDelivered { get; set; }

        /// <summary>In whose hands it is, and until when.</summary>
        public (ClaimedMessage Claimed, DateTimeOffset Until)? Holder { get; set; }

        /// <summary>Who held it before and does not know that the lease ended.</summary>
        public ClaimedMessage? Late { get; set; }

        /// <summary>An answer that is still on its way.</summary>
        public (ClaimedMessage Claimed, string ProviderId)? Answer { get; set; }
    }

    private sealed class World(TempStore store)
    {
        private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

        private readonly Dictionary<long, Truth> _truth = [];
        private OutboxDriver _driver = new(store);
        private int _ids;

        private DateTimeOffset Now => store.Clock.GetUtcNow();

        public async Task HooksAsync()
        {
            for (var resource = 1; resource <= Messages; resource++)
            {
                _truth[(await _driver.HookAsync(1, resource)).Id] = new Truth();
            }
        }

        public async Task StepAsync(int step)
        {
            var (id, truth) = _truth.ElementAt(step / 100 % Messages);
            switch (step % 12)
            {
                case 0 or 1:
                    await ClaimAsync(limit: (step / 12 % 3) + 1);
                    break;
                case 2 or 3 or 4 when truth.Holder is { } holder:
                    await WorkAsync(truth, holder.Claimed, step / 12);
                    truth.Holder = null;
                    break;
                case 5 when truth.Late is { } late:
                    await WorkAsync(truth, late, step / 12);
                    truth.Late = null;
                    LetGo(id, truth);
                    break;
                case 5 when truth.Answer is { } answer:
                    await _driver.AcceptedAsync(answer.Claimed, answer.ProviderId);
                    truth.Answer = null;
                    LetGo(id, truth);
                    break;
                case 6:
                    store.Clock.Advance(TimeSpan.FromSeconds(step % 100));
                    break;
                case 7:
                    store.Clock.Advance(Lease);
                    break;
                case 8 when step / 12 % 4 == 0:
                    await store.RestartAsync();
                    _driver = new OutboxDriver(store);
                    _truth.Values.ToList().ForEach(it => (it.Holder, it.Late, it.Answer) = (null, null, null));
                    break;
                case 9 when truth.Taken.Count > 0:
                    await ReportAsync(id, truth, step);
                    LetGo(id, truth);
                    break;
                case 10:
                    await ResendAsync(id, truth, again: step % 5 == 0);
                    LetGo(id, truth);
                    break;
                case 11:
                    await new MessageCancel(store.Database, store.Clock).CancelAsync(1, id, Sources.Api, static _ => { });
                    break;
                default:
                    break;
            }
        }

        /// <summary>At most one SMS but for resends; delivered stays delivered; whatever is not settled has its time.</summary>
        public void Check()
        {
            foreach (var (id, truth) in _truth)
            {
                truth.Taken.Count.ShouldBeLessThanOrEqualTo(1 + truth.Resends + truth.Reroutes, $"SMS of message {id}");
                var row = Row(id);
                if (row is null)
                {
                    continue; // still in the inbox
                }

                if (truth.IsDelivered)
                {
                    row.Status.ShouldBe(MessageStatus.Delivered);
                }

                (truth.WasDelivered && row.Status.CanResend()).ShouldBeFalse($"message {id} was delivered, and is {row.Status}");
                (row is { Status: MessageStatus.DeadLettered, Taken: > 0 }).ShouldBeFalse($"message {id} was taken, and is said not to be: {row.Reason}");
                (row.DueAt is null).ShouldBe(row.Status is not (MessageStatus.Queued or MessageStatus.Sending), $"message {id} is {row.Status}");
                (row.FinalAt is null).ShouldBe(!row.Status.IsFinal(), $"message {id} is {row.Status}");
                (row.ProviderId is null || truth.Taken.Contains(row.ProviderId)).ShouldBeTrue($"message {id} has {row.ProviderId}");
            }
        }

        /// <summary>In the end, with a relay that does nothing wrong, everything is settled: nothing that is due is out of reach.</summary>
        public async Task SettleAsync()
        {
            for (var round = 0; round < 20; round++)
            {
                store.Clock.Advance(TimeSpan.FromHours(1));
                await ClaimAsync(100);
                foreach (var truth in _truth.Values)
                {
                    if (truth.Holder is { } holder)
                    {
                        await WorkAsync(truth, holder.Claimed, what: 0);
                        truth.Holder = null;
                    }
                }
            }

            Check();
            _truth.Keys.Select(id => Row(id)!.Status).ShouldAllBe(status => status != MessageStatus.Queued && status != MessageStatus.Sending);
        }

        private async Task ClaimAsync(int limit)
        {
            foreach (var claimed in await _driver.ClaimAsync(limit))
            {
                var truth = _truth[claimed.EventId];
                if (truth.Holder is { } former)
                {
                    former.Until.ShouldBeLessThanOrEqualTo(Now, $"message {claimed.EventId} was somebody's");
                    truth.Late = former.Claimed;
                }

                truth.Holder = (claimed, Now + Lease);
            }
        }

        /// <summary>
        /// It was settled, put off or sent anew behind the holder's back: he has no lease any more, and does not know. One process may do so to itself: its
        /// leases are told apart by the attempt, and the relay works on a message once at a time.
        /// </summary>
        private void LetGo(long id, Truth truth)
        {
            if (truth.Holder is { } holder && Row(id)!.LeaseOwner is null)
            {
                (truth.Late, truth.Holder) = (holder.Claimed, null);
            }
        }

        /// <param name="what">0: all goes well.</param>
        private async Task WorkAsync(Truth truth, ClaimedMessage claimed, int what)
        {
            if (claimed is ClaimedMessage.InDoubt)
            {
                await ResolveAsync(truth, claimed);
                return;
            }

            if (what % 8 == 6)
            {
                await _driver.Outbox.RecordDecisionAsync(claimed, _driver.Retry(TimeSpan.FromSeconds(30)));
                return;
            }

            if (!await _driver.IntendAsync(claimed))
            {
                return;
            }

            var number = claimed.Attempts + 1;
            var sid = $"SM{++_ids}";
            truth.Attempts[number] = what % 8 is 0 or 1 or 4 or 7 ? sid : null;
            if (truth.Attempts[number] is not null)
            {
                truth.Taken.Add(sid);
            }

            switch (what % 8)
            {
                case 0 or 1:
                    await _driver.AcceptedAsync(claimed, sid);
                    break;
                case 2:
                    await _driver.EndedAsync(claimed, AttemptOutcome.Retryable, _driver.Retry(TimeSpan.FromSeconds(10)));
                    break;
                case 3 when _ids % 2 == 0: // certainly refused, and on by the next route
                    await _driver.EndedAsync(claimed, AttemptOutcome.Rejected, _driver.Retry(TimeSpan.Zero) with { Hop = RouteHop.Left | RouteHop.ForGood });
                    break;
                case 3:
                    await _driver.EndedAsync(claimed, AttemptOutcome.Rejected, new NextStep.DeadLetter(Reasons.ProviderRejected, null));
                    break;
                case 4: // the answer was lost on the way
                    await _driver.EndedAsync(claimed, AttemptOutcome.Unknown, new NextStep.Resolve(Now + TimeSpan.FromSeconds(5), null));
                    break;
                case 7:
                    truth.Answer = (claimed, sid);
                    break;
                default: // killed: neither it nor the provider's side ever says anything
                    break;
            }
        }

        /// <summary>The provider's list is honest.</summary>
        private async Task ResolveAsync(Truth truth, ClaimedMessage claimed)
        {
            if (truth.Attempts.GetValueOrDefault(claimed.Attempts) is { } sid)
            {
                await _driver.AcceptedAsync(claimed, sid, Sources.Resolver, claimed.Attempts);
                return;
            }

            await _driver.Outbox.RecordAttemptAsync(claimed, claimed.Attempts, AttemptOutcome.NotTaken, "not_taken", "not listed", _driver.Retry(TimeSpan.FromSeconds(10)));
        }

        private async Task ReportAsync(long id, Truth truth, int step)
        {
            var sid = truth.Taken[step / 12 % truth.Taken.Count];
            var word = new[] { "sent", "delivered", "undelivered", "failed" }[step % 4];
            var before = Row(id)!.Status;
            var applied = await _driver.Receipts.ApplyAsync(ReceiptSome.Of(id, sid, word) with { NextRoute = step % 3 == 0 && word is "undelivered" or "failed" ? "another" : null });
            truth.Reroutes += applied.Outcome == ReceiptOutcome.Applied && before != MessageStatus.Queued && Row(id)!.Status == MessageStatus.Queued ? 1 : 0;
            truth.IsDelivered |= word == "delivered";
            truth.WasDelivered |= word == "delivered";
        }

        private async Task ResendAsync(long id, Truth truth, bool again)
        {
            using var bell = new SmsBridge.Store.RelayBell();
            var outcome = await new MessageResend(store.Database, bell, store.Clock)
                .ResendAsync(1, [id], new ResendRules(Force: false, Again: again), Sources.Api, static (_, _) => { });
            if (outcome.Requeued.Count > 0)
            {
                truth.Resends++;
                truth.IsDelivered = false;
            }
        }

        private MessageState? Row(long id) => store.Query<MessageState>("""
            SELECT status AS Status, reason AS Reason, provider_id AS ProviderId, due_at AS DueAt, lease_owner AS LeaseOwner, final_at AS FinalAt,
                (SELECT COUNT(*) FROM attempt WHERE event_id = @id AND outcome = 1 AND number >= COALESCE((SELECT MAX(number) FROM attempt WHERE event_id = @id AND outcome = 4), 0)) AS Taken
            FROM message WHERE event_id = @id
            """, new { id }).SingleOrDefault();
    }
}
