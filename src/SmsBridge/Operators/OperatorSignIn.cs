using Microsoft.Extensions.Options;
using SmsBridge.Operators.SingleSignOn;
using SmsBridge.Web.Limits;

namespace SmsBridge.Operators;

/// <summary>What became of somebody at the door. Exactly one is set, or none: refused, and not said why.</summary>
/// <param name="Wait">Too many wrong ones came from there: nothing was looked at.</param>
/// <param name="IsBusy">Too many wait at the door: nothing was looked at.</param>
internal readonly record struct DoorAnswer<T>(T? Passed, TimeSpan? Wait = null, bool IsBusy = false)
    where T : class;

/// <summary>What is left to do for who gave the right password.</summary>
internal enum SignInNeed
{
    Nothing,

    /// <summary>A code of the second factor.</summary>
    Code,

    /// <summary>A second factor, as there is none and one is needed.</summary>
    SetUp,
}

/// <summary>Who gave the right password.</summary>
internal sealed record PasswordGiven(SignedInOperator Who, SignInNeed Need);

/// <summary>
/// Checks who signs in. One check at a time: guesses can not overtake the count of guesses, and hashing never takes more than one core from
/// the hooks. Who is known goes before strangers. To a stranger all refusals look alike and take alike.
/// </summary>
internal sealed class OperatorSignIn(
    OperatorStore store, OperatorPasswords passwords, SignInLimits limits, IOptions<OperatorOptions> options, TimeProvider time,
    ILogger<OperatorSignIn> logger)
{
    private const int MostWaitLines = 10;
    private const string BreakGlass = "by the break-glass password";

    /// <summary>Who waits and tries on must not push everything else out of the log.</summary>
    private readonly MinuteLimit<bool> _waitLines = new(MostWaitLines, time);

    private readonly Places _turn = new(
        new PlaceRules(All: 1, Strangers: 1, OfOne: 1, Waiting: 32, WaitingOfOne: 8, LongestWait: TimeSpan.FromSeconds(15)), time);

    /// <summary>Signs in who needs no second factor. Of the others nothing is forgiven yet: else who knows a password could guess at codes for ever.</summary>
    public Task<DoorAnswer<PasswordGiven>> SignInAsync(string name, string password, SignInOrigin from) =>
        InTurnAsync(from, async () =>
        {
            if (await CheckAsync(name, password, from, AuditActions.SignInRefused) is not var (who, check))
            {
                return null;
            }

            return await GoOnAsync(who, from, check == PasswordCheck.RightButOldHash ? passwords.Hash(password) : null);
        });

    /// <summary>After the password: the end of the sign-in, or what is left to do for it.</summary>
    /// <param name="newHash">Set when the password was hashed anew.</param>
    internal async Task<PasswordGiven> GoOnAsync(OperatorCredential who, SignInOrigin from, string? newHash = null)
    {
        var need = NeedOf(who.Account);
        if (need == SignInNeed.Nothing)
        {
            await EndAsync(who, from, how: null, newHash);
        }
        else if (newHash is not null)
        {
            await store.KeepNewHashAsync(who, newHash);
        }

        return new PasswordGiven(who.ToSignedIn(), need);
    }

    /// <summary>The end of every sign-in: what was counted is forgiven, and it is on the audit and in the log. In turn, so that no guess overtakes the count of guesses.</summary>
    /// <param name="how">What proved it beside the password, for the audit; null: nothing.</param>
    internal async Task<SignedInOperator> EndAsync(OperatorCredential who, SignInOrigin from, string? how, string? newHash = null)
    {
        if (options.Value.OpenIdConnect is { IsOn: true, LocalPasswords: LocalPasswordRule.BreakGlass })
        {
            how = how is null ? BreakGlass : $"{how}; {BreakGlass}";
            logger.BreakGlassUsed(who.Account.Name, from.ToString());
        }

        await store.RecordSignInAsync(who, from.Address?.ToString(), newHash, how);
        logger.SignedIn(who.Account.Name);
        return who.ToSignedIn();
    }

    /// <summary>What somebody of this account has to give beside the password.</summary>
    public SignInNeed NeedOf(OperatorAccount who) =>
        who.SecondFactorAt is not null ? SignInNeed.Code
        : options.Value.NeedsSecondFactor(who.Role) ? SignInNeed.SetUp
        : SignInNeed.Nothing;

    /// <summary>Asks who is signed in for the password again, before what only its owner may do; a wrong one counts as a failed sign-in does.</summary>
    public Task<DoorAnswer<SignedInOperator>> ConfirmAsync(SignedInOperator who, string password, SignInOrigin from) =>
        InTurnAsync(from, async () => await CheckAsync(who.Name, password, from, AuditActions.ConfirmRefused) is null ? null : who);

    /// <summary>Changes the password of somebody who knows the present one; a wrong one counts as a failed sign-in does.</summary>
    /// <returns>The operator with its new stamp.</returns>
    public Task<DoorAnswer<SignedInOperator>> ChangePasswordAsync(SignedInOperator who, string current, string chosen, SignInOrigin from) =>
        InTurnAsync(from, async () =>
        {
            if (await CheckAsync(who.Name, current, from, AuditActions.ConfirmRefused) is null)
            {
                return null;
            }

            await store.ChangePasswordAsync(Actor.Of(who, from.Address?.ToString()), who.Name, passwords.Hash(chosen));
            return (await store.FindCredentialAsync(who.Name, CancellationToken.None))?.ToSignedIn();
        });

    /// <summary>Any other check of a secret from outside: in turn with the others, and counted like them.</summary>
    internal async Task<DoorAnswer<T>> InTurnAsync<T>(SignInOrigin from, Func<Task<T?>> check)
        where T : class
    {
        if (MustWait(from) is { } wait)
        {
            return new DoorAnswer<T>(null, wait);
        }

        var share = from.KnownAs is { } known ? $"browser {known}" : $"network {from.Network}";
        using var place = await _turn.EnterAsync([share], from.KnownAs is not null, CancellationToken.None);
        if (place is null)
        {
            return new DoorAnswer<T>(null, IsBusy: true);
        }

        // Asked again now that it is its turn: those that came together before the first failure must not all pass.
        return MustWait(from) is { } later
            ? new DoorAnswer<T>(null, later)
            : new DoorAnswer<T>(await check()); // not cancellable: hanging up must not save a guesser his failure
    }

    internal void CountFailure(SignInOrigin from) => limits.CountFailure(from);

    private TimeSpan? MustWait(SignInOrigin from)
    {
        if (limits.Blocked(from) is not { } wait)
        {
            return null;
        }

        // Not on the audit: whoever can write a row with every request can fill the disk. The refusals that led here are.
        if (_waitLines.Count(true) is null)
        {
            logger.AddressWaits(from.ToString(), wait);
        }

        return wait;
    }

    /// <summary>What strangers guessed keeps strangers out; a browser that signed in as this name before has its own count.</summary>
    internal bool IsLocked(OperatorCredential who, SignInOrigin from) => from.KnownAs is null && who.Account.LockedUntil > time.GetUtcNow();

    /// <summary>Counts what was wrong, and keeps it on the audit.</summary>
    /// <param name="who">Null: nobody of that name.</param>
    /// <param name="action">What was refused, for the audit.</param>
    internal async Task RefuseAsync(OperatorCredential? who, SignInOrigin from, string why, string action = AuditActions.SignInRefused)
    {
        limits.CountFailure(from);

        // Tries during a wait do not lengthen it: who waits as told gets in.
        await store.RecordRefusalAsync(who, from.Address?.ToString(), why, who?.Account.LockedUntil > time.GetUtcNow() ? null : WaitAfter, action);
        if (action == AuditActions.ConfirmRefused)
        {
            logger.ConfirmRefused(from.ToString(), why);
        }
        else
        {
            logger.SignInRefused(from.ToString(), why);
        }
    }

    private async Task<(OperatorCredential Credential, PasswordCheck Check)?> CheckAsync(string name, string password, SignInOrigin from, string refused)
    {
        var who = await store.FindCredentialAsync(name, CancellationToken.None);
        var check = await Task.Run(() => passwords.Check(who?.PasswordHash, password), CancellationToken.None);
        var why = who is null ? "no operator of that name"
            : IsLocked(who, from) ? "too many wrong passwords: it has to wait"
            : who.Account.Identity is not null ? "it signs in by the provider, and has no password"
            : !options.Value.OpenIdConnect.TakesPasswordOf(who.Account.Name) ? "no password is taken but that of the break-glass operator"
            : check == PasswordCheck.Wrong ? "wrong password"
            : who.Account.DisabledAt is not null ? "the operator is disabled"
            : null;
        if (why is null)
        {
            return (who!, check);
        }

        await RefuseAsync(who, from, why, refused);
        return null;
    }

    private TimeSpan WaitAfter(int failures) =>
        GrowingWait.After(failures, options.Value.FreeFailures, options.Value.FirstWait, options.Value.LongestWait);
}
