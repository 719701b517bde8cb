using System.Globalization;
using SmsBridge.Operators;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>A key for a program that was made.</summary>
internal sealed record ProgramKeyMade(string Words, string Key, ProgramGrant Grant, DateTimeOffset? ExpiresAt) : Outcome.Secret(Words, Key)
{
    public NewProgramKeyView View => new(Grant.Name, Key, ScopeNames.Of(Grant.Scopes), ExpiresAt);
}

/// <summary>
/// Keys for people's programs, for operators, the command line and the tenant itself with its own API key; never for a program. What a key may is settled when it is made:
/// who wants it otherwise makes another and ends this one.
/// </summary>
internal sealed class ProgramKeyVerbs(
    TenantAccess tenants, ProgramKeyStore store, TenantDirectory directory, AuditLog audit, TimeProvider time, ILogger<ProgramKeyVerbs> logger)
{
    internal const int LongestName = 40;

    /// <summary>Shown once.</summary>
    public Task<Outcome> AddAsync(Caller caller, string identifier, ProgramKeyRequest request) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (caller.IsProgram)
            {
                return new Outcome.NotAllowed();
            }

            var (grant, problem) = Read(request);
            return grant is null ? problem! : await AddAsync(caller, tenant, grant, request.ExpiresAt);
        }, ownToo: true);

    /// <summary>It stops working at once.</summary>
    public Task<Outcome> EndAsync(Caller caller, string identifier, string name) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (!await store.EndAsync(tenant.Id, name, session => audit.Record(session, caller.DidTo(tenant, AuditActions.ProgramKeyEnd, before: name))))
            {
                return new Outcome.Unchanged($"{tenant.Identifier} has no key {name} for a program.");
            }

            await directory.ReloadAsync(CancellationToken.None);
            logger.ProgramKeyEnded(tenant.Identifier, name);
            return new Outcome.Done($"The key {name} of {tenant.Identifier} works no more.");
        }, ownToo: true, isEnd: true);

    private async Task<Outcome> AddAsync(Caller caller, Tenant tenant, ProgramGrant grant, DateTimeOffset? until)
    {
        var key = ApiKey.New();
        var ends = until is { } end ? string.Create(CultureInfo.InvariantCulture, $"until {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC") : "until it is ended";
        var after = $"{grant.Name} ({ApiKey.Prefix(key)}…): {ScopeNames.WordsOf(grant.Scopes)}, {ends}";
        switch (await store.TryAddAsync(tenant.Id, grant, key, until, session => audit.Record(session, caller.DidTo(tenant, AuditActions.ProgramKeyAdd, after: after))))
        {
            case ProgramKeyAdded.NameTaken:
                return new Outcome.Exists($"{tenant.Identifier} has a key {grant.Name} already. End it first, or choose another name.", "name");
            case ProgramKeyAdded.TooMany:
                return new Outcome.Refused($"{tenant.Identifier} has {ProgramKeyStore.MostOfTenant} keys for programs, as many as it may. End one that is not needed.", "name");
            case ProgramKeyAdded.TenantGone:
                return new Outcome.NotFound("There is no such tenant.");
            default:
                await directory.ReloadAsync(CancellationToken.None);
                logger.ProgramKeyMade(tenant.Identifier, grant.Name, ScopeNames.WordsOf(grant.Scopes));
                return new ProgramKeyMade($"The key {grant.Name} of {tenant.Identifier}, for {ScopeNames.WordsOf(grant.Scopes)}, works {ends}. It is shown only now.", key, grant, until);
        }
    }

    private (ProgramGrant? Grant, Outcome.Refused? Problem) Read(ProgramKeyRequest request) =>
        request.Name?.Trim() is not { } name || !IsName(name) ? (null, new($"A key's name has small letters, digits and hyphens, at most {LongestName}.", "name"))
        : ScopeNames.Read(request.Scopes) is not { } scopes ? (null, new($"Say what it is for: one or more of the scopes {string.Join(", ", ScopeNames.All)}.", "scopes"))
        : request.ExpiresAt <= time.GetUtcNow() ? (null, new("It would have expired already: choose a later time, or none.", "expiresAt"))
        : (new ProgramGrant(name, scopes), null);

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-');
}
