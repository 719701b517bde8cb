using SmsBridge.Messages;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Hosting;

/// <summary>
/// Settings as their operator meant them: without the blanks, tabs and carriage returns that an editor or a copy left around them; and under an event's name whichever way it is
/// written, because systemd drops names with a blank: <c>Templates__Texts__LOAN_REPAYMENT</c>.
/// </summary>
/// <remarks>Each provider is tidied by itself, so that the later ones still win over the earlier, and the console can still say where a setting comes from.</remarks>
internal static class TidySettings
{
    public const string Texts = TemplateOptions.Section + ":Texts";
    public const string Expiry = "Relay:Expiry";

    /// <summary>Another spelling of an event's name: its value stands under the name itself too.</summary>
    public static bool IsOtherSpelling(string key) => IsOtherSpelling(key, Texts, TemplateEvents.All) || IsOtherSpelling(key, Expiry, EventCatalogue.WithMessages);

    private static bool IsOtherSpelling(string key, string section, IEnumerable<string> known) =>
        key.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase) && key[(section.Length + 1)..] is var name
        && EventNames.Find(name, known) is { } meant && !meant.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="WrongSettingException">An event's name nobody knows.</exception>
    public static void Apply(IConfigurationRoot root)
    {
        Trim(root);
        Rename(root, Texts, [.. TemplateEvents.All]);
        Rename(root, Expiry, EventCatalogue.WithMessages);
    }

    private static void Trim(IConfigurationRoot root)
    {
        foreach (var key in root.AsEnumerable().Select(setting => setting.Key).Where(IsOurs))
        {
            foreach (var provider in root.Providers)
            {
                if (provider.TryGet(key, out var value) && value is not null && Trimmed(key, value) is var trimmed && trimmed.Length != value.Length)
                {
                    provider.Set(key, trimmed);
                }
            }
        }
    }

    /// <summary>Not those of a log sink, whose words may end with a blank.</summary>
    private static bool IsOurs(string key) => key.Split(':')[0] is var section && section != "Serilog" && KnownSettings.Ours.Contains(section, StringComparer.OrdinalIgnoreCase);

    /// <summary>A password may begin or end with a blank, but no line ends in it.</summary>
    private static string Trimmed(string key, string value) =>
        key.EndsWith("Password", StringComparison.OrdinalIgnoreCase) ? value.Trim('\r', '\n') : value.Trim();

    private static void Rename(IConfigurationRoot root, string section, IReadOnlyCollection<string> known)
    {
        foreach (var provider in root.Providers)
        {
            foreach (var name in provider.GetChildKeys([], section).Distinct(StringComparer.OrdinalIgnoreCase).ToList())
            {
                if (EventNames.Find(name, known) is { } meant && !meant.Equals(name, StringComparison.OrdinalIgnoreCase)
                    && provider.TryGet($"{section}:{name}", out var value) && !provider.TryGet($"{section}:{meant}", out _))
                {
                    provider.Set($"{section}:{meant}", value);
                }
            }
        }

        // A name in parts ("LOAN__REPAYMENT") would bind to nothing at all, without a word.
        if (root.GetSection(section).GetChildren().FirstOrDefault(child => child.GetChildren().Any() || EventNames.Find(child.Key, known) is null) is { } unknown)
        {
            throw new WrongSettingException($"{section}:{unknown.Key} is not known. Known there: {string.Join(", ", known)} (or with _ for the blank).");
        }
    }
}
