using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Partners;

namespace SmsBridge.Faults;

/// <summary>Three partners that are told of every tenant's transactions: one healthy, one slow, one dead. Set up as people do: verb, then method.</summary>
internal sealed class FaultPartners : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(25);

    private FaultPartners(StandInPartner healthy, StandInPartner slow, StandInPartner dead) => (Healthy, Slow, Dead) = (healthy, slow, dead);

    public StandInPartner Healthy { get; }

    public StandInPartner Slow { get; }

    /// <summary>Breaks every connection off.</summary>
    public StandInPartner Dead { get; }

    public static async Task<FaultPartners> SetUpAsync(
        BridgeProcess bridge, HttpClient http, IReadOnlyList<FaultTenant> tenants, CancellationToken cancellationToken)
    {
        var partners = new FaultPartners(
            await StandInPartner.StartAsync(cancellationToken), await StandInPartner.StartAsync(cancellationToken), await StandInPartner.StartAsync(cancellationToken));
        partners.Slow.Behaviour = _ => StandInBehaviour.Slow(Slowness);
        partners.Dead.Behaviour = _ => StandInBehaviour.Broken;
        foreach (var (code, receiver) in new[] { ("healthy", partners.Healthy), ("slow", partners.Slow), ("dead", partners.Dead) })
        {
            receiver.Secrets = [await PartnerEnrolment.EnrolAsync(bridge, http, code, tenants.Select(tenant => tenant.Id), receiver, cancellationToken)];
        }

        return partners;
    }

    /// <summary>The slow one takes what is left at full speed: it has shown that it delays nobody, and one at a time it would take half an hour for 50,000.</summary>
    public void Calm() => Slow.Behaviour = _ => StandInBehaviour.Healthy;

    public async ValueTask DisposeAsync()
    {
        await Healthy.DisposeAsync();
        await Slow.DisposeAsync();
        await Dead.DisposeAsync();
    }
}
