using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace SmsBridge.Core;

/// <summary>
/// Reads from a tenant's core (fineract-core-api.md 4, 5). Each method is one question, without retries; the relay decides what
/// a failure means for the event. Transient by <see cref="IHttpClientFactory"/>, safe for concurrent use and to keep: the
/// connections below renew themselves.
/// </summary>
internal sealed class CoreClient(
    HttpClient http, CoreWire wire, CoreAuthenticator authenticator, CoreEndpoints endpoints, TimeProvider time, ILogger<CoreClient> logger)
{
    // Names outside a resource's declared list are a 400; declared names left out vanish at every depth, so status needs id and
    // summary.currency needs currency (fineract-core-api.md 4, 5).
    private const string ClientFields = "id,accountNo,displayName,firstname,lastname,mobileNo,officeName,externalId,status,active";
    private const string LoanFields = "id,accountNo,externalId,clientId,group,status,currency,principal,summary,loanProductName";

    public Task<CoreResult<ClientFacts>> GetClientAsync(CoreAccess access, long clientId, CancellationToken cancellationToken) =>
        AskAsync(
            "client", access, string.Create(CultureInfo.InvariantCulture, $"clients/{clientId}?fields={ClientFields}"),
            body => CoreReader.ReadClient(body, clientId), cancellationToken);

    public Task<CoreResult<LoanFacts>> GetLoanAsync(CoreAccess access, long loanId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}?fields={LoanFields}"),
            body => CoreReader.ReadLoan(body, loanId), cancellationToken);

    /// <remarks>Without <c>fields</c>: <c>manuallyReversed</c> is undeclared there (fineract-core-api.md 5).</remarks>
    public Task<CoreResult<LoanTransactionFacts>> GetLoanTransactionAsync(
        CoreAccess access, long loanId, long transactionId, CancellationToken cancellationToken) =>
        AskAsync(
            "loan transaction", access, string.Create(CultureInfo.InvariantCulture, $"loans/{loanId}/transactions/{transactionId}"),
            body => CoreReader.ReadTransaction(body, transactionId), cancellationToken);

    /// <summary>
    /// Whether the core accepts the credential for the tenant. Lacking the permission to list offices is a pass: the core knows
    /// the user, and a least-privilege user need not have it (fineract-core-api.md 9). Never <c>NotFound</c>.
    /// </summary>
    public async Task<CoreResult<CoreCheck>> CheckAsync(CoreAccess access, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await SendAsync(access, "offices?fields=id", cancellationToken);
        CoreResult<CoreCheck> result = answer switch
        {
            { Status: HttpStatusCode.Forbidden, Code: CoreVerdict.NotAuthorized } => new CoreResult<CoreCheck>.Found(new CoreCheck(Offices: null)),
            { Result: CoreResult<ReadOnlyMemory<byte>>.NotFound } => new CoreResult<CoreCheck>.Misconfigured(
                "There is no core API at the endpoint. Check its path."),
            { Result: CoreResult<ReadOnlyMemory<byte>>.Found found } => CoreReader.ReadOffices(found.Value),
            _ => answer.Result.Failed<CoreCheck>(),
        };

        return Logged(access, "check", started, result);
    }

    private async Task<CoreResult<T>> AskAsync<T>(
        string operation, CoreAccess access, string relativeUrl, Func<ReadOnlyMemory<byte>, CoreResult<T>> read,
        CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var answer = await SendAsync(access, relativeUrl, cancellationToken);
        var result = answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found found ? read(found.Value) : answer.Result.Failed<T>();

        return Logged(access, operation, started, result);
    }

    private async Task<CoreAnswer> SendAsync(CoreAccess access, string relativeUrl, CancellationToken cancellationToken)
    {
        // The operator's list may have changed since the endpoint was stored; the token goes nowhere else.
        if (!endpoints.Permits(access.TenantId, access.Endpoint))
        {
            return CoreAnswer.Misconfigured("The tenant's core endpoint is not allowed any more. The operator adds it to Core:AllowedEndpoints.");
        }

        switch (access.Credential)
        {
            case CoreCredential.BasicToken token:
                return await SendWithKeyAsync(access, relativeUrl, token.Base64, cancellationToken);
            case CoreCredential.UserPassword credential:
                var (answer, authentication) = await SendAuthenticatedAsync(access, credential, relativeUrl, cancellationToken);
                if (answer is not { Status: HttpStatusCode.Unauthorized, Result: CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused }
                    || authentication.Key is not CoreResult<string>.Found)
                {
                    return answer;
                }

                authentication.Forget(); // the password may have been changed: once more, with a fresh key
                (answer, authentication) = await SendAuthenticatedAsync(access, credential, relativeUrl, cancellationToken);
                if (answer.Status == HttpStatusCode.Unauthorized)
                {
                    authentication.Forget();
                }

                return answer;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private async Task<(CoreAnswer Answer, Authentication Authentication)> SendAuthenticatedAsync(
        CoreAccess access, CoreCredential.UserPassword credential, string relativeUrl, CancellationToken cancellationToken)
    {
        var authentication = await authenticator.AuthenticateAsync(access, credential, cancellationToken);
        var answer = authentication.Key is CoreResult<string>.Found key
            ? await SendWithKeyAsync(access, relativeUrl, key.Value, cancellationToken)
            : new CoreAnswer(null, null, authentication.Key.Failed<ReadOnlyMemory<byte>>());
        return (answer, authentication);
    }

    private async Task<CoreAnswer> SendWithKeyAsync(CoreAccess access, string relativeUrl, string key, CancellationToken cancellationToken)
    {
        if (!CoreCredential.BasicToken.IsWellFormed(key))
        {
            return new CoreAnswer(null, null, new CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused(
                "The token is not the base64 form of user:password."));
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{access.Endpoint.AbsoluteUri}/{relativeUrl}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", key);
        return await wire.SendAsync(http, request, access.TenantId, cancellationToken);
    }

    private CoreResult<T> Logged<T>(CoreAccess access, string operation, long started, CoreResult<T> result)
    {
        var outcome = result.GetType().Name;
        logger.Answered(access.TenantId, operation, outcome, time.GetElapsedTime(started).TotalMilliseconds);
        switch (result)
        {
            case CoreResult<T>.CredentialsRefused it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            case CoreResult<T>.Forbidden it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            case CoreResult<T>.Misconfigured it:
                logger.Failed(access.TenantId, operation, outcome, it.Detail);
                break;
            default: // the rest is everyday business and for the relay to report
                break;
        }

        return result;
    }
}
