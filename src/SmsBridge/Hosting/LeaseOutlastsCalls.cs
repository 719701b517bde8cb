using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Gateways.Twilio;
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
        if (Of<CoreOptions>() is not { } core || Of<TwilioOptions>() is not { } twilio)
        {
            return ValidateOptionsResult.Skip;
        }

        var least = (core.Timeout * 2) + Margin;
        var call = TimeSpan.FromSeconds(Math.Ceiling((twilio.Timeout + Margin).TotalSeconds * 4 / 3));
        least = call > least ? call : least;
        return options.LeaseDuration >= least
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"Relay:LeaseDuration must be at least {least:c}: twice Core:Timeout and 5 seconds, or Twilio:Timeout and 5 seconds and a third of that."));
    }

    /// <summary>Null when it is wrong itself, and says so, or is not part of this program.</summary>
    private T? Of<T>()
        where T : class
    {
        try
        {
            return services.GetService<IOptions<T>>()?.Value;
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException)
        {
            return null;
        }
    }
}
