using System.Text.RegularExpressions;

namespace SmsBridge.Gateways.Http;

/// <summary>What stands in braces in the description of a gateway, and what is put there.</summary>
internal static partial class HttpPlaceholders
{
    private const string Reports = "reports";

    public static IReadOnlyList<string> Known { get; } = ["to", "digits", "from", "text", "account", "token", "basic", "reference", "shortreference", Reports, "template", "entity", "header"];

    public static bool IsKnown(string name) => Known.Contains(name, StringComparer.Ordinal);

    /// <summary>The names in braces; what is no name in braces (JSON's own) is none.</summary>
    public static IEnumerable<string> Names(IEnumerable<string> texts) => texts.SelectMany(text => Placeholder().Matches(text)).Select(match => match.Groups["name"].Value);

    /// <summary>Whether a text holds where to report.</summary>
    public static bool TellsReports(string text) => Names([text]).Contains(Reports, StringComparer.Ordinal);

    /// <summary>The text with something harmless in every place, to see whether it is an address.</summary>
    public static string Example(string text) => Placeholder().Replace(text, "x");

    /// <param name="escape">For the place the text stands in.</param>
    public static string Fill(string text, Func<string, string> value, Func<string, string> escape) =>
        Placeholder().Replace(text, match => escape(value(match.Groups["name"].Value)));

    /// <summary>What an SMS puts in each place.</summary>
    public static Func<string, string> Of(OutgoingSms sms) => name => name switch
    {
        "to" => sms.To.Value,
        "digits" => sms.To.Value[1..],
        "from" => sms.Account.Sender,
        "text" => sms.Body,
        "account" => sms.Account.AccountId,
        "token" => sms.Account.Token,
        "basic" => GatewayWords.Basic(sms.Account),
        "reference" => sms.Reference.ToString(),
        "shortreference" => sms.Reference.ToShortString(),
        Reports => sms.StatusCallback?.AbsoluteUri ?? "",
        "template" => sms.Registered?.TemplateId ?? "",
        "entity" => sms.Registered?.EntityId ?? "",
        "header" => sms.Registered?.HeaderId ?? "",
        _ => "", // refused when the bridge started
    };

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Placeholder();
}
