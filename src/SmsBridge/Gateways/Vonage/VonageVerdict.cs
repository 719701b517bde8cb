using System.Globalization;
using System.Text.Json;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Vonage;

/// <summary>From an answer to a send to what the relay has to know (vonage.md 1, 2). Pure.</summary>
internal static class VonageVerdict
{
    public const string Name = "Vonage";

    private const int LongestId = 100;

    public static SendResult Of(WireAnswer answer, OutgoingSms sms)
    {
        var json = JsonFields.Parse(answer);
        var title = json is { } error ? TitleOf(error) : null;
        if (answer.HttpStatus is 200 or 202)
        {
            // With an error beside the id it says both; its report tells which it was.
            return title is null && json?.TextAt("message_uuid") is { Length: > 0 and <= LongestId } id ? new SendResult.Accepted(id, "accepted") : ForeignAnswer.Judge(answer, Name);
        }

        return json is { } refusal && title is not null
            ? Refusal(answer, NumberOf(refusal), title, GatewayWords.Shortened(refusal.TextAt("detail") ?? title, sms))
            : ForeignAnswer.Judge(answer, Name);
    }

    /// <summary>Its errors have a type that is an address, and a title; without them it is somebody else's, or none: null.</summary>
    private static string? TitleOf(JsonElement error) =>
        error.TextAt("type") is { } type && type.StartsWith("http", StringComparison.Ordinal) ? error.TextAt("title") : null;

    /// <summary>Of an error, in an answer or a report; null when it has none.</summary>
    public static int? NumberOf(JsonElement error) => Number(error.TextAt("title")) ?? Number(error.TextAt("type")?.Split('#')[^1]);

    /// <summary>What an error's number says about sender and account; null for one that is not known.</summary>
    public static FailureClass? ClassOf(int? number) => number switch
    {
        1000 => FailureClass.Throttled,
        1010 or 1020 or 1022 or 1040 or 1090 or 1130 => FailureClass.Permanent,
        1030 or 1100 => FailureClass.Transient,
        1050 => FailureClass.OptedOut,
        1060 or 1070 => FailureClass.Credentials,
        1080 or 1120 => FailureClass.Configuration,
        _ => null,
    };

    private static SendResult Refusal(WireAnswer answer, int? number, string title, string words)
    {
        var code = number?.ToString(CultureInfo.InvariantCulture) ?? (title.Length is > 0 and <= 40 ? title : answer.CodeText);
        if (answer.HttpStatus is < 400 or >= 500)
        {
            return new SendResult.Unknown(code, words); // behind a 5xx nothing is proof
        }

        return ClassOf(number) switch
        {
            FailureClass.Throttled => new SendResult.Retryable(FailureClass.Throttled, code, answer.RetryAfter, words),
            FailureClass.Transient => new SendResult.Retryable(FailureClass.Transient, code, answer.RetryAfter, words),
            FailureClass.Configuration => new SendResult.Rejected(FailureClass.Configuration, code, words) { Scope = RejectionScope.Tenant },
            { } known => new SendResult.Rejected(known, code, words),
            null => answer.HttpStatus switch
            {
                401 or 402 or 403 => new SendResult.Rejected(FailureClass.Credentials, code, words),
                429 => new SendResult.Retryable(FailureClass.Throttled, code, answer.RetryAfter, words),
                400 or 422 => new SendResult.Rejected(FailureClass.Permanent, code, words),
                _ => ForeignAnswer.Judge(answer, Name),
            },
        };
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
