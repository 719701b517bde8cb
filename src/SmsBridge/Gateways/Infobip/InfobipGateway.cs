using System.Text.Json;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways.Reports;
using SmsBridge.Gateways.Wire;

namespace SmsBridge.Gateways.Infobip;

/// <summary>
/// The way to Infobip. It knows an SMS by our own name, so that what a lost answer leaves open is settled by asking its log, and a repeat is harmless
/// even where the log is late (infobip.md 2).
/// </summary>
internal sealed class InfobipGateway(HttpMessageInvoker http, IOptions<InfobipOptions> options, ReportAddresses addresses, TimeProvider time) : ISmsGateway, IReportReader
{
    public const string Name = "infobip";

    private const string AccountShape = "The account id is the account's own address at Infobip, such as xxxxx.api.infobip.com; its portal shows it.";
    private const string SenderShape = "A sender at Infobip is a name of at most 11 characters, or a number of digits, with or without a plus.";
    private const int LongestNumber = 16;

    private readonly ProviderCalls _calls = new(Name, http, options.Value.Timeout, time);

    public string Provider => Name;

    public AccountWords Words { get; } = new("the account's own address, such as xxxxx.api.infobip.com", "an API key of the account that may send SMS and read logs", "the sender: a name or a number");

    public async Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken)
    {
        if (BaseOf(sms.Account) is not { } host)
        {
            return new SendResult.Rejected(FailureClass.Credentials, GatewayCodes.AccountInvalid, AccountShape);
        }

        using var request = Request(HttpMethod.Post, new Uri(host, "/sms/3/messages"), sms.Account);
        request.Content = Body(sms);
        var (result, _) = await _calls.SendAsync(request, sms, answer => InfobipVerdict.Of(answer, sms), cancellationToken);
        return result;
    }

    public async Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken)
    {
        var (results, why) = await LogsAsync(sms.Account, sms.Reference.ToString(), cancellationToken);
        if (results is null)
        {
            return new ProviderSearch.Unavailable(why);
        }

        // A refused call is in the log too, and is no SMS; nor is the refusal of a repeat.
        foreach (var result in results)
        {
            if (InfobipVerdict.StatusOf(result) is { GroupId: not InfobipStatus.Rejected } status)
            {
                return new ProviderSearch.Found(new ProviderMessage(
                    sms.Reference.ToString(), sms.To.Value, Body: "", status.Word, Outbound: true, time.GetUtcNow(), ErrorCode: null)
                {
                    Report = InfobipReports.ReceiptOf(sms.Reference.MessageId, sms.Reference.ToString(), result) is { } receipt ? _ => receipt : null,
                });
            }
        }

        return new ProviderSearch.Listed([]);
    }

    public async Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken)
    {
        var (results, why) = await LogsAsync(account, providerId, cancellationToken);
        return results is null ? new ProviderReport.Unavailable(why)
            : results.OrderBy(result => InfobipVerdict.StatusOf(result)?.GroupId == InfobipStatus.Rejected).Select(result => InfobipReports.ReceiptOf(messageId, providerId, result)).FirstOrDefault(it => it is not null) is { } receipt ? new ProviderReport.Reported(receipt)
            : new ProviderReport.Nothing("Infobip's log has nothing of it (any more: it goes back two days).");
    }

    public async Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken)
    {
        if (BaseOf(account) is null)
        {
            return new AccountCheck.Refused("smsProviderAccountId", AccountShape);
        }

        if (!SenderForm.IsNumberOrName(account.Sender, LongestNumber))
        {
            return new AccountCheck.Refused("phoneNo", SenderShape);
        }

        var outcome = await AskLogsAsync(account, "0.0.0", cancellationToken);
        return outcome.Answer switch
        {
            { IsSuccess: true } answer when JsonFields.Parse(answer)?.At("results") is not null => new AccountCheck.Verified(IsSenderAsked: false),
            { HttpStatus: 401 or 403 } => new AccountCheck.Refused("smsProviderToken", "Infobip refuses the API key. Give one of this account that may send SMS and read logs."),
            _ => new AccountCheck.Unavailable(_calls.Describe(outcome)),
        };
    }

    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => addresses.Of(publicBase, Name, tenant);

    public IReadOnlyList<IncomingReport>? Read(ReportRequest request) => InfobipReports.Read(request);

    public IReadOnlyList<IncomingReply>? ReadReplies(ReportRequest request) => InfobipReports.ReadReplies(request);

    private static WatchedContent Body(OutgoingSms sms) => WatchedContent.OfJson(new
    {
        messages = new[]
        {
            new
            {
                sender = sms.Account.Sender.TrimStart('+'),
                destinations = new[] { new { to = sms.To.Value[1..], messageId = sms.Reference.ToString() } },
                content = new { text = sms.Body },
                options = sms.Registered is { } registered // infobip.md 1
                    ? new { regional = new { indiaDlt = new { principalEntityId = registered.EntityId, contentTemplateId = registered.TemplateId } } }
                    : null,
                webhooks = sms.StatusCallback is { } reports
                    ? new { delivery = new { url = reports.AbsoluteUri, intermediateReport = false, notify = true }, contentType = "application/json" }
                    : null,
            },
        },
    });

    private static HttpRequestMessage Request(HttpMethod method, Uri url, SenderAccount account)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.TryAddWithoutValidation("Authorization", $"App {account.Token}");
        return request;
    }

    /// <returns>The log's entries about a message; null, and why, when it could not be read whole.</returns>
    private async Task<(IReadOnlyList<JsonElement>? Results, string Why)> LogsAsync(SenderAccount account, string id, CancellationToken cancellationToken)
    {
        if (BaseOf(account) is null)
        {
            return (null, AccountShape);
        }

        var outcome = await AskLogsAsync(account, id, cancellationToken);
        return outcome.Answer is { IsSuccess: true } answer && JsonFields.Parse(answer)?.At("results") is { ValueKind: JsonValueKind.Array } results
            ? ([.. results.EnumerateArray().Where(result => result.TextAt("messageId") == id)], "")
            : (null, _calls.Describe(outcome));
    }

    private async Task<WireOutcome> AskLogsAsync(SenderAccount account, string id, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, new Uri(BaseOf(account)!, $"/sms/3/logs?messageId={Uri.EscapeDataString(id)}"), account);
        return await _calls.AskAsync(request, cancellationToken);
    }

    /// <summary>
    /// The account's own address: a host of Infobip's, or the key would go to whoever registered it. Null when it is none.
    /// </summary>
    private Uri? BaseOf(SenderAccount account)
    {
        if (options.Value.BaseUrl is { } set)
        {
            return set;
        }

        var host = account.AccountId.Trim();
        return host.EndsWith(".infobip.com", StringComparison.OrdinalIgnoreCase) && Uri.CheckHostName(host) == UriHostNameType.Dns ? new Uri($"https://{host}") : null;
    }
}
