using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways.Wire;
using SmsBridge.Relay;

namespace SmsBridge.Hosting;

/// <summary>
/// A lease that ends while its message is in work costs time, and in the worst case leaves a doubt that need not be. It must outlast the two
/// rounds of questions to the core that most SMS need, and what is left of it when the intent is stored, three quarters at least, the call to the provider.
/// That it outlasts all rounds there can be is asked for in words alone: which of them a tenant needs changes while the service runs, and a start that is refused costs hooks.
/// </summary>
internal sealed class LeaseOutlastsCalls(IServiceProvider services) : IValidateOptions<RelayOptions>
{
    /// <summary>Its client and its loan.</summary>
    private const int UsualRounds = 2;

    /// <summary>
    /// One after the other: the transaction, its loan or account, the group, who has the role in it, the data table that tells the language, those that the text names
    /// (<see cref="CoreLookup"/>, <see cref="ClientTexts"/>). A digest asks for the others' in half of what is left (<see cref="Digests"/>).
    /// </summary>
    private const int MostRounds = 6;

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>What is allowed, and keeps an SMS from going out where the core is as slow as it may be; null: nothing is.</summary>
    public static string? WarningOf(IServiceProvider services)
    {
        if (Read(() => services.GetService<IOptions<RelayOptions>>()?.Value.LeaseDuration) is not { } lease || CoreTimeout(services) is not { } core || lease >= (core * MostRounds) + Margin)
        {
            return null;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"Relay:LeaseDuration is {lease:c} and Core:Timeout is {core:c}: of a group's loan, and with data tables, an SMS asks the core up to {MostRounds} times, one after the other. "
            + $"Where each takes that long it is begun anew and may never go out. Relay:LeaseDuration should be at least {(core * MostRounds) + Margin:c}, or Core:Timeout at most {(lease - Margin) / MostRounds:hh\\:mm\\:ss}.");
    }

    public ValidateOptionsResult Validate(string? name, RelayOptions options)
    {
        if (CoreTimeout(services) is not { } core || ProviderTimeouts() is not [_, ..] providers)
        {
            return ValidateOptionsResult.Skip;
        }

        var provider = providers.MaxBy(timeout => timeout.Longest)!;
        var least = (core * UsualRounds) + Margin;
        var call = TimeSpan.FromSeconds(Math.Ceiling((provider.Longest + Margin).TotalSeconds * 4 / 3));
        least = call > least ? call : least;
        return options.LeaseDuration >= least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"Relay:LeaseDuration must be at least {least:c}: twice Core:Timeout and 5 seconds, or {provider.Setting} and 5 seconds and a third of that."));
    }

    /// <summary>Null when it is wrong itself, and says so, or is not part of this program.</summary>
    private static TimeSpan? CoreTimeout(IServiceProvider services) => Read(() => services.GetService<IOptions<CoreOptions>>()?.Value.Timeout);

    /// <inheritdoc cref="CoreTimeout(IServiceProvider)"/>
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
