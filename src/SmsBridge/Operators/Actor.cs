namespace SmsBridge.Operators;

/// <summary>Who does something, for the audit.</summary>
/// <param name="OperatorId">Null: not an operator of the console.</param>
/// <param name="Source">Address it comes from.</param>
internal sealed record Actor(long? OperatorId, string Name, string? Source)
{
    public static Actor CommandLine { get; } = new(null, "command line", null);

    /// <summary>Somebody who did not prove to be anybody. What was typed as a name is not kept: it may be a password in the wrong field.</summary>
    public static Actor Unknown(string? source) => new(null, "somebody unknown", source);

    public static Actor Of(SignedInOperator who, string? source) => new(who.Id, who.Name, source);

    public AuditEntry Did(
        string action, string? subject = null, long? tenantId = null, string? reason = null, string? before = null, string? after = null) =>
        new(OperatorId, Name, Source, action, tenantId, subject, reason, before, after);
}
