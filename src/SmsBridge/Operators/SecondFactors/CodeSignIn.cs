using System.Globalization;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>The second step of a sign-in: a code, counted like passwords are. What is locked out for wrong passwords is for wrong codes, and the other way round.</summary>
internal sealed class CodeSignIn(OperatorSignIn signIn, OperatorStore store, SecondFactorStore factors, TimeProvider time, ILogger<CodeSignIn> logger)
{
    /// <returns>Null in the answer: the code is wrong or was used, the operator was changed meanwhile, or has to wait.</returns>
    public Task<DoorAnswer<SignedInOperator>> PassAsync(SignInTicket ticket, string typed, SignInOrigin from) =>
        signIn.InTurnAsync(from, async () =>
        {
            if (await FindAsync(ticket) is not { } who)
            {
                return null;
            }

            var (how, why) = signIn.IsLocked(who, from) ? (null, "too many wrong ones: it has to wait") : await TakeAsync(who.Account, typed);
            if (how is null)
            {
                await signIn.RefuseAsync(who, from, why!);
                return null;
            }

            return await signIn.EndAsync(who, from, how);
        });

    /// <summary>Who the ticket is of; null: what it was given for is not so any more.</summary>
    public async Task<OperatorCredential?> FindAsync(SignInTicket ticket) =>
        await store.FindCredentialAsync(ticket.Name, CancellationToken.None) is { Account.DisabledAt: null } who
        && who.Account.Id == ticket.OperatorId && who.Stamp.Equals(ticket.Stamp, StringComparison.Ordinal)
            ? who
            : null;

    /// <returns>What proved it, or why nothing did; in words, for the audit.</returns>
    private async Task<(string? How, string? Why)> TakeAsync(OperatorAccount who, string typed)
    {
        if (await factors.FindAsync(who.Id, CancellationToken.None) is not { } factor)
        {
            return (null, "there is no second factor any more");
        }

        if (RecoveryCodes.Hash(typed) is { } hash)
        {
            return await factors.TryTakeAsync(who.Id, hash) is { } left
                ? (string.Create(CultureInfo.InvariantCulture, $"with a recovery code; {left} left"), null)
                : (null, "wrong recovery code, or one that was used");
        }

        if (factor.Secret is not { } secret)
        {
            logger.SecondFactorNotOpened(who.Name);
            return (null, "its second factor can not be opened");
        }

        return OneTimeCodes.StepOf(secret, typed, time.GetUtcNow()) is not { } step ? (null, "wrong code")
            : await factors.TryTakeAsync(who.Id, step) ? ("with a code", null)
            : (null, "a code that was used");
    }
}
