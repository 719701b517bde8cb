using System.Globalization;
using SmsBridge.Messages;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>What makes a key one for a program.</summary>
/// <param name="Name">As its tenant calls it; a tenant has one of a name.</param>
internal sealed record ProgramGrant(string Name, KeyScopes Scopes)
{
    /// <summary>Why a program's key does not open what needs this scope, as a code and in words for who holds it; null: it does.</summary>
    public static (string Reason, string Words)? WhyNot(KnownKey key, ProgramGrant grant, KeyScopes needed, DateTimeOffset now) =>
        key.ValidUntil is { } end && end <= now
            ? (Reasons.ExpiredKey, string.Create(CultureInfo.InvariantCulture, $"The key {grant.Name} expired at {end.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."))
        : needed == KeyScopes.None
            ? (Reasons.OutOfScope, $"The key {grant.Name} is for a program (scopes: {ScopeNames.WordsOf(grant.Scopes)}); this needs the tenant's own API key.")
        : (grant.Scopes & needed) == needed ? null
        : (Reasons.OutOfScope, $"The key {grant.Name} has the scopes {ScopeNames.WordsOf(grant.Scopes)}; this needs the scope {ScopeNames.WordsOf(needed)}.");
}
