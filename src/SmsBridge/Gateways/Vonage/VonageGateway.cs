using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Vonage;

/// <summary>
/// The way to Vonage's Messages API. It can be asked nothing afterwards, but its reports bring our own reference back (vonage.md 3): a report settles an
/// outcome that is not known, and nothing is sent again before that by itself.
/// </summary>
internal sealed class VonageGateway(HttpMessageInvoker http, IOptions<VonageOptions> options, ReportAddresses addresses, TimeProvider time) : ISmsGateway, IReportReader
{
    public const string Name = "vonage";

    private const string AccountShape = "The account id is Vonage's API key, letters and digits only; the token is its API secret.";
    private const string SenderShape = "A sender at Vonage is a number of digits, with or without a plus, or a name of at most 11 letters and digits.";
    private const int LongestNumber = 15;

    private readonly ProviderCalls _calls = new(Name, http, options.Value.Timeout, time);

    public string Provider => Name;

    public AccountWords Words { get; } = new("the API key", "the API secret", "the sender: a name or a number");

    public bool MaySign => true;

    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        var account = sms.Account;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.BaseUrl, "/v1/messages"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{account.AccountId}:{account.Token}")));
        request.Content = WatchedContent.OfJson(new
        {
            channel = "sms", message_type = "text", to = sms.To.Value[1..], from = account.Sender.TrimStart('+'), text = sms.Body,
            client_ref = sms.Reference.ToString(), webhook_url = sms.StatusCallback?.AbsoluteUri,
            sms = sms.Registered is { } registered ? new { content_id = registered.TemplateId, entity_id = registered.EntityId } : null, // vonage.md 1
        });
        var (result, _) = await _calls.SendAsync(request, sms, answer => VonageVerdict.Of(answer, sms), cancellationToken);
        return result;
    }

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(new ProviderSearch.NotPossible("Vonage has nothing to look an SMS up in; its report settles it, or you do."));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Nothing("Vonage can not be asked about an SMS."));

    /// <summary>By shape alone: there is no call of the Messages API that sends nothing. The first SMS tells, and holds the tenant if it is wrong.</summary>
    public Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<AccountCheck>(
            account.AccountId.Length == 0 || !account.AccountId.All(char.IsAsciiLetterOrDigit) ? new AccountCheck.Refused("smsProviderAccountId", AccountShape)
            : !SenderForm.IsNumberOrName(account.Sender, LongestNumber) ? new AccountCheck.Refused("phoneNo", SenderShape)
            : new AccountCheck.Verified(IsAsked: false));

    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => addresses.Of(publicBase, Name, tenant);

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request) => VonageReports.Read(request);

    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) => VonageReports.ReadReplies(request);

    /// <summary>Where an account has given its signature secret, only what is signed with it counts; else the address alone is the proof.</summary>
    public bool IsSigned(ReportRequest request, IEnumerable<SenderAccount> account)
    {
        var secrets = account.Select(it => it.SharedKey).OfType<string>().Where(secret => secret.Length > 0).ToList();
        return secrets.Count == 0 || secrets.Exists(secret => VonageSignature.Verify(request.Authorization, request.Body.Span, secret, time.GetUtcNow()));
    }
}
