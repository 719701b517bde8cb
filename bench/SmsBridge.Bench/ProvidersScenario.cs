namespace SmsBridge.Bench;

/// <summary>
/// The relay by each provider. All are held against the same loop, which calls Twilio, so that their ratios can be compared: each must reach nine tenths of
/// Twilio's in this run. SMPP needs no HTTP, and must reach one and a half times where the provider's call is the only one (<see cref="SendsAsync"/>): with the
/// three look-ups of a repayment, which it needs as every provider does, no more than four thirds is possible, whatever it costs (docs/performance.md).
/// </summary>
internal static class ProvidersScenario
{
    private const double OfTwilios = 0.9;
    private const double OfTwiliosBySmpp = 1.5;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var twilio = await MeasureAsync("relay by twilio", options, RelayWork.AllLookedUp, must: null, cancellationToken);
        var rows = new List<ResultRow> { twilio };
        foreach (var provider in OtherProviders.All)
        {
            rows.Add(await MeasureAsync($"relay by {provider.Name}", options, RelayWork.AllLookedUp, twilio.Ratio * OfTwilios, cancellationToken, provider));
        }

        return rows;
    }

    /// <summary>Texts that the core wrote itself, so that the provider's call is the only one.</summary>
    public static async Task<IReadOnlyList<ResultRow>> SendsAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var twilio = await MeasureAsync("sends by twilio", options, RelayWork.TextGiven, must: null, cancellationToken);
        var smpp = OtherProviders.All.Single(static provider => provider.Name == OtherProviders.Smpp);
        return [twilio, await MeasureAsync("sends by smpp", options, RelayWork.TextGiven, twilio.Ratio * OfTwiliosBySmpp, cancellationToken, smpp)];
    }

    private static async Task<ResultRow> MeasureAsync(
        string name, BenchOptions options, RelayWork work, double? must, CancellationToken cancellationToken, BenchProvider? provider = null) =>
        ResultRow.Of(name, "events/s", await RelayScenario.MeasureAsync(options, work, cancellationToken, provider), must, aim: null);
}
