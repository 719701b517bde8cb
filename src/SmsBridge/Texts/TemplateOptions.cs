using System.ComponentModel.DataAnnotations;

namespace SmsBridge.Texts;

/// <summary>The texts clients receive. Checked at start: a text that cannot be rendered stops the program.</summary>
internal sealed class TemplateOptions
{
    public const string Section = "Templates";

    public const string ShippedDateFormat = "d MMMM yyyy";

    /// <summary>
    /// One text per event type (<see cref="TemplateEvents"/>) for all tenants that have none of their own; setting one keeps the others' defaults. Handlebars:
    /// <c>{{name}}</c>, <c>{{#if receipt}} … {{else}} … {{/if}}</c>, <c>{{#unless …}}</c>. Values are inserted as they are,
    /// without HTML escaping. Worth keeping under 306 characters of GSM-7, or 134 of anything else: two segments.
    /// </summary>
    public Dictionary<string, string?> Texts { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        [TemplateEvents.ClientCreate] = "Welcome, {{name}}! You are now registered with us.",
        [TemplateEvents.LoanRepayment] =
            "Thank you, {{name}}. We received {{amount}} for loan {{account}} on {{date}}.",
    };

    /// <summary>
    /// How dates are written: a .NET format for a date without time. As shipped each language has its own: <c>21 November 2026</c>, <c>21 de noviembre de 2026</c>.
    /// Set to another, it is for all languages, with the months of each.
    /// </summary>
    /// <value>1 to 50 characters</value>
    [Required]
    [StringLength(50)]
    public string DateFormat { get; set; } = ShippedDateFormat;

    /// <summary>How often tenants' texts that another node or the command line changed are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan DirectoryPoll { get; set; } = TimeSpan.FromSeconds(0.5);
}
