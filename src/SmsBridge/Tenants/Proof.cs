using SmsBridge.Messages;

namespace SmsBridge.Tenants;

internal enum ProofOutcome
{
    Passed,

    /// <summary>Looks right; the operator has told the bridge not to ask.</summary>
    NotAsked,

    /// <summary>Definitely wrong.</summary>
    Failed,

    /// <summary>Could not be found out now.</summary>
    Unknown,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Field">The setting to mend, by its name in the registration.</param>
/// <param name="Words">The result in plain words, with the remedy when it failed.</param>
internal sealed record ProofCheck(string Name, string Field, ProofOutcome Outcome, string Words)
{
    /// <summary>The same without a word of the peer's, which a stranger is not told: he chose whom to ask.</summary>
    public string Plain { get; init; } = Words;

    /// <summary>The core knows this user, and more is not proved: it may see neither offices nor clients.</summary>
    public bool IsLoginOnly { get; init; }

    /// <summary>Code of <see cref="Reasons"/>: why the tenant's events wait when this failed.</summary>
    public string Reason { get; init; } = (Name, Field) switch
    {
        (Proof.CoreCheck, "endpoint") => Reasons.CoreMisconfigured,
        (Proof.CoreCheck, _) => Reasons.CoreCredentials,
        (_, "phoneNo") => Reasons.ProviderConfiguration,
        _ => Reasons.ProviderCredentials,
    };
}

/// <summary>What core and provider say about a tenant's settings.</summary>
internal sealed record Proof(IReadOnlyList<ProofCheck> Checks)
{
    public const string CoreCheck = "core";
    public const string ProviderCheck = "provider";

    /// <summary>Why the provider's reports could not be verified, and what would help; null: they can be.</summary>
    public string? WhyNoReports { get; init; }

    /// <summary>The first thing that is definitely wrong.</summary>
    public ProofCheck? Failure => Checks.FirstOrDefault(check => check.Outcome == ProofOutcome.Failed);

    /// <summary>True when the provider itself vouches for the account.</summary>
    public bool IsProviderAsked => Checks.Any(check => check is { Name: ProviderCheck, Outcome: ProofOutcome.Passed });

    /// <inheritdoc cref="ProofCheck.IsLoginOnly"/>
    public bool IsLoginOnly => Checks.Any(check => check.IsLoginOnly);

    /// <summary>What could not be checked, in words; null when everything was.</summary>
    public string? Doubt => Unknown(check => check.Words);

    /// <inheritdoc cref="ProofCheck.Plain"/>
    public string? PlainDoubt => Unknown(check => check.Plain);

    private string? Unknown(Func<ProofCheck, string> words) =>
        Checks.Any(check => check.Outcome == ProofOutcome.Unknown)
            ? string.Join(' ', Checks.Where(check => check.Outcome == ProofOutcome.Unknown).Select(words))
            : null;
}
