namespace SmsBridge.Tenants;

internal static partial class TenantsLog // 1300-1399
{
    [LoggerMessage(1300, LogLevel.Information, "Tenant {Tenant} registered with provider {Provider}")]
    public static partial void TenantRegistered(this ILogger logger, string tenant, string provider);

    [LoggerMessage(1301, LogLevel.Warning, "Registration of tenant {Tenant} refused: {Field}: {Detail}")]
    public static partial void RegistrationRefused(this ILogger logger, string tenant, string field, string detail);

    [LoggerMessage(1302, LogLevel.Information, "Tenant {Tenant} deleted")]
    public static partial void TenantDeleted(this ILogger logger, string tenant);

    [LoggerMessage(1303, LogLevel.Warning, "Tenant {Tenant} accepted without proof: {Detail}")]
    public static partial void TenantUnverified(this ILogger logger, string tenant, string detail);

    [LoggerMessage(1304, LogLevel.Information, "Tenant {Tenant} has a new key ({Kind})")]
    public static partial void KeyRotated(this ILogger logger, string tenant, KeyKind kind);

    [LoggerMessage(1305, LogLevel.Information, "Tenant {Tenant}: keys revoked ({Kind})")]
    public static partial void KeysRevoked(this ILogger logger, string tenant, KeyKind kind);

    [LoggerMessage(1306, LogLevel.Information, "Tenant {Tenant} has new settings")]
    public static partial void TenantUpdated(this ILogger logger, string tenant);

    [LoggerMessage(1307, LogLevel.Error, "Tenant {Tenant} is paused ({Reason}): its SMS wait. {Remedy}")]
    public static partial void TenantPaused(this ILogger logger, string tenant, string reason, string remedy);

    [LoggerMessage(1308, LogLevel.Information, "Tenant {Tenant} resumed")]
    public static partial void TenantResumed(this ILogger logger, string tenant);

    [LoggerMessage(1309, LogLevel.Information, "Tenant {Tenant} verified")]
    public static partial void TenantVerified(this ILogger logger, string tenant);

    [LoggerMessage(1320, LogLevel.Warning, "Tenant {Tenant}: the provider is not asked for reports, but asked later what became of each SMS. {Why}")]
    public static partial void NoReports(this ILogger logger, string tenant, string why);

    [LoggerMessage(1310, LogLevel.Warning, "Tenants could not be read anew; the next look is in a moment")]
    public static partial void DirectoryNotRead(this ILogger logger, Exception exception);

    [LoggerMessage(1311, LogLevel.Error, "Tenant {Tenant}: somebody at {Source} wants it registered with another provider account ({Provider} {Account}, sender {Sender}) and proved no more than a login. It waits for an operator: console, Registrations, or smsbridge tenant pending")]
    public static partial void RegistrationPending(this ILogger logger, string tenant, string provider, string account, string sender, string? source);

    [LoggerMessage(1312, LogLevel.Warning, "Tenant {Tenant}: a registration from {Source} was not put on the list, as many wait as may")]
    public static partial void TooManyPending(this ILogger logger, string tenant, string? source);

    [LoggerMessage(1313, LogLevel.Information, "Tenant {Tenant}: its hook in the core names account {Account}")]
    public static partial void WarrantedByHook(this ILogger logger, string tenant, string account);

    [LoggerMessage(1314, LogLevel.Information, "Tenant {Tenant}: account {Account} as approved by {Operator}")]
    public static partial void WarrantedByOperator(this ILogger logger, string tenant, string account, string? @operator);

    [LoggerMessage(1315, LogLevel.Warning, "Tenant {Tenant} not taken on trust: {Detail} Its endpoint is not named in Core:AllowedEndpoints, path included")]
    public static partial void NotTrusted(this ILogger logger, string tenant, string detail);

    [LoggerMessage(1316, LogLevel.Error, "Tenant {Tenant} was on trust and nobody has proved it in time: deleted. Its core registers again with its next event")]
    public static partial void TrustEnded(this ILogger logger, string tenant);

    [LoggerMessage(1317, LogLevel.Error, "Tenant {Tenant} was not on record any more, and its core holds the key {Prefix}… that it posts with: taken up again from the core's hook. Look what became of the database, and whether hooks were lost before")]
    public static partial void KeyAdopted(this ILogger logger, string tenant, string prefix);

    [LoggerMessage(1318, LogLevel.Information, "Tenant {Tenant} has a new key {Name} for a program ({Scopes})")]
    public static partial void ProgramKeyMade(this ILogger logger, string tenant, string name, string scopes);

    [LoggerMessage(1319, LogLevel.Information, "Tenant {Tenant}: the key {Name} of a program is ended")]
    public static partial void ProgramKeyEnded(this ILogger logger, string tenant, string name);
}
