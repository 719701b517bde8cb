namespace SmsBridge.Gateways;

/// <summary>
/// In the place of a gateway that the settings do not describe any more, though tenants send by it: nothing leaves, nothing is lost. Their SMS wait, and go out once it is described again or
/// the tenant has another provider.
/// </summary>
internal sealed class MissingGateway(string provider) : ISmsGateway
{
    private readonly string _words =
        $"The settings of this bridge describe no provider {provider} any more. Put its description back (Http:Providers, Smpp:Providers), or give the tenant another provider.";

    public string Provider => provider;

    public Task<SendResult> SendAsync(OutgoingSms sms, CancellationToken cancellationToken) =>
        Task.FromResult<SendResult>(new SendResult.Retryable(FailureClass.Unreachable, "no-such-provider", After: null, _words));

    public Task<ProviderSearch> FindAsync(DoubtfulSms sms, CancellationToken cancellationToken) => Task.FromResult<ProviderSearch>(new ProviderSearch.Unavailable(_words));

    public Task<ProviderReport> PollAsync(SenderAccount account, long messageId, string providerId, CancellationToken cancellationToken) =>
        Task.FromResult<ProviderReport>(new ProviderReport.Unavailable(_words));

    public Task<AccountCheck> VerifyAsync(SenderAccount account, CancellationToken cancellationToken) => Task.FromResult<AccountCheck>(new AccountCheck.Unavailable(_words));

    public string? WhyNoReports(SenderAccount account) => _words;

    public Uri? ReportAddress(Uri publicBase, string tenant, long messageId) => null;
}
