using System.Globalization;
using System.Text.Json;

namespace SmsBridge.Texts.Envelopes;

/// <summary>The hook of a tenant's own event, as its texts and its look-up read it. Pure.</summary>
/// <param name="Values">By the variables' names: <c>response.resourceId</c>. What has no value is not in it.</param>
/// <param name="WhyNone">Why one may be missing that the core sent, in a sentence; null: nothing is known of that.</param>
internal sealed record Envelope(IReadOnlyDictionary<string, string> Values, string? WhyNone)
{
    /// <summary>Largest whole number that a double keeps: what is larger may be another one than the core meant.</summary>
    private const decimal LargestExactDouble = 9_007_199_254_740_991m;

    private const int LongestId = 20;
    private const int MostDigits = 19; // of a double, with its sign and its point

    /// <summary>When the core made it, as it wrote it: no two acts have the same. Null: a core before 1.5.</summary>
    public string? Timestamp { get; init; }

    public static Envelope None(string why) => new(new Dictionary<string, string>(StringComparer.Ordinal), why);

    /// <param name="kept">As <see cref="EnvelopeCopy"/> made it; null: nothing was kept.</param>
    public static Envelope Read(byte[]? kept)
    {
        if (kept is null)
        {
            return None("Of the hook nothing is kept: it came as a form, while the event was off, or was removed since.");
        }

        using var document = EnvelopeCopy.Parse(kept);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } root)
        {
            return None("What is kept of the hook can not be read.");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var isEnvelope = root.TryGetProperty(EnvelopeNames.Response, out var response);
        if (root.TryGetProperty(EnvelopeNames.Request, out var request))
        {
            Flatten(request, EnvelopeNames.Request, values);
        }

        Flatten(isEnvelope ? response : root, EnvelopeNames.Response, values); // before 1.5 the command's result is all there is
        return new Envelope(values, root.TryGetProperty(EnvelopeCopy.CutNote, out _) ? "The hook was longer than what is kept of one." : null)
        {
            Timestamp = isEnvelope && root.TryGetProperty("timestamp", out var at) && at.ValueKind == JsonValueKind.String ? at.GetString() : null,
        };
    }

    /// <summary>A number that cores give to a client or an account; null: it is none. Those of a request went through doubles: <c>7.0</c>.</summary>
    public long? IdOf(string variable) =>
        Values.GetValueOrDefault(variable) is { Length: <= LongestId } text && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var id)
        && id is > 0 and <= LargestExactDouble && decimal.Truncate(id) == id ? (long)id : null;

    private static void Flatten(JsonElement from, string path, Dictionary<string, string> values)
    {
        if (from.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in from.EnumerateObject())
            {
                Flatten(member.Value, $"{path}{OwnVariable.Dot}{member.Name}", values);
            }
        }
        else if (TextOf(from) is { Length: > 0 } text)
        {
            values[path] = text;
        }
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => DigitsOf(value.GetRawText()),
            JsonValueKind.True => "true",
            _ => null, // "false" would be a value to an {{#if}}
        };

    /// <summary>With all its digits, as it came. What went through a double is put back as it was: 1500.0 is 1500, 1.2345678E7 is 12345678.</summary>
    private static string? DigitsOf(string raw)
    {
        var plain = raw;
        if (raw.AsSpan().IndexOfAny('e', 'E') is >= 0 and var exponent)
        {
            // Of a double's 17 digits none is lost within these bounds; beyond them there is no such amount.
            if (exponent > MostDigits || !int.TryParse(raw.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power) || power is < -9 or > 20
                || !decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            plain = number.ToString(CultureInfo.InvariantCulture);
        }

        return plain.EndsWith(".0", StringComparison.Ordinal) ? plain[..^2] : plain;
    }

    /// <summary>Without what it holds, which must not slip into a log.</summary>
    public override string ToString() => $"Hook of {Values.Count}";
}
