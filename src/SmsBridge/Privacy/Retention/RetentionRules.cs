using Microsoft.Extensions.Options;

namespace SmsBridge.Privacy.Retention;

/// <summary>How long the data of whom are kept: a tenant's own rule where it has one, else the settings.</summary>
internal sealed class RetentionRules(RetentionStore store, IOptions<RetentionOptions> options)
{
    public RetentionPeriods Settings { get; } = RetentionPeriods.Of(options.Value);

    /// <summary>As they are now, of everybody.</summary>
    public async Task<Func<string, (RetentionPeriods Periods, RetentionRule? Own)>> ReadAsync(CancellationToken cancellationToken)
    {
        var rules = await store.RulesAsync(cancellationToken);
        return identifier => rules.TryGetValue(identifier, out var own) ? (own.Over(Settings), own) : (Settings, null);
    }
}
