namespace SmsBridge.Simulator.Twilio;

/// <summary>What Twilio refuses when a message is created (twilio.md 5 and 6).</summary>
internal static class StandInRules
{
    /// <summary>The number that is always a valid sender.</summary>
    public const string MagicSender = "+15005550006";

    public const int LongestBody = 1600;

    /// <summary>Null when there is nothing against it.</summary>
    public static StandInError? Check(StandInAccount account, StandInForm form) =>
        CheckRecipient(form["To"]) ?? CheckSender(account, form) ?? CheckBody(form["Body"]) ?? CheckCallback(form["StatusCallback"]);

    private static StandInError? CheckRecipient(string? to) => to switch
    {
        null or "" => Refuse(21604, "A 'To' phone number is required."),
        "+15005550001" => Refuse(21211, $"Invalid 'To' Phone Number: {to}"),
        "+15005550002" => Refuse(21612, $"Message cannot be sent with the current combination of 'To' ({to}) and 'From'."),
        "+15005550003" => Refuse(21408, $"Permission to send an SMS has not been enabled for the region of {to}"),
        "+15005550004" => Refuse(21610, "Attempt to send to unsubscribed recipient"),
        "+15005550009" => Refuse(21614, $"'To' number is not a valid mobile number: {to}"),
        _ => IsNumber(to) ? null : Refuse(21211, $"Invalid 'To' Phone Number: {to}"),
    };

    private static StandInError? CheckSender(StandInAccount account, StandInForm form)
    {
        if (form["MessagingServiceSid"] is { Length: > 0 } service)
        {
            return !account.MessagingServices.TryGetValue(service, out var number)
                ? Refuse(21705, "The Messaging Service Sid is invalid.")
                : number is null ? Refuse(21704, "The Messaging Service contains no phone numbers.") : null;
        }

        return form["From"] switch
        {
            null or "" => Refuse(21603, "A 'From' phone number is required."),
            "+15005550001" => Refuse(21212, "Invalid 'From' Number: +15005550001"),
            "+15005550007" => Refuse(21606, "The 'From' phone number +15005550007 is not a valid, SMS-capable number of this account."),
            "+15005550008" => Refuse(21611, "This 'From' number has exceeded the maximum number of queued messages"),
            MagicSender => null,
            { } from when from[0] == '+' || from.All(char.IsAsciiDigit) => account.Numbers.TryGetValue(from, out var sms) && sms
                ? null
                : Refuse(21606, $"The 'From' phone number {from} is not a valid, SMS-capable number of this account."),
            { Length: <= 11 } from when from.Any(char.IsAsciiLetter) => null,
            { } from => Refuse(21212, $"Invalid 'From' Number: {from}"),
        };
    }

    private static StandInError? CheckBody(string? body) => body switch
    {
        null or "" => Refuse(21602, "Message body is required."),
        { Length: > LongestBody } => Refuse(21617, "The concatenated message body exceeds the 1600 character limit."),
        _ => null,
    };

    private static StandInError? CheckCallback(string? callback) =>
        string.IsNullOrEmpty(callback)
        || (Uri.TryCreate(callback, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && !url.Host.Contains('_', StringComparison.Ordinal))
            ? null
            : Refuse(21609, "The 'StatusCallback' URL is not a valid URL.");

    private static bool IsNumber(string text) =>
        text is { Length: >= 8 and <= 16 } && text[0] == '+' && text[1] != '0' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static StandInError Refuse(int code, string message) => new(400, code, message);
}
