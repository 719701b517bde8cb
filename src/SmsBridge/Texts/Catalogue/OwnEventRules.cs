using System.Text.RegularExpressions;
using SmsBridge.Messages;

namespace SmsBridge.Texts.Catalogue;

/// <summary>
/// What a tenant can have told beyond the catalogue: any other pair of entity and action of its core, in words of its own. The one place for what can not be: a hook that carries a secret is
/// never kept, and what the bridge or the core writes itself must not make SMS of SMS.
/// </summary>
internal static partial class OwnEventRules
{
    /// <summary>Of one tenant.</summary>
    public const int MostOfTenant = 50;

    private const string Passwords = "its hook can carry passwords, and is not about a client";
    private const string OfTexts = "it is about texts that the core sends itself";

    /// <summary>By how the entity's name begins (fineract-event-catalogue.md 7). The reason follows "No text can be given to it: ".</summary>
    private static readonly (string Beginning, string Why)[] Forbidden =
    [
        ("USER", Passwords),
        ("APPUSER", Passwords),
        ("SELFSERVICEUSER", Passwords),
        ("PASSWORD", "it is about the passwords of the core's users"), // PASSWORD_PREFERENCES
        ("TWOFACTOR", "it is about the second factor of the core's users"), // TWOFACTOR_ACCESSTOKEN, TWOFACTOR_CONFIGURATION
        ("HOOK", "its hook can carry the provider's token"),
        ("EXTERNALSERVICE", Passwords),
        ("CREDITBUREAU", Passwords),
        ("ORGANISATIONCREDITBUREAU", Passwords),
        ("EMAIL", OfTexts),
        ("SMS", OfTexts), // SMS, SMSCAMPAIGN, and the bridge's own SMSBRIDGE TEST
        ("GLIMLOAN", "its hook names the last member's loan only"),
        ("GSIMACCOUNT", "its hook names the last member's account only"),
        ("OFFICERCOPY", "copies for loan officers follow what they copy (copyTo)"),
        ("REPORT", "rows of reports have texts of their own (report)"),
    ];

    /// <summary>All of <see cref="Forbidden"/>, for the document.</summary>
    public static IEnumerable<(string Beginning, string Why)> AllForbidden => Forbidden;

    /// <summary>Why it can not have a text, in words that follow "no text can be given to it: "; null: it can.</summary>
    public static string? WhyForbidden(EventType type) =>
        EventCatalogue.WhyUntold(type) ?? Forbidden.FirstOrDefault(row => type.Entity.StartsWith(row.Beginning, StringComparison.Ordinal)).Why;

    /// <summary>
    /// The pair that a name means. A blank stands where the entity ends; an underscore may only where there is one alone, as both names can hold some.
    /// </summary>
    /// <param name="fault">Why it can not be told, in a sentence with the remedy; null with <see cref="EventType.None"/>: it is no such name at all.</param>
    public static EventType Read(string name, out string? fault)
    {
        fault = null;
        var plain = name.Trim().ToUpperInvariant();
        if (!Name().IsMatch(plain))
        {
            return EventType.None;
        }

        var parts = plain.Contains(' ') ? plain.Split(' ') : plain.Split('_');
        if (parts is [var entity, var action])
        {
            return new EventType(entity, action);
        }

        fault = $"It can not be told where the entity ends in {plain}. Write a blank there, as in SHAREPRODUCT APPROVE_DIVIDEND (in an address %20).";
        return EventType.None;
    }

    /// <summary>For what is alike in all of them, whatever their names and classes are.</summary>
    public static EventKind Any { get; } = KindOf(EventType.None, EventClass.Service);

    /// <summary>Like a row of the catalogue; all that is known of it is what its hook says.</summary>
    public static EventKind KindOf(EventType type, EventClass kind) =>
        new(type, type.ToString(), kind, LookUp.Envelope, "")
        {
            Key = EventKey.Body, Code = type.Entity.Contains('_') || type.Action.Contains('_') ? type.ToString() : $"{type.Entity}_{type.Action}",
        };

    [GeneratedRegex(@"\A(?=.{3,100}\z)([A-Z0-9][A-Z0-9_]* [A-Z0-9][A-Z0-9_]*|[A-Z0-9]+_[A-Z0-9_]+)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
