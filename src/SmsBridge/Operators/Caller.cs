namespace SmsBridge.Operators;

/// <summary>Who asks for something, whichever way: what they may, of which tenants, and by which name it is on the audit.</summary>
/// <param name="Role">Null: no operator but a tenant itself, by its API key. It may do what is its own.</param>
/// <param name="TenantId">Of the tenant itself.</param>
internal sealed record Caller(Actor Actor, OperatorRole? Role, TenantScope Scope, long? TenantId = null)
{
    /// <summary>Who has a shell on the machine may do everything.</summary>
    public static Caller CommandLine { get; } = new(Actor.CommandLine, OperatorRole.Admin, TenantScope.All);

    public bool IsCommandLine => ReferenceEquals(this, CommandLine);

    public static Caller Of(SignedInOperator who, string? source) => new(Actor.Of(who, source), who.Role, who.Scope);

    public static Caller KeyOf(long tenantId, string identifier, string? source) =>
        new(new Actor(null, $"API key of {identifier}", source), Role: null, TenantScope.Of([identifier]), tenantId);

    /// <summary>A program of a tenant's, by a key of its own: never makes nor ends keys, whichever route it came by.</summary>
    public bool IsProgram { get; private init; }

    public static Caller ProgramOf(long tenantId, string identifier, string name, string? source) =>
        KeyOf(tenantId, identifier, source) with { Actor = new Actor(null, $"key {name} of {identifier}", source), IsProgram = true };

    public bool MayDo(OperatorRole least) => Role >= least;
}

/// <summary>Who does something, for the audit.</summary>
/// <param name="OperatorId">Null: not an operator of the console.</param>
/// <param name="Source">Address it comes from.</param>
internal sealed record Actor(long? OperatorId, string Name, string? Source)
{
    public static Actor CommandLine { get; } = new(null, "command line", null);

    /// <summary>What the service does by itself, because it is time.</summary>
    public static Actor Timetable { get; } = new(null, "timetable", null);

    /// <summary>Somebody who did not prove to be anybody. What was typed as a name is not kept: it may be a password in the wrong field.</summary>
    public static Actor Unknown(string? source) => new(null, "somebody unknown", source);

    public static Actor Of(SignedInOperator who, string? source) => new(who.Id, who.Name, source);

    public AuditEntry Did(
        string action, string? subject = null, long? tenantId = null, string? reason = null, string? before = null, string? after = null) =>
        new(OperatorId, Name, Source, action, tenantId, subject, reason, before, after);
}
