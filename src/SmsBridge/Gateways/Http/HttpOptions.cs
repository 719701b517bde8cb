using System.ComponentModel.DataAnnotations;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

/// <summary>Gateways that are called by HTTP and described here instead of in code.</summary>
internal sealed class HttpOptions : IValidatableObject
{
    public const string Section = "Http";

    /// <summary>By the name that registrations give as <c>SMS Provider</c>: small letters, digits and hyphens.</summary>
    public Dictionary<string, HttpProviderOptions> Providers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Providers.SelectMany(provider => HttpProviderCheck.Problems(provider.Key, provider.Value)).Select(problem => new ValidationResult(problem, [nameof(Providers)]));
}

/// <summary>One gateway: how it is called, what its answers mean, and how it reports.</summary>
internal sealed class HttpProviderOptions : WireOptions
{
    /// <summary>
    /// What is called. In its path and query, and in <c>Headers</c>, <c>Form</c> and <c>Json</c>, stand <c>{to}</c> (+254...), <c>{digits}</c> (the same without
    /// its plus), <c>{from}</c>, <c>{text}</c>, <c>{account}</c>, <c>{token}</c>, <c>{basic}</c> (base64 of account:token), <c>{reference}</c> (our own name for
    /// the SMS), <c>{shortreference}</c> (the same in 20 characters at most), <c>{reports}</c> (where to report; a field with it is left out while
    /// <c>Bridge:PublicUrl</c> is empty), and, of a text with a registered template, <c>{template}</c>, <c>{entity}</c> and <c>{header}</c>, its numbers (else
    /// empty). HTTPS, and plain HTTP only to this machine.
    /// </summary>
    /// <value><c>https://...</c></value>
    public string Url { get; set; } = "";

    /// <summary>How it is called.</summary>
    /// <value><c>POST</c>, <c>GET</c>, <c>PUT</c></value>
    public string Method { get; set; } = "POST";

    /// <summary>Headers of the call, by name.</summary>
    public Dictionary<string, string> Headers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body as a form, by field; not together with <c>Json</c>.</summary>
    public Dictionary<string, string> Form { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The body as JSON, in one text. Placeholders stand inside its texts and are escaped by the bridge.</summary>
    public string Json { get; set; } = "";

    /// <summary>
    /// What answers mean: the first that fits counts, and only what one calls <c>Accepted</c> is taken for sent. An answer that none fits leaves the SMS in doubt.
    /// </summary>
    /// <value>at least one <c>Accepted</c></value>
    public List<HttpAnswerOptions> Answers { get; set; } = [];

    /// <summary>Where the gateway's own id for the SMS stands in the answer: names and numbers with dots, such as <c>messages.0.id</c>. Empty: it is known by ours.</summary>
    public string Id { get; set; } = "";

    /// <summary>The same for answers that are no JSON: a regular expression whose first group is the id.</summary>
    public string IdPattern { get; set; } = "";

    /// <summary>Where the price of the SMS stands in the answer, of all its parts together: digits with a point. Empty: it is not said there.</summary>
    public string Price { get; set; } = "";

    /// <summary>In what currency prices are: three capital letters such as <c>KES</c>, or where it stands in answers and reports. A price without one, or with another, is kept out.</summary>
    public string Currency { get; set; } = "";

    /// <summary>In a report, where the price of the SMS stands. Told again it is not counted again.</summary>
    public string ReportPrice { get; set; } = "";

    /// <summary>In a report, where the gateway's id stands; a field of the form or query, or a path in JSON.</summary>
    public string ReportId { get; set; } = "";

    /// <summary>In a report, where <c>{reference}</c> or <c>{shortreference}</c> comes back; it is preferred to the id.</summary>
    public string ReportReference { get; set; } = "";

    /// <summary>In a report, where the status stands. Empty: the gateway reports nothing.</summary>
    public string ReportStatus { get; set; } = "";

    /// <summary>In a report, where the reason of a failure stands.</summary>
    public string ReportError { get; set; } = "";

    /// <summary>In a report of several messages, where the list stands; the others are looked for in each of its entries.</summary>
    public string ReportList { get; set; } = "";

    /// <summary>What the gateway's words for a status mean, by the word: <c>Sent</c>, <c>Delivered</c>, <c>Undelivered</c>, <c>Failed</c>, or <c>OptedOut</c> (not delivered, as the recipient wants no more SMS).</summary>
    public Dictionary<string, HttpReportMeaning> ReportWords { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What a report, or a client's SMS, is answered with once it is stored, where the gateway wants to read a certain text and sends it again otherwise. The status is 200.</summary>
    public string ReportAnswer { get; set; } = "OK";

    /// <summary>In what comes of a client's SMS, where its number stands; a field of the form or query, or a path in JSON. Empty: the gateway brings none. They come to the address of the reports.</summary>
    public string ReplyFrom { get; set; } = "";

    /// <summary>Where the text of a client's SMS stands. STOP and START count, and the other words for them.</summary>
    public string ReplyText { get; set; } = "";

    /// <summary>Where the number or short code stands that the client wrote to. Empty: it is not said.</summary>
    public string ReplyTo { get; set; } = "";

    /// <summary>Where the gateway's own name for a client's SMS stands, by which a repeat is known. Empty: it has none, and an old STOP that comes again counts again.</summary>
    public string ReplyId { get; set; } = "";

    /// <summary>In what comes of several clients' SMS, where the list stands; the others are looked for in each of its entries.</summary>
    public string ReplyList { get; set; } = "";
}

/// <summary>What one kind of answer means.</summary>
internal sealed class HttpAnswerOptions
{
    /// <summary>What it means.</summary>
    public HttpAnswerMeaning Means { get; set; }

    /// <summary>HTTP status codes it comes with: <c>200</c>, <c>200-299</c>, several with commas.</summary>
    public string Status { get; set; } = "200-299";

    /// <summary>What is looked at: a path in JSON; empty: the whole body.</summary>
    public string Field { get; set; } = "";

    /// <summary>A regular expression that fits what is looked at. <c>Accepted</c> needs one: that no error is named proves nothing.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>Where the gateway's code for it stands; empty: <c>http-</c> and the status.</summary>
    public string Code { get; set; } = "";

    /// <summary>Where the gateway's words stand; empty: the body's beginning.</summary>
    public string Words { get; set; } = "";
}

/// <summary>What an answer can mean.</summary>
internal enum HttpAnswerMeaning
{
    /// <summary>Whether it was taken is not known: it is not sent again by itself.</summary>
    Unknown,

    /// <summary>Taken.</summary>
    Accepted,

    /// <summary>Not taken; the same call may succeed later.</summary>
    Again,

    /// <summary>Not taken: too fast.</summary>
    Throttled,

    /// <summary>Not taken: account or token are wrong, or there is no credit. The tenant waits until that is mended.</summary>
    Credentials,

    /// <summary>Not taken: the sender or the set-up is wrong for every message. The tenant waits until that is mended.</summary>
    Sender,

    /// <summary>Not taken, and never will be: a wrong number, a text it refuses.</summary>
    Permanent,

    /// <summary>Not taken: the recipient wants no more SMS.</summary>
    OptedOut,
}

/// <summary>What a word for a status can mean.</summary>
internal enum HttpReportMeaning
{
    Sent = 1,
    Delivered,
    Undelivered,
    Failed,

    /// <summary>Not delivered, and the recipient wants no more SMS.</summary>
    OptedOut,
}
