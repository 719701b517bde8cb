using System.Net;
using System.Net.Http.Headers;

namespace SmsBridge.Core;

/// <summary>One request to make of a core.</summary>
/// <param name="RelativeUrl">Below the endpoint, with its query, e.g. <c>clients/7?fields=id</c>.</param>
/// <param name="Json">The body, kept as bytes so that it can be sent a second time; null: none.</param>
internal readonly record struct CoreCall(HttpMethod Method, string RelativeUrl, byte[]? Json)
{
    /// <summary>Null: the usual ones.</summary>
    public CoreBounds? Bounds { get; init; }

    public static CoreCall Get(string relativeUrl) => new(HttpMethod.Get, relativeUrl, null);

    public static CoreCall Post(string relativeUrl, byte[] json) => new(HttpMethod.Post, relativeUrl, json);

    public static CoreCall Put(string relativeUrl, byte[] json) => new(HttpMethod.Put, relativeUrl, json);

    public static CoreCall Delete(string relativeUrl) => new(HttpMethod.Delete, relativeUrl, null);
}

/// <summary>What a question may take, where the usual is not enough.</summary>
/// <param name="MostBytes">Of the answer.</param>
internal readonly record struct CoreBounds(TimeSpan Timeout, int MostBytes);

/// <summary>
/// The one way to a core for everything that carries a tenant's credential: asks the operator's list first, authenticates, and
/// authenticates once more when a kept key is refused.
/// </summary>
internal sealed class CoreExchange(CoreWire wire, CoreAuthenticator authenticator, CoreEndpoints endpoints)
{
    public async Task<CoreAnswer> SendAsync(CoreAccess access, CoreCall call, CancellationToken cancellationToken)
    {
        // The operator's list may have changed since the endpoint was stored; the token goes nowhere else.
        if (!endpoints.Permits(access.TenantId, access.Endpoint))
        {
            return CoreAnswer.Misconfigured("The tenant's core endpoint is not allowed any more. The operator adds it to Core:AllowedEndpoints.");
        }

        return access.Credential switch
        {
            CoreCredential.BasicToken token => await SendWithKeyAsync(access, call, token.Base64, cancellationToken),
            CoreCredential.UserPassword credential => await SendWithPasswordAsync(access, call, credential, cancellationToken),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private async Task<CoreAnswer> SendWithPasswordAsync(
        CoreAccess access, CoreCall call, CoreCredential.UserPassword credential, CancellationToken cancellationToken)
    {
        var (answer, authentication) = await SendAuthenticatedAsync(access, call, credential, cancellationToken);
        if (answer is not { Status: HttpStatusCode.Unauthorized, Result: CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused }
            || authentication.Key is not CoreResult<string>.Found)
        {
            return answer;
        }

        // The password may have been changed: once more, with a fresh key. Safe for writes too, as a 401 comes before any work.
        authentication.Forget();
        (answer, authentication) = await SendAuthenticatedAsync(access, call, credential, cancellationToken);
        if (answer.Status == HttpStatusCode.Unauthorized)
        {
            authentication.Forget();
        }

        return answer;
    }

    private async Task<(CoreAnswer Answer, Authentication Authentication)> SendAuthenticatedAsync(
        CoreAccess access, CoreCall call, CoreCredential.UserPassword credential, CancellationToken cancellationToken)
    {
        var authentication = await authenticator.AuthenticateAsync(access, credential, cancellationToken);
        var answer = authentication.Key is CoreResult<string>.Found key
            ? await SendWithKeyAsync(access, call, key.Value, cancellationToken)
            : new CoreAnswer(null, CoreErrorBody.None, authentication.Key.Failed<ReadOnlyMemory<byte>>());
        return (answer, authentication);
    }

    private async Task<CoreAnswer> SendWithKeyAsync(CoreAccess access, CoreCall call, string key, CancellationToken cancellationToken)
    {
        if (!CoreCredential.BasicToken.IsWellFormed(key))
        {
            return new CoreAnswer(null, CoreErrorBody.None, new CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused(
                "The token is not the base64 form of user:password."));
        }

        using var request = new HttpRequestMessage(call.Method, $"{access.Endpoint.AbsoluteUri}/{call.RelativeUrl}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", key);
        if (call.Json is { } json)
        {
            request.Content = new ByteArrayContent(json);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return await wire.SendAsync(request, access.TenantId, call.Bounds, cancellationToken);
    }
}
