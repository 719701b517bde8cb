using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.AfricasTalking;

/// <summary>
/// The way to Africa's Talking. It can be asked nothing afterwards (africas-talking.md 3): an outcome that is not known waits for a report to that
/// number, or for a person, and is never sent again by itself.
/// </summary>
internal sealed class AfricasTalkingGateway(HttpMessageInvoker http, IOptions<AfricasTalkingOptions> options, TimeProvider time) : ISmsGateway, IReportReader
{
    public const string Name = "africastalking";

    private const string Sandbox = "sandbox";
    private const int LongestSender = 11;

    private static readonly Uri SandboxUrl = new("https://api.sandbox.africastalking.com");

    private readonly ProviderCalls _calls = new(Name, http, options.Value.Timeout, time);

    public string Provider => Name;

    public AccountWords Words { get; } = new("the user name of the application", "the application's API key", "the sender: a registered name or a short code");

    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["username"] = sms.Account.AccountId,
            ["to"] = sms.To.Value,
            ["message"] = sms.Body,
            ["from"] = sms.Account.Sender,
            ["bulkSMSMode"] = "1",
            ["enqueue"] = "1",
        });
        using var request = Request(HttpMethod.Post, new Uri(BaseOf(sms.Account), "/version1/messaging"), sms.Account);
        request.Content = new WatchedContent(await form.ReadAsByteArrayAsync(cancellationToken)) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded") } };
        var (result, _) = await _calls.SendAsync(request, sms, answer => AfricasTalkingVerdict.Of(answer, sms, time.GetUtcNow()), cancellationToken);
        return result;
    }

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(new ProviderSearch.NotPossible("Africa's Talking has no list of what it has sent; a report to this number settles it, or you do."));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Nothing("Africa's Talking can not be asked about an SMS."));

    /// <summary>By asking for the balance (africas-talking.md 5): nothing is sent. Whether the sender is registered there, the first SMS tells.</summary>
    public async Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        if (account.AccountId.Any(char.IsWhiteSpace))
        {
            return new AccountCheck.Refused("smsProviderAccountId", "The account id is the user name of the application at Africa's Talking, without blanks.");
        }

        if (account.Sender.Length > LongestSender && !Numbers.Msisdn.IsE164(account.Sender))
        {
            return new AccountCheck.Refused("phoneNo", "A sender at Africa's Talking is a name of at most 11 characters or a short code that it has registered for the application.");
        }

        using var request = Request(HttpMethod.Get, new Uri(BaseOf(account), $"/version1/user?username={Uri.EscapeDataString(account.AccountId)}"), account);
        var outcome = await _calls.AskAsync(request, cancellationToken);
        return outcome.Answer switch
        {
            { IsSuccess: true } answer when JsonFields.Parse(answer)?.TextAt("UserData.balance") is not null => new AccountCheck.Verified(IsSenderAsked: false),
            { HttpStatus: 401 } => new AccountCheck.Refused("smsProviderToken", "Africa's Talking refuses the user name and API key. Make a new key in its dashboard; it works after some minutes."),
            _ => new AccountCheck.Unavailable(_calls.Describe(outcome)),
        };
    }

    /// <summary>Set in the provider's dashboard, one for the account: <c>smsbridge provider address</c>.</summary>
    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => null;

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request) => AfricasTalkingReports.Read(request);

    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) => AfricasTalkingReports.ReadReplies(request);

    private static HttpRequestMessage Request(HttpMethod method, Uri url, SenderAccount account)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("apiKey", account.Token);
        return request;
    }

    private Uri BaseOf(SenderAccount account) => account.AccountId == Sandbox && options.Value.BaseUrl == AfricasTalkingOptions.Live ? SandboxUrl : options.Value.BaseUrl;
}
