using System.Text;
using SmsBridge.Core;

namespace SmsBridge.Tenants;

/// <summary>
/// What a registration needs that asks for more than its caller proved: the tenant's own hook in the core says the same, or an operator says
/// yes. Without either it waits for that, on a list people can see.
/// </summary>
internal sealed class RegistrationWarrants(HookWitness witness, PendingRegistrations pending, ILogger<RegistrationWarrants> logger)
{
    private const int LongestCaller = 100;

    /// <param name="own">The tenant's own credential for its core, where it has one.</param>
    /// <param name="brought">The caller's.</param>
    /// <returns>Null: it has one.</returns>
    public async Task<RegistrationResult?> MissingAsync(
        string identifier, TenantSettings asked, CoreCredential? own, CoreCredential? brought, Registrant by, CancellationToken cancellationToken)
    {
        if (await witness.ConfirmsAsync(identifier, asked, own, brought, cancellationToken))
        {
            logger.WarrantedByHook(identifier, asked.AccountId);
            return null;
        }

        if (await pending.FindApprovedAsync(identifier, asked, cancellationToken) is { } approved)
        {
            await pending.DoneAsync(approved);
            logger.WarrantedByOperator(identifier, asked.AccountId, approved.ApprovedBy);
            return null;
        }

        switch (await pending.NoteAsync(identifier, asked, CallerOf(brought) ?? by.Source ?? "", by.Source))
        {
            case true:
                logger.RegistrationPending(identifier, asked.Provider, asked.AccountId, asked.Sender, by.Source);
                break;
            case null:
                logger.TooManyPending(identifier, by.Source);
                break;
            default:
                break;
        }

        return new RegistrationResult.Pending(
            "A login at the core is not enough for this: the operator of SmsBridge has to say yes first. Nothing was changed; the core repeats the registration with its next event.");
    }

    /// <summary>The user's name in a Basic token, for people to know him by.</summary>
    private static string? CallerOf(CoreCredential? brought)
    {
        if (brought is not CoreCredential.BasicToken token)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(Convert.FromBase64String(token.Base64));
        var name = new string([.. text[..text.IndexOf(':', StringComparison.Ordinal)].Where(character => !char.IsControl(character))]);
        return name.Length <= LongestCaller ? name : name[..LongestCaller];
    }
}
