using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Console.Pages.OneMessage;

/// <summary>The body of a hook for people's eyes: as it came, but for what is nobody's business. JSON and forms alike, broken ones too.</summary>
internal static partial class BodyMask
{
    private const int Longest = 20_000;

    public static string Of(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        var cut = text.Length > Longest ? text[..Longest] + "\n… (cut)" : text;
        return Form().Replace(Json().Replace(cut, Mask), Mask);
    }

    private static string Mask(Match match)
    {
        var value = match.Groups["value"].Value;
        var isNumber = match.Groups["name"].Value is var name && (name.Contains("mobile", StringComparison.OrdinalIgnoreCase) || name.Contains("phone", StringComparison.OrdinalIgnoreCase));
        return match.Groups["before"].Value + (isNumber ? Messages.Msisdn.Mask(value) : "••••") + match.Groups["after"].Value;
    }

    private const string Names = "(?<name>[^\"=&]*(?:password|secret|token|apikey|api_key|api-key|authorization|credential|mobile|phone)[^\"=&]*)";

    [GeneratedRegex($"(?<before>\"{Names}\"\\s*:\\s*\"?)(?<value>[^\",}}\\]]*)(?<after>\"?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Json();

    [GeneratedRegex($"(?<before>(?:^|&){Names}=)(?<value>[^&\\s]*)(?<after>)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Form();
}
