using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmsBridge.Core;

/// <summary>The two ways <c>POST /authentication</c> reads credentials (fineract-core-api.md 3.1).</summary>
internal enum AuthenticationForm
{
    /// <summary>A JSON body: Fineract 1.4 and later.</summary>
    Json,

    /// <summary>Query parameters and an empty body: Mifos X to Fineract 1.3. Such cores write them to their access log.</summary>
    Query,
}

/// <summary>
/// Fetches and keeps the Basic tokens of service users. Callers that need the same token share one authentication; a token is
/// kept until somebody reports it refused. Failures are not kept.
/// </summary>
/// <remarks>Singleton. Passwords are only keys of the cache as SHA-256, and are written nowhere.</remarks>
internal sealed class CoreAuthenticator(CoreWire wire, ILogger<CoreAuthenticator> logger)
{
    /// <summary>Far more than any operator configures; only there so that ever-changing passwords can not fill the memory.</summary>
    private const int MaxKept = 4096;

    private readonly ConcurrentDictionary<Slot, Lazy<Task<CoreResult<string>>>> _kept = new();
    private readonly ConcurrentDictionary<Uri, AuthenticationForm> _forms = new();

    public async Task<Authentication> AuthenticateAsync(
        CoreAccess access, CoreCredential.UserPassword credential, CancellationToken cancellationToken)
    {
        if (_kept.Count >= MaxKept)
        {
            _kept.Clear();
        }

        var slot = Slot.Of(access, credential);
        var shared = _kept.GetOrAdd(
            slot, _ => new Lazy<Task<CoreResult<string>>>(() => FetchSharedAsync(slot, access, credential)));
        var key = await shared.Value.WaitAsync(cancellationToken);

        return new Authentication(key, () => Forget(access, slot, shared));
    }

    private void Forget(CoreAccess access, Slot slot, Lazy<Task<CoreResult<string>>> refused)
    {
        // Only the very authentication that was refused: another caller may already have replaced it.
        if (_kept.TryRemove(KeyValuePair.Create(slot, refused)))
        {
            logger.KeyRefused(access.TenantId);
        }
    }

    /// <summary>Not bound to the caller who happened to come first: others wait for it too. The request time-out bounds it.</summary>
    private async Task<CoreResult<string>> FetchSharedAsync(
        Slot slot, CoreAccess access, CoreCredential.UserPassword credential)
    {
        var isFound = false;
        try
        {
            var key = await FetchAsync(access, credential);
            isFound = key is CoreResult<string>.Found;
            return key;
        }
        finally
        {
            // Here and not where it is awaited: should every caller have gone, a stale failure would wait for the next one.
            if (!isFound)
            {
                _kept.TryRemove(slot, out _);
            }
        }
    }

    private async Task<CoreResult<string>> FetchAsync(CoreAccess access, CoreCredential.UserPassword credential)
    {
        AuthenticationForm? known = _forms.TryGetValue(access.Endpoint, out var form) ? form : null;
        var first = known ?? AuthenticationForm.Json;
        var answer = await SendAsync(access, credential, first);
        if (answer.Result is CoreResult<ReadOnlyMemory<byte>>.Found)
        {
            return Read(access, first, answer);
        }

        if (!MayBeTheOtherForm(answer, known))
        {
            return Refusal(answer) ?? Failure(answer);
        }

        var second = first == AuthenticationForm.Json ? AuthenticationForm.Query : AuthenticationForm.Json;
        var otherAnswer = await SendAsync(access, credential, second);
        if (otherAnswer.Result is CoreResult<ReadOnlyMemory<byte>>.Found)
        {
            return Read(access, second, otherAnswer);
        }

        // Of two failures the one that speaks of the credential counts; the other form's is only "arguments missing". But a
        // second form that got no answer leaves the question open.
        return IsTransient(otherAnswer)
            ? Failure(otherAnswer)
            : Refusal(otherAnswer) ?? Refusal(answer) ?? Failure(answer);
    }

    private async Task<CoreAnswer> SendAsync(CoreAccess access, CoreCredential.UserPassword credential, AuthenticationForm form)
    {
        var url = $"{access.Endpoint.AbsoluteUri}/authentication";
        if (form == AuthenticationForm.Query)
        {
            url += $"?username={Uri.EscapeDataString(credential.User)}&password={Uri.EscapeDataString(credential.Password)}";
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(form == AuthenticationForm.Query
            ? []
            : JsonSerializer.SerializeToUtf8Bytes(new CredentialsWire(credential.User, credential.Password), CoreJson.Default.CredentialsWire));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        return await wire.SendAsync(request, access.TenantId, bounds: null, CancellationToken.None);
    }

    private CoreResult<string> Read(CoreAccess access, AuthenticationForm form, CoreAnswer answer)
    {
        var reading = CoreReader.ReadAuthentication(((CoreResult<ReadOnlyMemory<byte>>.Found)answer.Result).Value);
        if (reading is not CoreResult<AuthenticationWire>.Found { Value: var authentication })
        {
            return reading.Failed<string>();
        }

        _forms[access.Endpoint] = form;
        var problem = authentication switch
        {
            { ShouldRenewPassword: true } =>
                "The core wants this user's password renewed. Renew it there, and let it never expire (passwordNeverExpires).",
            { IsTwoFactorAuthenticationRequired: true } =>
                "The core wants a second factor of this user. Give the user the permission BYPASS_TWOFACTOR.",
            { Authenticated: false } => "The core refused the user or the password.",
            _ => null,
        };
        if (problem is not null)
        {
            return new CoreResult<string>.CredentialsRefused(problem);
        }

        if (!CoreCredential.BasicToken.IsWellFormed(authentication.Base64EncodedAuthenticationKey))
        {
            return new CoreResult<string>.Misconfigured("The core authenticated the user but gave no usable key.");
        }

        logger.Authenticated(access.TenantId, form);
        return new CoreResult<string>.Found(authentication.Base64EncodedAuthenticationKey!);
    }

    /// <summary>
    /// Whether the failure can mean "I do not read credentials in this form". A tenant the core does not know, a redirect, a
    /// busy core or a page are the same in both. Where JSON has worked, the password never goes into a URL again; where only
    /// the query has, an argument error means that the core was upgraded.
    /// </summary>
    private static bool MayBeTheOtherForm(CoreAnswer answer, AuthenticationForm? known) =>
        known != AuthenticationForm.Json && answer.Status switch
        {
            HttpStatusCode.InternalServerError or HttpStatusCode.UnsupportedMediaType or HttpStatusCode.MethodNotAllowed => true,
            HttpStatusCode.Unauthorized => known is null && answer.Result is CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused,
            HttpStatusCode.BadRequest => known is null && answer.Code is not null and not CoreVerdict.InvalidTenant,
            HttpStatusCode.Forbidden => known is null,
            _ => false,
        };

    /// <summary>Any busy answer but the plain 500, which is how cores complain of missing arguments.</summary>
    private static bool IsTransient(CoreAnswer answer) =>
        answer.Result is CoreResult<ReadOnlyMemory<byte>>.Unavailable && answer.Status != HttpStatusCode.InternalServerError;

    /// <summary>A 404 here is the API missing, not the client or the loan somebody asked for.</summary>
    private static CoreResult<string> Failure(CoreAnswer answer) =>
        answer.Result is CoreResult<ReadOnlyMemory<byte>>.NotFound
            ? new CoreResult<string>.Misconfigured("There is no core API at the endpoint: it has no /authentication. Check its path.")
            : answer.Result.Failed<string>();

    private static CoreResult<string>.CredentialsRefused? Refusal(CoreAnswer answer) =>
        (answer.Status, answer.Result) switch
        {
            (HttpStatusCode.Unauthorized, CoreResult<ReadOnlyMemory<byte>>.CredentialsRefused it) => new(it.Detail),
            (HttpStatusCode.Forbidden, CoreResult<ReadOnlyMemory<byte>>.Forbidden it) => new(it.Detail),
            (HttpStatusCode.BadRequest, CoreResult<ReadOnlyMemory<byte>>.Misconfigured it)
                when answer.Code is not null and not CoreVerdict.InvalidTenant => new(it.Detail),
            _ => null,
        };

    /// <summary>What one kept token belongs to. The password is in it only as part of a hash.</summary>
    private readonly record struct Slot(Uri Endpoint, string TenantId, string CredentialHash)
    {
        public static Slot Of(CoreAccess access, CoreCredential.UserPassword credential) =>
            new(access.Endpoint, access.TenantId, Convert.ToHexString(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{credential.User.Length}:{credential.User}{credential.Password}"))));
    }
}

/// <summary>A Basic token, or why there is none, and the way to report it refused.</summary>
internal sealed record Authentication(CoreResult<string> Key, Action Forget)
{
    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(Authentication);
}
