using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Why a sign-in by the provider came to nothing.</summary>
/// <param name="Why">For audit and log.</param>
/// <param name="Words">For who signs in, in sentences.</param>
internal sealed record ProviderFailure(string Why, string Words, int Status = StatusCodes.Status401Unauthorized)
{
    /// <summary>An answer to no question of this browser's, or to one that was answered.</summary>
    public static ProviderFailure NotBegunHere { get; } = new(
        "an answer of the provider to no sign-in of this browser, or to one that is over", "That is no answer to a sign-in that this browser began, or it took too long, or it was used before. Please begin again.",
        StatusCodes.Status400BadRequest);

    public static ProviderFailure Of(Exception exception, string provider) =>
        Chain(exception).Select(one => Known(one, provider)).OfType<ProviderFailure>().FirstOrDefault() ?? Unbelieved("its answer can not be read", provider);

    public static ProviderFailure Away(string why, string provider) => new(
        $"the provider can not be asked: {why}", $"Signing in with {provider} does not work just now: it can not be reached, or does not answer as it should. Please try again in a moment. Who runs the bridge finds why in its log.",
        StatusCodes.Status503ServiceUnavailable);

    private static ProviderFailure? Known(Exception exception, string provider) =>
        exception switch
        {
            ProviderAwayException => Away(exception.Message, provider),
            SecurityTokenInvalidIssuerException => Unbelieved("its token is of another issuer", provider),
            SecurityTokenInvalidAudienceException => Unbelieved("its token is for somebody else", provider),
            SecurityTokenExpiredException => Unbelieved("its token has expired, or the clocks are apart", provider),
            SecurityTokenNotYetValidException => Unbelieved("its token is of a time to come: the clocks are apart", provider),
            SecurityTokenNoExpirationException => Unbelieved("its token has no end", provider),
            SecurityTokenSignatureKeyNotFoundException => Unbelieved("its token is signed with a key it does not publish", provider),
            SecurityTokenInvalidSignatureException or SecurityTokenInvalidAlgorithmException => Unbelieved("its token is not signed, or not as it should be", provider),
            SecurityTokenException => Unbelieved("its token can not be used", provider),
            OpenIdConnectProtocolInvalidNonceException => Unbelieved("its token answers another sign-in", provider),
            OpenIdConnectProtocolException => OfError(exception.Data["error"] as string, provider),
            AuthenticationFailureException { InnerException: null } => NotBegunHere,
            HttpRequestException or IOException or TaskCanceledException => Away("it can not be reached, does not answer in time, or answers with an error", provider),
            _ => null,
        };

    /// <summary>By the provider's own word, of those it may use (OpenID Connect Core 3.1.2.6, RFC 6749 5.2).</summary>
    private static ProviderFailure OfError(string? error, string provider) =>
        error switch
        {
            "access_denied" => new("the provider says access_denied", $"{provider} did not let you in, or you broke off there."),
            "invalid_grant" => new("the provider says invalid_grant: the code was used before, or is too old", $"{provider} does not take the code of this sign-in: it was used before, or is too old. Please begin again."),
            "invalid_client" or "unauthorized_client" or "invalid_request_uri" => new(
                $"the provider says {error}: ClientId or ClientSecret is wrong", $"{provider} does not know this bridge, or not by this secret. Tell whoever runs it.", StatusCodes.Status503ServiceUnavailable),
            "temporarily_unavailable" or "server_error" => Away($"it says {error}", provider),
            { Length: > 0 and <= 60 } when error.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-') => new($"the provider says {error}", $"{provider} refused: {error}."),
            _ => Unbelieved("its answer does not keep to the protocol", provider),
        };

    private static ProviderFailure Unbelieved(string why, string provider) => new($"the provider is not believed: {why}", $"What {provider} answered can not be believed: {why}. Nobody was signed in.");

    private static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }
}
