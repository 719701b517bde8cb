using SmsBridge.Simulator.Partners;

namespace SmsBridge.Faults.Hostile;

/// <summary>Partners' receivers that take every notice and answer none.</summary>
internal sealed class SlowPartners(params IReadOnlyList<StandInPartner> partners) : Attack("slow partners")
{
    public override async Task RunAsync(CancellationToken stopping)
    {
        using var over = new CancellationTokenSource();
        foreach (var partner in partners)
        {
            partner.Behaviour = _ =>
            {
                Count("notices");
                return StandInBehaviour.Healthy with { Meanwhile = () => UntilAsync(over.Token) };
            };
        }

        await UntilAsync(stopping);
        foreach (var partner in partners)
        {
            partner.Behaviour = _ => StandInBehaviour.Healthy;
        }

        await over.CancelAsync();
    }

    private static async Task UntilAsync(CancellationToken end) =>
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
