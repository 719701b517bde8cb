using System.Net;

namespace SmsBridge.Gateways.Wire;

/// <summary>
/// What an answer means that is not in a form the provider is known to give: the page of a proxy, a CDN, a captive portal, of a gateway in front of
/// it. It is nobody's fault whose message or account it is: it uses up no try and closes nothing.
/// </summary>
internal static class ForeignAnswer
{
    /// <summary>
    /// Where the status says that whoever answered did not pass the request on, it is sent again; else it is found out first, because a proxy may
    /// fail, or put a page of its own, after the provider has taken the message.
    /// </summary>
    public static SendResult Judge(int httpStatus, string code, TimeSpan? retryAfter, string detail) => (HttpStatusCode)httpStatus switch
    {
        HttpStatusCode.TooManyRequests => new SendResult.Retryable(FailureClass.Throttled, code, retryAfter, detail),

        // "Send it there instead": done by nobody. 301 to 303 say less: forms are answered with them once they were taken.
        HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect

            // Who are you: of a proxy, of a portal, of a server that is not the provider's.
            or HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.NetworkAuthenticationRequired or HttpStatusCode.Unauthorized

            // Not here, and not like this: refused for the look of the request. Not 403 and 451: filters put them in place of answers too.
            or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.MisdirectedRequest or HttpStatusCode.LengthRequired
            or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestUriTooLong or HttpStatusCode.UnsupportedMediaType
            or HttpStatusCode.ExpectationFailed or HttpStatusCode.UpgradeRequired or HttpStatusCode.RequestHeaderFieldsTooLarge
            or HttpStatusCode.NotImplemented or HttpStatusCode.HttpVersionNotSupported =>
            new SendResult.Retryable(FailureClass.Unreachable, code, retryAfter, detail),

        _ => new SendResult.Unknown(code, detail) { UsesUpATry = false },
    };

    /// <inheritdoc cref="Judge(int, string, TimeSpan?, string)"/>
    /// <param name="provider">For people: whose page it is not.</param>
    public static SendResult Judge(WireAnswer answer, string provider) => Judge(
        answer.HttpStatus, answer.CodeText, answer.RetryAfter,
        FormattableString.Invariant($"HTTP {answer.HttpStatus} with a body that is not {provider}'s: something on the way to it answered, or it has changed."));

    /// <summary>What a call that brought no answer means.</summary>
    public static SendResult Judge(WireSilence silence) => silence.MayHaveLeft
        ? new SendResult.Unknown(silence.Reason, silence.Detail)
        : new SendResult.Retryable(FailureClass.Unreachable, silence.Reason, After: null, silence.Detail);
}
