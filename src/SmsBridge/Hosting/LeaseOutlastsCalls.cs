using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways.Wire;
using SmsBridge.Relay;

namespace SmsBridge.Hosting;

/// <summary>
/// A lease that ends while its message is in work costs time, and in the worst case leaves a doubt that need not be. It must outlast the two
/// rounds of questions to the core, and what is left of it when the intent is stored, three quarters at least, the call to the provider.
/// </summary>
internal sealed class LeaseOutlastsCalls(IServiceProvider services) : IValidateOptions<RelayOptions>
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        if (CoreTimeout() is not { } core || ProviderTimeouts() is not [_, ..] providers)
        {
            return ValidateOptionsResult.Skip;
        }

        var provider = providers.MaxBy(timeout => timeout.Longest)!;
        var least = (core * 2) + Margin;
        var call = TimeSpan.FromSeconds(Math.Ceiling((provider.Longest + Margin).TotalSeconds * 4 / 3));
        least = call > least ? call : least;
        return options.LeaseDuration >= least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"Relay:LeaseDuration must be at least {least:c}: twice Core:Timeout and 5 seconds, or {provider.Setting} and 5 seconds and a third of that."));
    }

    /// <summary>Null when it is wrong itself, and says so, or is not part of this program.</summary>
    private TimeSpan? CoreTimeout() => Read(() => services.GetService<IOptions<CoreOptions>>()?.Value.Timeout);

    /// <inheritdoc cref="CoreTimeout"/>
    private List<ProviderTimeout>? ProviderTimeouts() => Read(() => services.GetServices<ProviderTimeout>().ToList());

    private static T? Read<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            return default;
        }
    }
}
