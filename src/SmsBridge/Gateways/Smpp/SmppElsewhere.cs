using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using SmsBridge.Store;

namespace SmsBridge.Gateways.Smpp;

/// <summary>
/// Knows of the sessions of other nodes, so that a node which an SMSC lets in no further does not take it for a wrong password: both are 0x0D (smpp.md 5). Each is noted before its bind, as a
/// work lease, which ends by itself when its node dies. What is noted may be a bind that fails: it excuses a refusal, and proves nothing.
/// Nor is it a condition: an SMS whose attempt has begun goes out, or fails, the same whether the note could be written or not.
/// </summary>
internal sealed class SmppElsewhere(WorkLeases leases, Database database, KeyedDigests digests, TimeProvider time)
{
    /// <summary>Sessions of one login that are told from one another.</summary>
    private const int MostOfOne = 16;

    /// <summary>How long an SMS waits for a note of its session.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<SmppLogin, string> _own = new();

    /// <summary>This node has a session, or is about to make one. Cheap where that is noted already: it is written once a minute.</summary>
    public Task NoteAsync(SmppLogin login) => database.FilePath is null ? WithinAsync(TakeAsync(login)) : Task.CompletedTask; // no other node works on a file

    /// <summary>It has none any more.</summary>
    public Task ForgetAsync(SmppLogin login) => _own.TryRemove(login, out var own) ? WithinAsync(ReleaseAsync(own)) : Task.CompletedTask;

    /// <param name="writing">Goes on where it takes longer, and never fails.</param>
    private async Task WithinAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(Longest, time);
        }
        catch (TimeoutException)
        {
            // The lease ends by itself, or is found by whoever binds next.
        }
    }

    private async Task TakeAsync(SmppLogin login)
    {
        try
        {
            if (_own.TryGetValue(login, out var own) && await leases.TakeAsync(own) is not null)
            {
                return;
            }

            foreach (var name in NamesOf(login))
            {
                if (await leases.TakeAsync(name) is not null)
                {
                    _own[login] = name;
                    return;
                }
            }
        }
        catch (DbException)
        {
            // Whatever keeps the database from it: without a note a refusal is taken for what it says.
        }
    }

    private async Task ReleaseAsync(string own)
    {
        try
        {
            await leases.ReleaseAsync(own);
        }
        catch (DbException)
        {
            // It ends by itself.
        }
    }

    /// <summary>Whether another node has a session, or is about to make one.</summary>
    public async Task<bool> IsAnyAsync(SmppLogin login)
    {
        try
        {
            return await leases.IsAnyElsewhereAsync(NamesOf(login));
        }
        catch (DbException)
        {
            return true; // nobody can say: that is no reason to hold a tenant
        }
    }

    /// <summary>What came of a bind, in the light of that.</summary>
    public async Task<SmppEntry> ExplainAsync(SmppLogin login, SmppEntry entry) =>
        entry is SmppEntry.Refused { Status: SmppStatus.BindFailed } && await IsAnyAsync(login) ? new SmppEntry.NoFurther() : entry;

    /// <summary>The password too: a session with another one excuses nothing. Nobody reads it from them.</summary>
    internal IReadOnlyList<string> NamesOf(SmppLogin login)
    {
        var digest = Convert.ToHexStringLower(digests.Of($"smpp\n{login.Provider}\n{login.SystemId}\n{login.Password}").AsSpan(0, 16));
        return [.. Enumerable.Range(1, MostOfOne).Select(number => string.Create(CultureInfo.InvariantCulture, $"smpp {digest} {number}"))];
    }
}
