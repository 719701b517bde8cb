using System.Text.Json;
using System.Text.RegularExpressions;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

/// <summary>What an answer of a described gateway means. What no rule fits was answered by somebody else, or in a way nobody described.</summary>
internal sealed class HttpAnswers(string provider, HttpProviderOptions options, HttpPrices prices)
{
    private readonly IReadOnlyList<Rule> _rules = [.. options.Answers.Select(Rule.Of)];
    private readonly Regex? _idPattern = options.IdPattern.Length > 0 ? PatternOf(options.IdPattern) : null;

    /// <summary>Whoever answers chooses the text: no expression may take long over it.</summary>
    public static Regex PatternOf(string pattern) =>
        new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public SendResult Judge(WireAnswer answer, OutgoingSms sms)
    {
        var json = JsonFields.Parse(answer);
        if (_rules.FirstOrDefault(rule => rule.Fits(answer, json)) is not { } rule)
        {
            return ForeignAnswer.Judge(answer, provider);
        }

        if (rule.Options.Means == HttpAnswerMeaning.Accepted)
        {
            return new SendResult.Accepted(IdOf(answer, json, sms), "accepted") { IsIdUnique = false, Price = prices.OfAnswer(path => Field(json, path)) };
        }

        var code = Field(json, rule.Options.Code) is { } given ? GatewayWords.WithoutSecrets(given, sms) : answer.CodeText;
        var words = GatewayWords.Shortened(Field(json, rule.Options.Words) ?? answer.Text.Trim(), sms);
        return rule.Options.Means switch
        {
            HttpAnswerMeaning.Again => new SendResult.Retryable(FailureClass.Transient, code, answer.RetryAfter, words),
            HttpAnswerMeaning.Throttled => new SendResult.Retryable(FailureClass.Throttled, code, answer.RetryAfter, words),
            HttpAnswerMeaning.Credentials => new SendResult.Rejected(FailureClass.Credentials, code, words),
            HttpAnswerMeaning.Sender => new SendResult.Rejected(FailureClass.Configuration, code, words) { Scope = RejectionScope.Tenant },
            HttpAnswerMeaning.Permanent => new SendResult.Rejected(FailureClass.Permanent, code, words),
            HttpAnswerMeaning.OptedOut => new SendResult.Rejected(FailureClass.OptedOut, code, words),
            _ => new SendResult.Unknown(code, words),
        };
    }

    /// <summary>
    /// Known by our own name where reports tell it: it is certain, and a gateway's ids need not be. Else by the gateway's, with the gateway's name before
    /// it, because gateways count from one. It was accepted, whatever it says of an id: without one it is known by ours too.
    /// </summary>
    private string IdOf(WireAnswer answer, JsonElement? json, OutgoingSms sms) =>
        options.ReportReference.Length == 0 && (Field(json, options.Id) ?? Matched(answer)) is { Length: > 0 and <= HttpGateway.LongestId } id
            ? HttpGateway.StoredId(provider, id)
            : sms.Reference.ToString();

    private string? Matched(WireAnswer answer) => _idPattern?.Match(answer.Text) is { Success: true } match ? match.Groups[1].Value : null;

    private static string? Field(JsonElement? json, string path) => path.Length > 0 ? json?.TextAt(path) : null;

    private sealed record Rule(HttpAnswerOptions Options, HttpStatusRanges Status, Regex? Pattern)
    {
        public static Rule Of(HttpAnswerOptions options) => new(
            options, HttpStatusRanges.TryParse(options.Status, out var status) ? status : throw new InvalidOperationException("Checked when the bridge started."),
            options.Pattern.Length > 0 ? PatternOf(options.Pattern) : null);

        public bool Fits(WireAnswer answer, JsonElement? json) =>
            Status.Holds(answer.HttpStatus)
            && (Pattern is null ? Options.Field.Length == 0 || json?.TextAt(Options.Field) is not null
                : (Options.Field.Length == 0 ? answer.Text : json?.TextAt(Options.Field)) is { } text && Pattern.IsMatch(text));
    }
}
