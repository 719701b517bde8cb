using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace SmsBridge.Operators;

/// <summary>What a password was found to be.</summary>
internal enum PasswordCheck
{
    Wrong,
    Right,

    /// <summary>Right, and hashed with fewer rounds than now: hash it anew.</summary>
    RightButOldHash,
}

/// <summary>Hashes and checks passwords: PBKDF2, HMAC-SHA-512, as ASP.NET Core Identity stores it (version 3).</summary>
internal sealed class OperatorPasswords
{
    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA-512.</summary>
    private const int Rounds = 210_000;

    private const int Shortest = 12;
    private const int Longest = 200; // a longer one only costs time
    private const int FewestDifferent = 5;

    private readonly PasswordHasher<OperatorPasswords> _hasher;
    private readonly Lazy<string> _decoy;

    public OperatorPasswords()
        : this(Rounds)
    {
    }

    /// <param name="rounds">Tests sign in often, and can do with fewer.</param>
    internal OperatorPasswords(int rounds)
    {
        _hasher = new PasswordHasher<OperatorPasswords>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        _decoy = new Lazy<string>(() => Hash(New()));
    }

    /// <summary>A random password: 120 bits, 20 characters.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));

    /// <summary>Changes with everything that ends sessions.</summary>
    public static string NewStamp() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    /// <summary>Why this can not be the password; null: it can.</summary>
    public static string? CheckRules(string? password, string name) =>
        string.IsNullOrWhiteSpace(password) || password.Length < Shortest ? $"A password has at least {Shortest} characters."
        : password.Length > Longest ? $"A password has at most {Longest} characters."
        : password.Distinct().Count() < FewestDifferent ? "The password repeats the same few characters."
        : name.Length > 2 && password.Contains(name, StringComparison.OrdinalIgnoreCase) ? "The password must not hold the name."
        : null;

    public string Hash(string password) => _hasher.HashPassword(this, password);

    /// <param name="hash">Null for somebody unknown, empty for who has none: then the work is done all the same, so that the time tells nothing.</param>
    public PasswordCheck Check(string? hash, string password)
    {
        var verdict = _hasher.VerifyHashedPassword(this, string.IsNullOrEmpty(hash) ? _decoy.Value : hash, password.Length <= Longest ? password : "");
        return string.IsNullOrEmpty(hash) ? PasswordCheck.Wrong
            : verdict switch
            {
                PasswordVerificationResult.Success => PasswordCheck.Right,
                PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButOldHash,
                _ => PasswordCheck.Wrong,
            };
    }
}
