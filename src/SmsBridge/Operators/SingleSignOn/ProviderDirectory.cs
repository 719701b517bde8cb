using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>The provider can not be asked, or what it says can not be used; the message says why, in a sentence.</summary>
internal sealed class ProviderAwayException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>
/// What the provider says of itself: its addresses and its keys. Asked for when somebody signs in, kept for hours, and read anew when a token bears a key that is not among them. While
/// the provider is away what is known goes on to count.
/// </summary>
internal sealed class ProviderDirectory(IOptions<OperatorOptions> options, TimeProvider time, ILogger<ProviderDirectory> logger) : IConfigurationManager<OpenIdConnectConfiguration>, IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(6);

    /// <summary>Whoever makes up tokens with made-up keys must not make the bridge knock at the provider with each.</summary>
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    /// <summary>Those who wait together hear of one failure; they do not each wait for their own.</summary>
    private static readonly TimeSpan FailureCounts = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Reading? _known;
    private ProviderAwayException? _failure;
    private DateTimeOffset _triedAt;

    /// <summary>What calls the provider.</summary>
    public HttpClient Http { get; } = new(new ProviderCalls())
    {
        Timeout = options.Value.OpenIdConnect.Timeout, MaxResponseContentBufferSize = 1024 * 1024, DefaultRequestHeaders = { { "User-Agent", Web.Product.UserAgent } },
    };

    private SingleSignOnOptions Settings => options.Value.OpenIdConnect;

    /// <exception cref="ProviderAwayException">It does not answer, and nothing is known of it yet.</exception>
    public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel)
    {
        if (_known is { } known && time.GetUtcNow() - known.At < KeptFor)
        {
            return known.Provider;
        }

        await _turn.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow();
            return (_known is { } old && (now - old.At < KeptFor || now - _triedAt < RenewEvery) ? old
                : _known is null && _failure is not null && now - _triedAt < FailureCounts ? throw _failure
                : await ReadAsync(CancellationToken.None)).Provider; // Timeout ends it; who hangs up must not keep it from being read
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Asked by the library for keys it does not know. <see cref="ProviderTokens"/> does that in time for the very sign-in.</summary>
    public void RequestRefresh()
    {
    }

    /// <summary>Reads it anew, for a key that is not among those that are known.</summary>
    /// <returns>Null: it was read just now, or the provider is away.</returns>
    public async Task<OpenIdConnectConfiguration?> TryRenewAsync()
    {
        var asked = _known;
        await _turn.WaitAsync();
        try
        {
            if (ReferenceEquals(asked, _known) && time.GetUtcNow() - _triedAt >= RenewEvery)
            {
                await ReadAsync(CancellationToken.None);
            }

            return ReferenceEquals(asked, _known) ? null : _known?.Provider; // somebody else may have done it meanwhile
        }
        catch (ProviderAwayException)
        {
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        _turn.Dispose();
    }

    /// <summary>In turn. What was known stays where the provider is away.</summary>
    private async Task<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await AskAsync(cancellationToken);
            (_known, _failure) = (new Reading(read, time.GetUtcNow()), null);
            logger.ProviderRead(read.Issuer, read.SigningKeys.Count);
            return _known;
        }
        catch (ProviderAwayException away)
        {
            _failure = away;
            logger.ProviderAway(away.Message);
            if (_known is { } known)
            {
                return known;
            }

            throw;
        }
        finally
        {
            _triedAt = time.GetUtcNow(); // after the wait for it: whoever waited too asks only when this answer is over
        }
    }

    private async Task<OpenIdConnectConfiguration> AskAsync(CancellationToken cancellationToken)
    {
        var address = Settings.Authority.TrimEnd('/') + "/.well-known/openid-configuration";
        var documents = new HttpDocumentRetriever(Http) { RequireHttps = new Uri(Settings.Authority).Scheme == Uri.UriSchemeHttps, SendAdditionalHeaderData = false };
        try
        {
            var read = await OpenIdConnectConfigurationRetriever.GetAsync(address, documents, cancellationToken);
            return WhyNotUsable(read) is { } why ? throw new ProviderAwayException($"What {address} says can not be used: {why}") : read;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException or ArgumentException or InvalidOperationException or NotSupportedException or TimeoutException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new ProviderAwayException($"{address} can not be read: {ReasonOf(exception)}", exception);
        }
    }

    private string? WhyNotUsable(OpenIdConnectConfiguration read)
    {
        var expected = Settings.Issuer.Length > 0 ? Settings.Issuer : Settings.Authority;
        if (!string.Equals(read.Issuer?.TrimEnd('/'), expected.TrimEnd('/'), StringComparison.Ordinal))
        {
            return $"it calls itself {read.Issuer ?? "nothing"}, and {expected} is expected ({SingleSignOnOptions.Section}:{nameof(Settings.Issuer)} names another).";
        }

        foreach (var (name, endpoint, mustBe) in EndpointsOf(read))
        {
            if ((mustBe || !string.IsNullOrEmpty(endpoint)) && (!Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) || !SingleSignOnCheck.IsSafe(uri)))
            {
                return $"its {name} is not an https address.";
            }
        }

        return read.SigningKeys.Count == 0 ? "it publishes no key that signs." : null;
    }

    /// <summary>Where the browser is sent, and what is shown the client's secret or a token.</summary>
    private static (string Name, string? Endpoint, bool MustBe)[] EndpointsOf(OpenIdConnectConfiguration read) =>
    [
        ("authorization_endpoint", read.AuthorizationEndpoint, true), ("token_endpoint", read.TokenEndpoint, true),
        ("pushed_authorization_request_endpoint", read.PushedAuthorizationRequestEndpoint, false), ("userinfo_endpoint", read.UserInfoEndpoint, false),
    ];

    /// <param name="At">When it answered.</param>
    private sealed record Reading(OpenIdConnectConfiguration Provider, DateTimeOffset At);

    /// <summary>The innermost cause says it in the fewest words.</summary>
    private static string ReasonOf(Exception exception) =>
        exception is OperationCanceledException ? "it did not answer in time."
        : exception.InnerException is { } inner ? ReasonOf(inner)
        : exception.Message.ReplaceLineEndings(" ") is { Length: > 200 } text ? text[..200] + "…"
        : exception.Message.ReplaceLineEndings(" ");
}
