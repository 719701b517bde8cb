using System.Security.Cryptography;

namespace SmsBridge.Operators;

/// <summary>A random code that people read and type: 80 bits, in four groups of four, of letters that can not be taken for digits (Crockford's base 32).</summary>
internal static class SpelledCode
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 16;
    private const int Group = 4;

    public static string New() => string.Join('-', RandomNumberGenerator.GetString(Alphabet, Length).Chunk(Group).Select(group => new string(group)));

    /// <summary>A code as typed, without groups and case. What is too long is cut: it is none of ours.</summary>
    public static string Plain(string typed) => new(
        [.. typed.Where(char.IsAsciiLetterOrDigit).Take(Length + 1).Select(char.ToUpperInvariant).Select(letter => letter switch { 'O' => '0', 'I' or 'L' => '1', _ => letter })]);

    public static bool IsOne(string plain) => plain.Length == Length;
}
