using System.Diagnostics.CodeAnalysis;

namespace SmsBridge.Numbers;

/// <summary>
/// A recipient's number in E.164 form (<c>+254712345678</c>): a plus, a calling code that does not start with 0, at most
/// 15 digits in all. What the core stores is free text; <see cref="NumberParser"/> is the way from there to here.
/// </summary>
/// <remarks><see cref="ToString"/> is masked, so a number that slips into a log call does no harm.</remarks>
internal readonly record struct Msisdn
{
    private readonly string? _value;

    private Msisdn(string value) => _value = value;

    /// <summary>The whole number, for the provider and the store. Never log it.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Plus, the first five digits and the last three, the rest as stars: <c>+25471****678</c>.</summary>
    public string Masked => Mask(Value);

    /// <summary>True for a plus and 7 to 15 ASCII digits of which the first is not 0.</summary>
    public static bool IsE164([NotNullWhen(true)] string? text) =>
        text is { Length: >= 8 and <= 16 } && text[0] == '+' && text[1] != '0' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    /// <summary>Wraps a number already known to be E.164 (our own store, the parser).</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Msisdn FromE164(string text) =>
        IsE164(text) ? new Msisdn(text) : throw new FormatException("Not an E.164 number.");

    /// <summary>Masks any text that may hold a number, E.164 or not.</summary>
    public static string Mask(string? number) =>
        number switch
        {
            null or "" => string.Empty,
            { Length: <= 9 } => new string('*', number.Length),
            _ => string.Concat(number.AsSpan(0, 6), new string('*', number.Length - 9), number.AsSpan(number.Length - 3)),
        };

    public override string ToString() => Masked;
}
