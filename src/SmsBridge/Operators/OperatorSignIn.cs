using System.Net;
using Microsoft.Extensions.Options;

namespace SmsBridge.Operators;

/// <summary>
/// Checks who signs in. One check at a time: guesses can not overtake the count of guesses, and hashing never takes more than one core from
/// the hooks. To a stranger all refusals look alike and take alike.
/// </summary>
internal sealed class OperatorSignIn(
    OperatorStore store, OperatorPasswords passwords, AddressLimit addresses, IOptions<OperatorOptions> options, TimeProvider time,
    ILogger<OperatorSignIn> logger) : IDisposable
{
    private const int MostWaiting = 32;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _waiting;

    /// <returns>Null: refused; not said why.</returns>
    public Task<SignedInOperator?> SignInAsync(string name, string password, IPAddress? from) =>
        InTurnAsync(from, async () =>
        {
            var who = await CheckAsync(name, password, from);
            if (who is null)
            {
                return null;
            }

            var newHash = who.Value.Check == PasswordCheck.RightButOldHash ? passwords.Hash(password) : null;
            await store.RecordSignInAsync(who.Value.Credential, from?.ToString(), newHash);
            logger.SignedIn(who.Value.Credential.Account.Name);
            return who.Value.Credential.ToSignedIn();
        });

    /// <summary>Changes the password of somebody who knows the present one; a wrong one counts as a failed sign-in does.</summary>
    /// <returns>The operator with its new stamp; null: refused.</returns>
    public Task<SignedInOperator?> ChangePasswordAsync(SignedInOperator who, string current, string chosen, IPAddress? from) =>
        InTurnAsync(from, async () =>
        {
            if (await CheckAsync(who.Name, current, from) is null)
            {
                return null;
            }

            await store.ChangePasswordAsync(Actor.Of(who, from?.ToString()), who.Name, passwords.Hash(chosen));
            return (await store.FindCredentialAsync(who.Name, CancellationToken.None))?.ToSignedIn();
        });

    /// <summary>Any other check of a secret from outside: in turn with the others, and counted like them.</summary>
    internal Task<T?> InTurnAsync<T>(IPAddress? from, Func<Task<T?>> check)
        where T : class
    {
        // Asked again when it is its turn: those that came together before the first failure must not all pass.
        return MustWait(from) ? Task.FromResult<T?>(null) : RunAsync(() => MustWait(from) ? Task.FromResult<T?>(null) : check());
    }

    private bool MustWait(IPAddress? from)
    {
        if (addresses.Blocked(from) is not { } wait)
        {
            return false;
        }

        // Not on the audit: whoever can write a row with every request can fill the disk. The refusals that led here are.
        logger.AddressWaits(from?.ToString() ?? "unknown", wait);
        return true;
    }

    internal void CountFailure(IPAddress? from) => addresses.CountFailure(from);

    public void Dispose() => _turn.Dispose();

    private async Task<T?> RunAsync<T>(Func<Task<T?>> check)
        where T : class
    {
        if (Interlocked.Increment(ref _waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return null;
        }

        try
        {
            await _turn.WaitAsync();
            try
            {
                return await check(); // not cancellable: hanging up must not save a guesser his failure
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async Task<(OperatorCredential Credential, PasswordCheck Check)?> CheckAsync(string name, string password, IPAddress? from)
    {
        var who = await store.FindCredentialAsync(name, CancellationToken.None);
        var check = await Task.Run(() => passwords.Check(who?.PasswordHash, password), CancellationToken.None);
        var why = who is null ? "no operator of that name"
            : who.Account.LockedUntil > time.GetUtcNow() ? "too many wrong passwords: it has to wait"
            : check == PasswordCheck.Wrong ? "wrong password"
            : who.Account.DisabledAt is not null ? "the operator is disabled"
            : null;
        if (why is null)
        {
            return (who!, check);
        }

        addresses.CountFailure(from);

        // Tries during a wait do not lengthen it: who waits as told gets in.
        await store.RecordRefusalAsync(who, from?.ToString(), why, who?.Account.LockedUntil > time.GetUtcNow() ? null : WaitAfter);
        logger.SignInRefused(from?.ToString() ?? "unknown", why);
        return null;
    }

    private TimeSpan WaitAfter(int failures) =>
        GrowingWait.After(failures, options.Value.FreeFailures, options.Value.FirstWait, options.Value.LongestWait);
}
