using System.Globalization;

namespace SmsBridge.Bench;

/// <summary>
/// What texts of their own cost the relay: 20 tenants that have ten each, against the same tenants with the product's one, in turns and each first in every other
/// round. What the core says is kept, so that the words weigh as much as they can.
/// </summary>
internal static class TextsScenario
{
    private const int Tenants = 20;

    /// <summary>The first is the one that is sent.</summary>
    private static readonly string[] Events =
    [
        "LOAN_REPAYMENT", "LOAN_APPROVE", "LOAN_DISBURSE", "LOAN_CLOSE", "CLIENT_CREATE",
        "SAVINGSACCOUNT_APPROVE", "SAVINGSACCOUNT_ACTIVATE", "SAVINGSACCOUNT_DEPOSIT", "SAVINGSACCOUNT_WITHDRAWAL", "SAVINGSACCOUNT_CLOSE",
    ];

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var one = await StartAsync(options, cancellationToken);
        await using var own = await StartAsync(options, cancellationToken);
        foreach (var (tenant, number) in own.Tenants.Select(static (tenant, number) => (tenant, number)))
        {
            foreach (var code in Events)
            {
                // As long as the product's, and each another one.
                var words = string.Create(CultureInfo.InvariantCulture, $"Thanks {{{{name}}}}, number {number} writes to you about {{{{client}}}} at {{{{office}}}}.");
                await own.PublishAsync(tenant, code, code == Events[0] ? words + " Received: {{amount}} for {{account}} on {{date}}." : words, cancellationToken);
            }
        }

        for (var start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < 2 * options.WarmUp;)
        {
            await DrainAsync(one, cancellationToken);
            await DrainAsync(own, cancellationToken);
        }

        var rounds = new List<(double, double)>();
        for (var round = 0; round < options.Rounds; round++)
        {
            if (round % 2 == 0)
            {
                rounds.Add((await DrainAsync(one, cancellationToken), await DrainAsync(own, cancellationToken)));
            }
            else
            {
                var measured = await DrainAsync(own, cancellationToken);
                rounds.Add((await DrainAsync(one, cancellationToken), measured));
            }
        }

        return [ResultRow.Of("texts, 20 tenants of 10 own", "events/s", rounds, must: 0.95, aim: 1.0)];
    }

    private static Task<Rig> StartAsync(BenchOptions options, CancellationToken cancellationToken) =>
        Rig.StartAsync(options, Tenants, RelayScenario.Settings(RelayWork.RepaymentLookedUp), cancellationToken, fillsAll: true);

    private static Task<double> DrainAsync(Rig rig, CancellationToken cancellationToken) => RelayScenario.DrainAsync(rig, RelayScenario.Events, cancellationToken);
}
