using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;

namespace SmsBridge.Gateways.Twilio;

/// <summary>
/// What a status callback says (twilio.md 7.1). Parsing only: verify the whole form with
/// <see cref="TwilioSignature"/> first, parameters we do not know included.
/// </summary>
/// <param name="AccountSid">The account that owns the message, whose auth token signed; empty when not given.</param>
/// <param name="Status">Twilio's word for it; <see cref="KnownStatus"/> is null when we do not know the word.</param>
/// <param name="ErrorCode">Twilio's code as text (<c>30003</c>), when it failed.</param>
/// <param name="RawDlrDoneDate">The carrier's own time as <c>YYMMDDhhmm</c>, zone unknown; on some final statuses.</param>
internal sealed record TwilioStatusCallback(
    string MessageSid, string AccountSid, string Status, string? ErrorCode, string? ErrorMessage, string? RawDlrDoneDate)
{
    public TwilioStatus? KnownStatus => TwilioStatuses.Parse(Status);

    /// <summary>False when the form names no message or no status: then it is not a status callback.</summary>
    public static bool TryParse(
        IEnumerable<KeyValuePair<string, StringValues>> form, [NotNullWhen(true)] out TwilioStatusCallback? callback)
    {
        var values = form.GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Value.FirstOrDefault(), StringComparer.Ordinal);

        // The Sms… names are the older spelling and always carry the same values.
        var sid = Value(values, "MessageSid") ?? Value(values, "SmsSid");
        var status = Value(values, "MessageStatus") ?? Value(values, "SmsStatus");

        callback = TwilioSids.IsMessage(sid) && status is not null
            ? new TwilioStatusCallback(
                sid, Value(values, "AccountSid") ?? string.Empty, status,
                Value(values, "ErrorCode"), Value(values, "ErrorMessage"), Value(values, "RawDlrDoneDate"))
            : null;
        return callback is not null;
    }

    private static string? Value(Dictionary<string, string?> values, string name) =>
        values.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
}
