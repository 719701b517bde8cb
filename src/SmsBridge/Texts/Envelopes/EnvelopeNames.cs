using System.Text.RegularExpressions;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Texts.Envelopes;

/// <summary>
/// What the text of a tenant's own event can name of its hook: <c>request.transactionAmount</c>, <c>response.changes.mobileNo</c>. Members of objects, each by its name with a dot before it;
/// nothing of a list, and nothing that may be a secret.
/// </summary>
internal static partial class EnvelopeNames
{
    public const string Request = "request";
    public const string Response = "response";

    /// <summary>For people: how such names are made.</summary>
    public const string Form = "request.NAME or response.NAME";

    /// <summary>Of a member; what a core calls otherwise can not be named.</summary>
    public const int LongestName = 64;

    private static readonly string[] SecretWords = ["password", "passwd", "passcode", "passphrase", "secret", "token", "apikey", "credential", "authorization", "authentication", "privatekey"];

    private static readonly string[] SecretNames = ["pin", "otp", "cvv", "cvc", "auth"];

    /// <summary>Of names whose words nobody can tell apart: mpin, newpin.</summary>
    private static readonly string[] SecretEnds = ["pin", "pincode", "otp", "cvv", "cvc"];

    /// <summary>Whether it may hold a secret: neither kept nor told.</summary>
    public static bool IsSecret(string name)
    {
        var plain = name.Replace("_", "", StringComparison.Ordinal);
        return SecretWords.Any(word => plain.Contains(word, StringComparison.OrdinalIgnoreCase))
            || SecretEnds.Any(end => plain.EndsWith(end, StringComparison.OrdinalIgnoreCase)) || Words().Matches(name).Any(word => SecretNames.Contains(word.Value, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether a text can spell it.</summary>
    public static bool CanBeNamed(string name) => Member().IsMatch(name);

    /// <summary>What a text of an event can name beside the event's variables: what data tables have, and of a tenant's own event what it names of the hook, which always means the hook.</summary>
    public static IReadOnlyList<OwnVariable> Beside(IReadOnlyList<OwnVariable> tables, EventKind kind, string? text) =>
        kind.IsOwn ? [.. tables.Where(static variable => !IsOfHook(variable.Name)), .. NamedIn(text ?? "")] : tables;

    /// <summary>The members that a text names, by the words with a dot in its tags.</summary>
    public static IReadOnlyList<OwnVariable> NamedIn(string text) =>
        [.. TemplateSyntax.OwnNames(text).Where(IsOfHook).Where(static name => FaultOf(name) is null)
            .Select(static name => name.Split(OwnVariable.Dot, 2)).Select(static parts => new OwnVariable(parts[0], parts[1], OwnValue.Text, Longest: 0) { IsOfHook = true })];

    /// <summary>Whether a variable is the hook's, and no data table's.</summary>
    public static bool IsOfHook(string variable) => variable.Split(OwnVariable.Dot, 2)[0] is Request or Response;

    /// <summary>What is wrong with what a text names, in a sentence; null: nothing is.</summary>
    /// <param name="tables">What it can name of data tables.</param>
    public static string? FaultIn(string? text, IReadOnlyList<OwnVariable> tables) =>
        text is null ? null
        : TemplateSyntax.OwnNames(text).Select(name => IsOfHook(name) ? FaultOf(name)
                : tables.Any(known => known.Name == name) ? null
                : $"Unknown variable {{{{{name}}}}}: a text of this event names the client's variables, {Form}, and the tenant's data tables.")
            .FirstOrDefault(static fault => fault is not null);

    private static string? FaultOf(string name)
    {
        var members = name.Split(OwnVariable.Dot)[1..];
        return !Array.TrueForAll(members, CanBeNamed) ? $"{{{{{name}}}}} names no member of the hook: after {name.Split(OwnVariable.Dot)[0]} come names of letters, digits and underscores, with a dot before each."
            : Array.Exists(members, IsSecret) ? $"{{{{{name}}}}} may be a secret, which is neither kept nor told. Leave it out."
            : null;
    }

    /// <summary>The words a name is made of: <c>walletPin</c> is two.</summary>
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Words();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Member();
}
