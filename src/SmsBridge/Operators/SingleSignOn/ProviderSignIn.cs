using Microsoft.Extensions.Options;

namespace SmsBridge.Operators.SingleSignOn;

/// <summary>Decides about somebody the provider vouches for: what the claims give, and whether that lets in.</summary>
internal sealed class ProviderSignIn(IdentityStore store, IOptions<OperatorOptions> options, ILogger<ProviderSignIn> logger)
{
    private SingleSignOnOptions Settings => options.Value.OpenIdConnect;

    /// <returns>The operator, with the rights of now; or why not, which is on the record already.</returns>
    public async Task<(SignedInOperator? Who, ProviderFailure? Refused)> SignInAsync(ProviderPerson person, string? source)
    {
        if (GrantedRights.Of(person.Claims, Settings) is not var (role, scope))
        {
            var why = $"nothing that the provider says of {person} gives a role";
            await store.RefuseAsync(person, why, source);
            logger.SignInRefused(source ?? "unknown", why);
            return (null, new ProviderFailure(why, $"{Settings.DisplayName} knows you, but none of your groups there has a role here. Ask whoever keeps the groups, or an administrator of the console.", StatusCodes.Status403Forbidden));
        }

        var answer = await store.SignInAsync(person, role, scope, [.. GrantedRights.NamesFor(person, Settings)], source);
        if (answer.Who is not { } who)
        {
            logger.SignInRefused(source ?? "unknown", $"{answer.Why} ({person})");
            return (null, new ProviderFailure(answer.Why!, WordsFor(answer.Why!), StatusCodes.Status403Forbidden));
        }

        if (answer.IsNew)
        {
            logger.OperatorOfProvider(who.Account.Name, person.Subject, person.Issuer, who.Account.Rights);
        }

        logger.SignedIn(who.Account.Name);
        return (who.ToSignedIn(), null);
    }

    private static string WordsFor(string why) =>
        why == IdentityStore.Disabled ? "Your account here is disabled. Ask an administrator of the console." : "There are too many operators of your name. Ask an administrator of the console.";
}
