namespace SmsBridge.Tenants;

/// <summary>What became of a registration.</summary>
internal abstract record RegistrationResult
{
    private RegistrationResult()
    {
    }

    /// <param name="ApiKey">Shown this once.</param>
    /// <param name="IsProved">False: core or provider could not be asked yet.</param>
    public sealed record Registered(string ApiKey, bool IsProved) : RegistrationResult
    {
        /// <summary>Why the provider is not asked for reports, and what would help; null: it is.</summary>
        public string? WhyNoReports { get; init; }
    }

    /// <summary>The body is incomplete or malformed.</summary>
    public sealed record Invalid(FieldProblem Problem) : RegistrationResult;

    /// <summary>Core or provider say no, or may not be asked.</summary>
    public sealed record Refused(FieldProblem Problem) : RegistrationResult;

    /// <summary>The tenant is registered; nothing changed.</summary>
    public sealed record Exists(string Detail) : RegistrationResult;

    /// <summary>It asks for more than it proved and waits for an operator's yes; nothing changed.</summary>
    public sealed record Pending(string Detail) : RegistrationResult;

    /// <summary>A known tenant, and the proof could not be had now; nothing changed.</summary>
    public sealed record NotNow(string Detail) : RegistrationResult;
}

/// <summary>Who registers, besides what the body says.</summary>
/// <param name="HoldsKey">The request came with the tenant's current API key.</param>
/// <param name="Source">Its address.</param>
internal sealed record Registrant(bool HoldsKey, string? Source);
