namespace SmsBridge.Bench;

/// <summary>
/// The relay by each provider. All are held against the same loop, which calls Twilio, so that their ratios can be compared: each must reach nine tenths of
/// Twilio's in this run, and SMPP, which needs no HTTP, one and a half times.
/// </summary>
internal static class ProvidersScenario
{
    private const double OfTwilios = 0.9;
    private const double OfTwiliosBySmpp = 1.5;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var twilio = ResultRow.Of("relay by twilio", "events/s", await RelayScenario.MeasureAsync(options, cached: false, cancellationToken), must: null, aim: null);
        var rows = new List<ResultRow> { twilio };
        foreach (var provider in OtherProviders.All)
        {
            var must = twilio.Ratio * (provider.Name == OtherProviders.Smpp ? OfTwiliosBySmpp : OfTwilios);
            rows.Add(ResultRow.Of(
                $"relay by {provider.Name}", "events/s", await RelayScenario.MeasureAsync(options, cached: false, cancellationToken, provider), must, aim: null));
        }

        return rows;
    }
}
