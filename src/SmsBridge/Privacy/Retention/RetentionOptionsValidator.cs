using Microsoft.Extensions.Options;

namespace SmsBridge.Privacy.Retention;

/// <summary>Whole days, none too few, and none longer than what it goes with.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        foreach (var (setting, value) in new[]
        {
            (nameof(options.Hooks), options.Hooks), (nameof(options.Texts), options.Texts), (nameof(options.Notices), options.Notices), (nameof(options.Records), options.Records),
            (nameof(options.Audit), options.Audit), (nameof(options.Parked), options.Parked),
        })
        {
            if (value.Ticks % TimeSpan.TicksPerDay != 0)
            {
                return ValidateOptionsResult.Fail($"{RetentionOptions.Section}:{setting} must be whole days, such as 400.00:00:00.");
            }
        }

        return RetentionPeriods.Of(options).Problem(static kind => $"{RetentionOptions.Section}:{kind}") is { Words: var words }
            ? ValidateOptionsResult.Fail(words)
            : ValidateOptionsResult.Success;
    }
}
