using System.ComponentModel.DataAnnotations;
using SmsBridge.Operators.SingleSignOn;

namespace SmsBridge.Operators;

/// <summary>Who has to sign in with a second factor.</summary>
internal enum SecondFactorRule
{
    /// <summary>Whoever has set one up.</summary>
    Optional,

    /// <summary>Admins, and whoever has set one up.</summary>
    Admins,

    /// <summary>All.</summary>
    Everybody,
}

/// <summary>Sessions of the console, and what guessing passwords costs.</summary>
internal sealed class OperatorOptions : IValidatableObject
{
    public const string Section = "Operators";

    /// <summary>A session nobody uses ends after this.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Any session ends after this.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan SessionLifetime { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Wrong passwords in a row a name has before it has to wait. An address has three times as many.</summary>
    [Range(1, 100)]
    public int FreeFailures { get; set; } = 4;

    /// <summary>The first wait; each further wrong password doubles it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>No wait is longer: somebody who guesses must not lock an operator out for good.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Who must sign in with a second factor, a code of an app after the password: whoever has set one up (<c>Optional</c>), admins too, or everybody. Who has none yet sets it up at the next
    /// sign-in; a session that began without one that is needed now ends.
    /// </summary>
    public SecondFactorRule SecondFactor { get; set; }

    /// <summary>Exports under way at once, of all operators together; each operator has one. One more is told to wait (429).</summary>
    [Range(1, 20)]
    public int ExportsAtOnce { get; set; } = 2;

    /// <summary>An export that takes longer is broken off, so that who reads it slowly holds no place for good.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "12:00:00")]
    public TimeSpan LongestExport { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Sign-in with the account of the house.</summary>
    public SingleSignOnOptions OpenIdConnect { get; set; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        SingleSignOnCheck.Problems(OpenIdConnect).Select(problem => new ValidationResult(problem, [nameof(OpenIdConnect)]));

    public bool NeedsSecondFactor(OperatorRole role) => SecondFactor == SecondFactorRule.Everybody || (SecondFactor == SecondFactorRule.Admins && role == OperatorRole.Admin);
}
