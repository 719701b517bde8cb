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

    /// <summary><c>42.1.1795287110000</c>: digits and dots only, so that it passes through forms, addresses and JSON as it is.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MessageId}.{Attempt}.{QueuedAt}");

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
}
