using System.Collections.Frozen;
using SmsBridge.Texts;

namespace SmsBridge.TenantTexts.ClientLanguages;

/// <summary>A language, and why it is the client's.</summary>
/// <param name="Language">Null: nothing says which, so it is the tenant's.</param>
/// <param name="Why">To follow "Written in sw".</param>
internal readonly record struct ChosenLanguage(string? Language, string Why);

/// <summary>
/// By what a tenant's clients are each written to in a language of their own: a column of a data table first, then the client's office, else the tenant's. Values and names of offices
/// are compared without regard to case and blanks around them.
/// </summary>
internal sealed class LanguageChoice
{
    private readonly FrozenDictionary<string, string> _values;
    private readonly FrozenDictionary<string, string> _offices;

    /// <param name="variable">A column of a data table of clients, as texts spell it: <c>kyc.language</c>; null: none is asked.</param>
    /// <param name="values">The column's value, and the language that is meant.</param>
    /// <param name="offices">The office's name, and the language of its clients.</param>
    public LanguageChoice(string? variable, IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, string> offices)
    {
        (Variable, Values, Offices) = (variable, values, offices);
        (_values, _offices) = (ByPlain(values), ByPlain(offices));
        Languages = [.. values.Values.Concat(offices.Values).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public string? Variable { get; }

    public IReadOnlyDictionary<string, string> Values { get; }

    public IReadOnlyDictionary<string, string> Offices { get; }

    /// <summary>All that a client may be written to in, beside the tenant's.</summary>
    public IReadOnlyList<string> Languages { get; }

    /// <summary>The table of the column; null: none is asked.</summary>
    public string? Table => Variable?.Split(OwnVariable.Dot)[0];

    public static string Plain(string value) => value.Trim().ToLowerInvariant();

    /// <param name="value">Of the column; null: it has none.</param>
    /// <param name="whyNone">Why there is no row to take it of, in a sentence; null: there is one.</param>
    /// <param name="office">The client's, by its name.</param>
    public ChosenLanguage Of(string? value, string? whyNone, string? office)
    {
        if (value is not null && _values.TryGetValue(Plain(value), out var spoken))
        {
            return new ChosenLanguage(spoken, $", by {{{{{Variable}}}}}.");
        }

        var unsaid = Variable is null ? "" : $" {{{{{Variable}}}}} {(value is null ? "has no value." : "has a value for which no language is set.")}{(whyNone is null ? "" : $" {whyNone}")}";
        return office is not null && _offices.TryGetValue(Plain(office), out var local)
            ? new ChosenLanguage(local, $", by the client's office.{unsaid}")
            : new ChosenLanguage(null, $", the tenant's language.{unsaid}");
    }

    private static FrozenDictionary<string, string> ByPlain(IReadOnlyDictionary<string, string> values) =>
        values.GroupBy(static each => Plain(each.Key), static each => each.Value, StringComparer.Ordinal).ToFrozenDictionary(static group => group.Key, static group => group.First(), StringComparer.Ordinal);
}
