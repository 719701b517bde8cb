using SmsBridge.Messages;

namespace SmsBridge.Gateways.Twilio;

/// <summary>What came of one call to Twilio's API. Every failure of the network or of Twilio is one of these.</summary>
internal abstract record TwilioReply<T>
{
    private TwilioReply()
    {
    }

    /// <summary>What came back when it is not what was asked for, for the record.</summary>
    public PeerAnswer? Answer { get; init; }

    /// <summary>2xx with a readable body.</summary>
    public sealed record Answered(T Value) : TwilioReply<T>;

    /// <summary>Twilio's own error, in its own form.</summary>
    /// <param name="RetryAfter">From the header of that name, never negative, at most a day.</param>
    /// <param name="RequestId">What Twilio's support asks for (<c>RQ…</c>).</param>
    public sealed record Refused(int HttpStatus, int Code, string Message, TimeSpan? RetryAfter, string? RequestId) : TwilioReply<T>
    {
        /// <summary>As stored and shown: <c>21211</c>.</summary>
        public string CodeText => FormattableString.Invariant($"{Code}");
    }

    /// <summary>
    /// Any other status without Twilio's error form: the page of a proxy, a CDN, a captive portal, of a gateway in front of Twilio. It says
    /// something about the way, nothing about the message or the account.
    /// </summary>
    public sealed record Foreign(int HttpStatus, TimeSpan? RetryAfter, string? RequestId) : TwilioReply<T>
    {
        /// <summary>As stored and shown: <c>http-502</c>.</summary>
        public string CodeText => FormattableString.Invariant($"http-{HttpStatus}");

        public string Detail => FormattableString.Invariant($"HTTP {HttpStatus} with a page that is not Twilio's: something on the way to Twilio answered.");
    }

    /// <summary>Proven not to have reached Twilio.</summary>
    public sealed record NotSent(string Reason, string Detail) : TwilioReply<T>;

    /// <summary>It may have reached Twilio, and no usable answer came back.</summary>
    public sealed record Unclear(string Reason, string Detail, string? RequestId) : TwilioReply<T>;
}
