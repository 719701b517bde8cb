using System.Text.Json.Serialization;

namespace SmsBridge.Tenants.ProgramKeys;

/// <summary>A key for a program, to be made.</summary>
/// <param name="Name">Small letters, digits and hyphens; a tenant has one of a name.</param>
/// <param name="Scopes">One or more of <c>hooks</c>, <c>log</c> and <c>texts</c>.</param>
/// <param name="ExpiresAt">Absent: it works until it is ended.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ProgramKeyRequest(string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt);

/// <summary>A new key, shown this once.</summary>
/// <param name="ExpiresAt">Null: it works until it is ended.</param>
internal sealed record NewProgramKeyView(string Name, string Key, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt)
{
    public override string ToString() => Name;
}

/// <summary>A tenant's keys for programs, by name.</summary>
internal sealed record ProgramKeyListView(IReadOnlyList<ProgramKeyView> Keys);

/// <summary>A key as lists show it.</summary>
/// <param name="Prefix">Its first six characters.</param>
/// <param name="State"><c>valid</c> or <c>expired</c>.</param>
/// <param name="ExpiresAt">Null: it works until it is ended.</param>
/// <param name="LastUsedAt">To the hour; null: never.</param>
internal sealed record ProgramKeyView(
    string Name, string Prefix, IReadOnlyList<string> Scopes, string State, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

/// <summary>A tenant's keys for programs, from memory.</summary>
internal sealed class ProgramKeyViews(TenantDirectory directory, KeyUsage usage, TimeProvider time)
{
    public ProgramKeyListView Of(Tenant tenant)
    {
        var now = time.GetUtcNow();
        return new ProgramKeyListView([.. directory.ProgramKeysOf(tenant).Select(key => new ProgramKeyView(
            key.Program!.Name, key.Prefix, ScopeNames.Of(key.Program.Scopes), key.ValidUntil <= now ? "expired" : "valid", key.CreatedAt, key.ValidUntil, usage.LastUsed(key)))]);
    }
}
