namespace SmsBridge.Tenants;

/// <summary>What a change of settings came to.</summary>
internal abstract record UpdateResult
{
    private UpdateResult()
    {
    }

    /// <param name="Asked">Core and provider were asked, and accept them; false: they could say nothing about what changed.</param>
    public sealed record Updated(bool Asked) : UpdateResult;

    /// <summary>Core or provider say no; the old settings stay.</summary>
    public sealed record Refused(FieldProblem Problem) : UpdateResult;

    /// <summary>They could not be asked; the old settings stay.</summary>
    public sealed record NotNow(string Detail) : UpdateResult;
}
