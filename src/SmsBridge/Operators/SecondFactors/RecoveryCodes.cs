using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Operators.SecondFactors;

/// <summary>Codes on paper for the day the telephone is gone, each good once. Kept as hashes: of 80 random bits one is not found by trying.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => SpelledCode.New())];

    /// <summary>Null: it has not the form of one.</summary>
    public static string? Hash(string typed) =>
        SpelledCode.Plain(typed) is var plain && SpelledCode.IsOne(plain) ? Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(plain))) : null;
}
