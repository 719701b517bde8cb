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

    public bool MayDo(OperatorRole least) => Role >= least;
}
