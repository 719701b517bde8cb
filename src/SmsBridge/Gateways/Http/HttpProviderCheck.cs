using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

/// <summary>What is wrong with the description of a gateway, each with the name of its setting and what to do.</summary>
internal static partial class HttpProviderCheck
{
    /// <summary>Names that are others', now or by their nature.</summary>
    public static readonly string[] Taken = ["twilio", "log", "infobip", "africastalking", "vonage", "smpp", "http"];

    private static readonly string[] Methods = ["POST", "GET", "PUT"];

    public static IEnumerable<string> Problems(string name, HttpProviderOptions options)
    {
        var path = $"{HttpOptions.Section}:Providers:{name}";
        if (!Name().IsMatch(name) || Taken.Contains(name, StringComparer.Ordinal))
        {
            yield return $"{path}: a name is 2 to 30 small letters, digits and hyphens, begins with a letter, and is none of {string.Join(", ", Taken)}.";
        }

        foreach (var problem in OfCall(path, options).Concat(OfAnswers(path, options)).Concat(OfReports(path, options)).Concat(OfPrices(path, options)).Concat(OfReplies(path, options)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> OfCall(string path, HttpProviderOptions options)
    {
        var texts = new List<(string Setting, string Text)> { ("Url", options.Url), ("Json", options.Json) };
        texts.AddRange(options.Headers.Select(header => ($"Headers:{header.Key}", header.Value)));
        texts.AddRange(options.Form.Select(field => ($"Form:{field.Key}", field.Value)));

        if (!Uri.TryCreate(HttpPlaceholders.Example(options.Url), UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || !WireOptions.IsSafe(url))
        {
            yield return $"{path}:Url must be a whole https:// address (http:// only for this machine).";
        }
        else if (HttpPlaceholders.Names(options.Url.Split('/', '?')[..Math.Min(3, options.Url.Split('/', '?').Length)]).Any())
        {
            yield return $"{path}:Url: the host must stand there as it is, without a placeholder.";
        }

        if (HttpPlaceholders.Names([options.Url.Split('?')[0]]).Contains("text", StringComparer.Ordinal))
        {
            yield return $"{path}:Url: {{text}} stands in the query or the body, not in the path.";
        }

        if (!Methods.Contains(options.Method, StringComparer.Ordinal))
        {
            yield return $"{path}:Method must be one of {string.Join(", ", Methods)}.";
        }

        if (options.Form.Count > 0 && options.Json.Length > 0)
        {
            yield return $"{path}: give Form or Json, not both.";
        }

        if (options.Method == "GET" && (options.Form.Count > 0 || options.Json.Length > 0))
        {
            yield return $"{path}: a GET has no body; put the fields into the query of Url.";
        }

        if (options.Json.Length > 0 && !IsJson(options.Json))
        {
            yield return $"{path}:Json is no JSON. Placeholders stand inside texts: {{\"to\":\"{{to}}\"}}.";
        }

        foreach (var (setting, text) in texts)
        {
            if (HttpPlaceholders.Names([text]).FirstOrDefault(name => !HttpPlaceholders.IsKnown(name)) is { } unknown)
            {
                yield return $"{path}:{setting}: there is no {{{unknown}}}. Known are {string.Join(", ", HttpPlaceholders.Known.Select(known => $"{{{known}}}"))}.";
            }
        }

        foreach (var needed in (string[])["text", "to"])
        {
            if (!HttpPlaceholders.Names(texts.Select(it => it.Text)).Any(name => name == needed || (needed == "to" && name == "digits")))
            {
                yield return $"{path}: nothing says where the {(needed == "to" ? "number goes ({to} or {digits})" : "text goes ({text})")}.";
            }
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(1))
        {
            yield return $"{path}:Timeout must be between 00:00:01 and 00:01:00.";
        }

        if (options.ConnectTimeout < TimeSpan.FromSeconds(0.5) || options.ConnectTimeout > TimeSpan.FromSeconds(30))
        {
            yield return $"{path}:ConnectTimeout must be between 00:00:00.5 and 00:00:30.";
        }

        if (options.Proxy is { } proxy && !WireOptions.IsHost(proxy))
        {
            yield return $"{path}:Proxy must be http://host:port without a path.";
        }
    }

    private static IEnumerable<string> OfAnswers(string path, HttpProviderOptions options)
    {
        if (options.Answers.All(answer => answer.Means != HttpAnswerMeaning.Accepted))
        {
            yield return $"{path}:Answers: none is Accepted, so nothing would ever be sent.";
        }

        for (var index = 0; index < options.Answers.Count; index++)
        {
            var answer = options.Answers[index];
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}:Answers:{index}");
            if (!HttpStatusRanges.TryParse(answer.Status, out _))
            {
                yield return $"{at}:Status must be status codes such as 200 or 200-299, with commas between several.";
            }

            if (answer.Means == HttpAnswerMeaning.Accepted && answer.Pattern.Length == 0)
            {
                yield return $"{at}:Pattern is missing: say what an accepted SMS is answered with. That no error is named proves nothing.";
            }

            if (answer.Pattern.Length > 0 && !IsPattern(answer.Pattern))
            {
                yield return $"{at}:Pattern is no regular expression that can be used (no look-around, no back references).";
            }

            if (answer.Means == HttpAnswerMeaning.Accepted && answer.Pattern.Length > 0 && IsPattern(answer.Pattern) && HttpAnswers.PatternOf(answer.Pattern).IsMatch(""))
            {
                yield return $"{at}:Pattern fits an empty answer too: say what an accepted SMS is answered with.";
            }
        }

        if (options.IdPattern.Length > 0 && (!IsPattern(options.IdPattern) || HttpAnswers.PatternOf(options.IdPattern).GetGroupNumbers().Length < 2))
        {
            yield return $"{path}:IdPattern must be a regular expression with a group around the id.";
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            HttpAnswers.PatternOf(pattern);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{1,29}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Name();
}
