using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmsBridge.Gateways;

/// <summary>
/// Our own name for an SMS, for providers that take one. Calls that repeat one another, because the outcome of the first was not known, have the
/// same; every SMS that is meant to be another one has another.
/// </summary>
/// <param name="Attempt">The first of the calls that repeat one another.</param>
/// <param name="QueuedAt">Tells apart installations that use one account: a number of a message alone would be used by both.</param>
internal sealed record SmsReference(long MessageId, int Attempt, long QueuedAt)
{
    private const int LongestPart = 19;

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary><c>42.1.1795287110000</c>: digits and dots only, so that it passes through forms, addresses and JSON as it is.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MessageId}.{Attempt}.{QueuedAt}");

    /// <summary>
    /// <c>16-1-mwqrlbow</c>: the same to the base of 36, for gateways that take few characters: 20 do for any number of messages there can be, where
    /// <see cref="ToString"/> has more from the ten thousandth. Hyphens tell the two apart.
    /// </summary>
    public string ToShortString() => $"{Written(MessageId)}-{Written(Attempt)}-{Written(QueuedAt)}";

    /// <summary>False for anything that is not exactly what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SmsReference? reference)
    {
        reference = text?.Split('.') is [{ Length: <= LongestPart } id, { Length: <= LongestPart } attempt, { Length: <= LongestPart } queuedAt]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var messageId)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(queuedAt, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                ? new SmsReference(messageId, number, at)
                : null;
        return reference is not null;
    }

    /// <summary>False for anything that is not exactly what <see cref="ToShortString"/> writes.</summary>
    public static bool TryParseShort(string? text, [NotNullWhen(true)] out SmsReference? reference)
    {
        reference = text?.Split('-') is [var id, var attempt, var queuedAt] && Read(id) is { } messageId && Read(attempt) is { } number and <= int.MaxValue && Read(queuedAt) is { } at
            ? new SmsReference(messageId, (int)number, at)
            : null;
        if (reference?.ToShortString() != text)
        {
            reference = null;
        }

        return reference is not null;
    }

    private static string Written(long value)
    {
        Span<char> digits = stackalloc char[LongestPart];
        var start = digits.Length;
        do
        {
            digits[--start] = Digits[(int)(value % Digits.Length)];
            value /= Digits.Length;
        }
        while (value > 0);

        return new string(digits[start..]);
    }

    /// <summary>Null: it is no number, or a larger one than there can be.</summary>
    private static long? Read(string text)
    {
        const int LongestRead = 12; // 36^12 is less than a long holds
        if (text.Length is 0 or > LongestRead)
        {
            return null;
        }

        var value = 0L;
        foreach (var digit in text)
        {
            if (Digits.IndexOf(digit, StringComparison.Ordinal) is not (>= 0 and var worth))
            {
                return null;
            }

            value = (value * Digits.Length) + worth;
        }

        return value;
    }
}
