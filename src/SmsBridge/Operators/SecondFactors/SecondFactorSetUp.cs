namespace SmsBridge.Operators.SecondFactors;

/// <summary>A secret that is not proved yet, and the same sealed, for the form.</summary>
internal sealed record NewSecondFactor(byte[] Secret, string Sealed)
{
    public override string ToString() => nameof(NewSecondFactor);
}

/// <summary>An operator again, after a change that ended its sessions, and the recovery codes to show once.</summary>
internal sealed record ChangedSecondFactor(SignedInOperator Who, IReadOnlyList<string> Codes)
{
    public override string ToString() => nameof(ChangedSecondFactor);
}

/// <summary>What operators do with their own second factor. Each asks for the password again, or follows the sign-in itself.</summary>
internal sealed class SecondFactorSetUp(
    OperatorSignIn signIn, OperatorStore store, SecondFactorStore factors, SealedSteps steps, TimeProvider time)
{
    public NewSecondFactor Begin(SignedInOperator who) => Again(who, OneTimeCodes.NewSecret());

    /// <summary>The same secret for one more try; null: the form is too old, or another's.</summary>
    public NewSecondFactor? Again(SignedInOperator who, string? sealedSetUp) => steps.OpenSetUp(who.Id, sealedSetUp) is { } secret ? Again(who, secret) : null;

    /// <summary>It counts from the first right code on. A wrong one counts like a wrong password: who holds a session guesses at nothing here, but pays alike.</summary>
    /// <param name="isSignIn">It ends a sign-in, which goes on the record then.</param>
    public Task<DoorAnswer<ChangedSecondFactor>> ProveAsync(SignedInOperator who, byte[] secret, string typed, SignInOrigin from, bool isSignIn) =>
        signIn.InTurnAsync(from, async () =>
        {
            if (OneTimeCodes.StepOf(secret, typed, time.GetUtcNow()) is not { } step)
            {
                signIn.CountFailure(from);
                return null;
            }

            var codes = RecoveryCodes.New();
            if (await factors.SetAsync(Actor.Of(who, from.Address?.ToString()), who, secret, step, codes) != OperatorOutcome.Done
                || await store.FindCredentialAsync(who.Name, CancellationToken.None) is not { Account.DisabledAt: null } now)
            {
                return null;
            }

            var changed = isSignIn ? await signIn.EndAsync(now, from, "with a code; the second factor was set up") : now.ToSignedIn();
            return new ChangedSecondFactor(changed, codes);
        });

    /// <summary>Null: there is no factor.</summary>
    public async Task<IReadOnlyList<string>?> MakeCodesAsync(Actor actor, SignedInOperator who)
    {
        var codes = RecoveryCodes.New();
        return await factors.SetCodesAsync(actor, who.Name, codes) == OperatorOutcome.Done ? codes : null;
    }

    /// <returns>The operator with its new stamp; null: gone, or disabled.</returns>
    public async Task<SignedInOperator?> RemoveAsync(Actor actor, SignedInOperator who)
    {
        await factors.RemoveAsync(actor, who.Name, AuditActions.SecondFactorRemove);
        return (await store.FindCredentialAsync(who.Name, CancellationToken.None))?.ToSignedIn();
    }

    private NewSecondFactor Again(SignedInOperator who, byte[] secret) => new(secret, steps.SealSetUp(who.Id, secret));
}
