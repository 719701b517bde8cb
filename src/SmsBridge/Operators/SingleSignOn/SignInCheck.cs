using Microsoft.Extensions.Options;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Whether the provider can be found, for whoever asks before people do.</summary>
internal sealed class SignInCheck(ProviderDirectory directory, IOptions<OperatorOptions> options)
{
    /// <returns>In a sentence.</returns>
    public async Task<(bool Works, string Words)> TellAsync(CancellationToken cancellationToken)
    {
        try
        {
            var read = await directory.GetConfigurationAsync(cancellationToken);
            var signOut = string.IsNullOrEmpty(read.EndSessionEndpoint) ? "; it offers no sign-out" : "";
            return (true, FormattableString.Invariant($"{read.Issuer} answers, and publishes {read.SigningKeys.Count} {(read.SigningKeys.Count == 1 ? "key" : "keys")}{signOut}. Whether it knows the client {options.Value.OpenIdConnect.ClientId}, the first sign-in tells."));
        }
        catch (ProviderAwayException away)
        {
            return (false, $"{SingleSignOnOptions.Section}: nobody can sign in by the provider now. {away.Message}");
        }
    }
}
