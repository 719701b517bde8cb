using System.Globalization;
using System.Text.Json;
using SmsBridge.Web;

namespace SmsBridge.Intake.Campaigns;

/// <summary>
/// Reads what a core sends to a message gateway. An entry that is not what it should be is read as far as it goes and says so: it must not take the others
/// with it, as the core sends none of them again.
/// </summary>
internal static class GatewayReader
{
    /// <returns>The texts; null with <paramref name="problem"/>: the body as a whole is none of theirs.</returns>
    public static List<GatewayEntry>? ReadTexts(byte[] body, int most, out GatewayProblem? problem) => Read(body, most, EntryOf, out problem);

    /// <returns>The core's numbers, each once; what is no number is left out, as nothing is known of it.</returns>
    public static List<long>? ReadIds(byte[] body, int most, out GatewayProblem? problem) =>
        Read(body, most, IdOf, out problem)?.OfType<long>().Distinct().ToList();

    private static List<T>? Read<T>(byte[] body, int most, Func<JsonElement, T> read, out GatewayProblem? problem)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var array = document.RootElement;
            problem = array.ValueKind != JsonValueKind.Array ? new GatewayProblem("The body must be a JSON array.", IsTooLarge: false)
                : array.GetArrayLength() is var count && count > most
                    ? new GatewayProblem(string.Create(CultureInfo.InvariantCulture, $"The array has {count} entries; at most {most} are taken in one call (Campaigns:MaxEntries)."), IsTooLarge: true)
                : null;
            return problem is null ? [.. array.EnumerateArray().Select(read)] : null;
        }
        catch (JsonException exception)
        {
            problem = new GatewayProblem(
                string.Create(CultureInfo.InvariantCulture, $"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}."), IsTooLarge: false);
            return null;
        }
    }

    private static GatewayEntry EntryOf(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
        {
            return new GatewayEntry(null, null, null, null, "The entry is not a JSON object.");
        }

        var (id, tenant, number, text) = (Member(entry, "internalId"), Member(entry, "tenantId"), Member(entry, "mobileNumber"), Member(entry, "message"));
        var read = new GatewayEntry(id is { } given ? IdOf(given) : null, TextOf(tenant), TextOf(number), TextOf(text), ProviderId: Member(entry, "providerId") is { } chosen ? IdOf(chosen) : null);
        return id is not null && read.InternalId is null ? read with { Problem = "internalId must be a whole number." }
            : tenant is not null && read.Tenant is null ? read with { Problem = "tenantId must be a text." }
            : number is not null && read.MobileNo is null ? read with { Problem = "mobileNumber must be a text." }
            : text is not null && (text.Value.ValueKind != JsonValueKind.String || read.Message is null) ? read with { Problem = "message must be a text." }
            : read;
    }

    private static JsonElement? Member(JsonElement entry, string name) =>
        entry.Member(name) is { ValueKind: not JsonValueKind.Null } value ? value : null;

    /// <summary>Cores write it as a number; some callers as a text.</summary>
    private static long? IdOf(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var id) => id,
            JsonValueKind.String when long.TryParse(TextOf(value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) => id,
            _ => null,
        };

    private static string? TextOf(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.String } text => text.AsText(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}

/// <summary>What is wrong with a body as a whole.</summary>
/// <param name="Words">In a sentence.</param>
internal sealed record GatewayProblem(string Words, bool IsTooLarge);
