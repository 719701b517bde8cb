using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Judges the provider's tokens, by the bridge's clock. One that is signed with a key nobody knows yet makes it look for new keys: a provider may change them at any time.</summary>
internal sealed class ProviderTokens(ProviderDirectory directory) : JsonWebTokenHandler
{
    /// <summary>Signed by a key that is the provider's alone: never <c>none</c>, never one that the client's secret or a public key would make.</summary>
    public static readonly IReadOnlyList<string> Algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public override async Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        validationParameters.RequireSignedTokens = true; // the library takes a token that came over TLS without a signature too
        var result = await base.ValidateTokenAsync(token, validationParameters);
        if (result.Exception is not SecurityTokenInvalidSignatureException || await directory.TryRenewAsync() is not { } renewed)
        {
            return result;
        }

        validationParameters.IssuerSigningKeys = renewed.SigningKeys;
        return await base.ValidateTokenAsync(token, validationParameters);
    }

    /// <summary>What a token has to keep to.</summary>
    public static TokenValidationParameters Rules(SingleSignOnOptions settings, TimeProvider time) => new()
    {
        ValidAudience = settings.ClientId,
        ValidAlgorithms = Algorithms,
        RequireSignedTokens = true,
        RequireExpirationTime = true,
        ValidateIssuerSigningKey = true,
        NameClaimType = "sub",
        LifetimeValidator = (notBefore, expires, token, _) => IsOfNow(notBefore, expires, (token as JsonWebToken)?.IssuedAt, time.GetUtcNow().UtcDateTime, settings.ClockSkew),
    };

    /// <exception cref="SecurityTokenException">Too old, or not good yet: which, says its type.</exception>
    internal static bool IsOfNow(DateTime? notBefore, DateTime? expires, DateTime? issuedAt, DateTime now, TimeSpan skew)
    {
        if (expires is not { } end)
        {
            throw new SecurityTokenNoExpirationException("The token has no end.");
        }

        if (end <= now - skew)
        {
            throw new SecurityTokenExpiredException("The token has expired.") { Expires = end };
        }

        if (notBefore > now + skew || issuedAt > now + skew)
        {
            throw new SecurityTokenNotYetValidException("The token is of a time to come.");
        }

        return true;
    }
}
