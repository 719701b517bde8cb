using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Http;

/// <summary>The way to a gateway that the settings describe. It has nothing to ask afterwards: an outcome that is not known waits for a report, or for a person.</summary>
internal sealed class HttpGateway : ISmsGateway, IReportReader, ITriedGateway
{
    /// <summary>Characters of an id that are taken for one.</summary>
    public const int LongestId = 200;

    private readonly HttpProviderOptions _options;
    private readonly ReportAddresses _addresses;
    private readonly ProviderCalls _calls;
    private readonly HttpReports _reports;

    public HttpGateway(string name, HttpProviderOptions options, ReportAddresses addresses, HttpMessageInvoker http, TimeProvider time, ILogger<HttpGateway> logger)
    {
        (Provider, _options, _addresses) = (name, options, addresses);
        _calls = new ProviderCalls(name, http, options.Timeout, time);
        var prices = new HttpPrices(name, options, logger);
        (Call, Answers, _reports) = (new HttpCall(options), new HttpAnswers(name, options, prices), new HttpReports(name, options, prices));
    }

    private const string Dots = "It consists of dots alone, which would change the address that is called.";

    public string Provider { get; }

    private HttpCall Call { get; }

    private HttpAnswers Answers { get; }

    /// <summary>Another gateway may give the same id.</summary>
    public static string StoredId(string provider, string id) => $"{provider}:{id}";

    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        if (Refusal(sms) is { } refused)
        {
            return refused;
        }

        using var request = Call.RequestOf(sms);
        var (result, _) = await _calls.SendAsync(request, sms, answer => Answers.Judge(answer, sms), cancellationToken);
        return result;
    }

    /// <inheritdoc/>
    public async Task<ShownCall> ShowAsync(OutgoingSms sms)
    {
        using var request = Call.RequestOf(sms);
        return new ShownCall(
            request.Method.Method, request.RequestUri!.OriginalString,
            [.. request.Headers.NonValidated.Concat(request.Content!.Headers.NonValidated).Select(header => $"{header.Key}: {header.Value}")],
            await request.Content.ReadAsStringAsync());
    }

    /// <inheritdoc/>
    public async Task<TriedCall> TryAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        if (Refusal(sms) is { } refused)
        {
            return new TriedCall(HttpStatus: null, Body: null, refused);
        }

        using var request = Call.RequestOf(sms);
        var (result, outcome) = await _calls.SendAsync(request, sms, answer => Answers.Judge(answer, sms), cancellationToken);
        return new TriedCall(outcome.Answer?.HttpStatus, outcome.Answer?.Text, result);
    }

    /// <summary>Its description names nothing that could be asked.</summary>
    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderSearch>(new ProviderSearch.NotPossible($"{Provider} has nothing to look it up in; a report of it settles it, or you do."));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Nothing($"{Provider} has nothing to ask about an SMS."));

    public Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken) =>
        Task.FromResult<AccountCheck>(
            HttpCall.IsDots(account.AccountId) ? new AccountCheck.Refused("smsProviderAccountId", Dots)
            : HttpCall.IsDots(account.Token) ? new AccountCheck.Refused("smsProviderToken", Dots)
            : HttpCall.IsDots(account.Sender) ? new AccountCheck.Refused("phoneNo", Dots)
            : new AccountCheck.Verified(IsAsked: false));

    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) =>
        _options.ReportStatus.Length > 0 ? _addresses.Of(publicBase, Provider, tenant) : null;

    public string Acknowledgement => _options.ReportAnswer;

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request) => _reports.Read(request);

    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) => _reports.ReadReplies(request);

    /// <summary>Before anything is sent: what was registered is proved, but accounts and descriptions change apart from one another.</summary>
    private SendResult.Rejected? Refusal(OutgoingSms sms) =>
        !Call.ChangesAddress(sms) ? null
        : HttpCall.IsDots(sms.Body) ? new SendResult.Rejected(FailureClass.Permanent, "dots", Dots)
        : new SendResult.Rejected(FailureClass.Configuration, "dots", Dots) { Scope = RejectionScope.Tenant };
}
