namespace SmsBridge.Tenants;

/// <summary>What a change of settings came to.</summary>
internal abstract record UpdateResult
{
    private UpdateResult()
    {
    }

    public sealed record Updated : UpdateResult;

    /// <summary>Core or provider say no; the old settings stay.</summary>
    public sealed record Refused(FieldProblem Problem) : UpdateResult;

    /// <summary>They could not be asked; the old settings stay.</summary>
    public sealed record NotNow(string Detail) : UpdateResult;
}
