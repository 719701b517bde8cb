using Microsoft.Extensions.Options;

namespace SmsBridge.Texts;

/// <summary>Stops the start with one line per setting that is wrong, named as the operator wrote it.</summary>
internal sealed class TemplateOptionsValidator : IValidateOptions<TemplateOptions>
{
    private static readonly DateOnly Sample = new(2026, 11, 21);
    private static readonly DateOnly Other = new(2027, 12, 22);

    public ValidateOptionsResult Validate(string? name, TemplateOptions options)
    {
        var faults = options.Texts
            .Select(text => Template.TryCompile(text.Key, text.Value, out _, out var fault) ? null : Describe(text.Key, fault))
            .Append(DateFormatFault(options.DateFormat))
            .OfType<string>()
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    public static string Describe(string eventType, string fault) =>
        $"{TemplateOptions.Section}:{nameof(TemplateOptions.Texts)}:{eventType}: {fault}";

    private static string? DateFormatFault(string? format)
    {
        try
        {
            return string.IsNullOrWhiteSpace(format) || TextFormat.For(ProductTexts.English, format) is var english && english.Date(Sample) != english.Date(Other)
                ? null // blank is refused by [Required]
                : NoDateFormat(format);
        }
        catch (FormatException)
        {
            return NoDateFormat(format!);
        }
    }

    private static string NoDateFormat(string format) =>
        $"{TemplateOptions.Section}:{nameof(TemplateOptions.DateFormat)}: \"{format}\" is no format for a date without time; " +
        "an example: d MMMM yyyy";
}
