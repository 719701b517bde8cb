using System.Collections.Frozen;
using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>Products, offices or client types that a rule names: each by its name in the core, or by its id there in digits. What is all digits is an id.</summary>
internal sealed class CoreNames
{
    public const int Most = 50;

    /// <summary>The core's own bound of such names.</summary>
    public const int LongestName = 100;

    private readonly FrozenSet<string> _names;
    private readonly FrozenSet<long> _ids;

    private CoreNames(IReadOnlyList<string> listed)
    {
        Listed = listed;
        _ids = listed.Select(IdOf).OfType<long>().ToFrozenSet();
        _names = listed.Where(static each => !IsId(each)).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>As they were given, each once.</summary>
    public IReadOnlyList<string> Listed { get; }

    /// <summary>For people.</summary>
    public string Words => string.Join("; ", Listed);

    /// <param name="listed">Empty: none is among them.</param>
    public static CoreNames? Of(IReadOnlyList<string>? listed) =>
        listed is null ? null : new CoreNames([.. listed.Select(static each => each.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)]);

    public bool Has(CoreName one) => (one.Id is { } id && _ids.Contains(id)) || (one.Name is { } name && _names.Contains(name.Trim()));

    /// <returns>Why nothing can be named so; null: it can.</returns>
    public static string? WhyNot(IReadOnlyList<string>? listed) =>
        listed is null ? null
        : listed.Count == 0 ? "must name at least one, since nobody would be told. For all of them, leave it out; to tell nobody, set enabled to false."
        : listed.Count > Most ? FormattableString.Invariant($"can name at most {Most}.")
        : listed.Any(static each => string.IsNullOrWhiteSpace(each) || each.Trim().Length > LongestName || each.Any(char.IsControl))
            ? FormattableString.Invariant($"must be names as the core has them, each of 1 to {LongestName} characters, or ids.")
        : listed.Select(static each => each.Trim()).FirstOrDefault(static each => IsId(each) && IdOf(each) is null) is { } wrong
            ? $"has {wrong}, which is no id in the core. What is all digits is an id; else write the name."
        : null;

    private static bool IsId(string each) => each.All(char.IsAsciiDigit);

    /// <returns>Null: a name, or digits that are no id.</returns>
    private static long? IdOf(string each) => long.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}

/// <summary>One that an event has. Both null: the core shows none.</summary>
internal readonly record struct CoreName(long? Id, string? Name)
{
    private const int MostShown = 100;

    public bool IsKnown => Id is not null || !string.IsNullOrWhiteSpace(Name);

    /// <summary>For the timeline: <c>Personal Loan (id 3)</c>.</summary>
    public string Words => (string.IsNullOrWhiteSpace(Name), Id) switch
    {
        (true, { } id) => FormattableString.Invariant($"id {id}"),
        (false, { } id) => FormattableString.Invariant($"{Shown} (id {id})"),
        _ => Shown,
    };

    private string Shown => KeptWords.Cut(Name!.Trim(), MostShown)!;
}
