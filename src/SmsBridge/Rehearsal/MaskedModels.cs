using SmsBridge.Texts;

namespace SmsBridge.Rehearsal;

/// <summary>Of a client just so much that a sentence can be judged.</summary>
internal static class MaskedModels
{
    private const string Hidden = "•••";

    public static TemplateModel Of(TemplateModel model) => model with
    {
        Name = Initials(model.Name), Firstname = Initials(model.Firstname), Lastname = Initials(model.Lastname), ToName = Initials(model.ToName),
        Client = End(model.Client), Account = End(model.Account), ToAccount = End(model.ToAccount), Receipt = End(model.Receipt),
        Own = model.Own?.ToDictionary(static value => value.Key, static value => Masked(value.Value), StringComparer.Ordinal),
    };

    /// <summary>What a data table holds may be anything: figures as numbers of accounts are, words as names are.</summary>
    private static string Masked(string value) => value.Count(char.IsAsciiDigit) > 3 ? End(value)! : Initials(value)!;

    /// <summary>"Jane Wanjiru" as "J••• W•••".</summary>
    private static string? Initials(string? name) =>
        string.IsNullOrWhiteSpace(name) ? name : string.Join(' ', name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static word => $"{System.Text.Rune.GetRuneAt(word, 0)}{Hidden}"));

    /// <summary>"000000031" as "•••031".</summary>
    private static string? End(string? number) => number is { Length: > 3 } ? $"{Hidden}{number[^3..]}" : number;
}
