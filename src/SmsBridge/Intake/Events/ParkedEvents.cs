using SmsBridge.TenantTexts;

namespace SmsBridge.Intake.Events;

/// <summary>Messages that were set aside: dropped, or taken once more when what kept them from being read is mended.</summary>
internal sealed class ParkedEvents(EventReadStore reads, EventStore store, EventIntake intake, TextDirectory texts)
{
    private const int AtOnce = 20; // in memory together, with their bytes

    /// <param name="tenant">Only those that name it; null: all of them.</param>
    public Task<int> DropAsync(string? tenant) => store.DropAsync(tenant);

    /// <summary>Killed in between, it begins anew: what was taken is known by its keys.</summary>
    public async Task<TakenAgain> AgainAsync(CancellationToken cancellationToken)
    {
        await texts.RefreshAsync(cancellationToken); // a command has read none
        var (last, taken, left) = (0L, 0, 0);
        for (IReadOnlyList<KeptMessage> batch; (batch = await reads.KeptAsync(last, AtOnce)).Count > 0; last = batch[^1].Id)
        {
            foreach (var kept in batch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await intake.TakeAgainAsync(new RawMessage(kept.Broker, kept.Place, kept.Body)))
                {
                    await store.DropAsync(kept.Id);
                    taken++;
                }
                else
                {
                    left++;
                }
            }
        }

        return new TakenAgain(taken, left);
    }
}

/// <param name="Left">Still set aside: they can not be read yet, or their tenant is not registered.</param>
internal readonly record struct TakenAgain(int Taken, int Left);
