using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmsBridge.Texts.Envelopes;

/// <summary>
/// What is kept of the hook of a tenant's own event: what its texts can name, and nothing else. No list, no secret (<see cref="EnvelopeNames.IsSecret"/>), no more than
/// <see cref="MostKept"/> bytes; numbers with all their digits, as they came.
/// </summary>
internal static class EnvelopeCopy
{
    public const int MostKept = 4_096;

    /// <summary>A note that something of the hook was left out, as it was too much.</summary>
    public const string CutNote = "payloadCut";

    private const int Deepest = 8;
    private const int LongestValue = 600; // bytes; a text takes 160 characters, each up to three bytes

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="body">A JSON object that has been read before.</param>
    public static byte[] Of(ReadOnlyMemory<byte> body)
    {
        using var document = Parse(body);
        var kept = new ArrayBufferWriter<byte>(MostKept);
        using var writer = new Utf8JsonWriter(kept, Writing);
        var copy = new Copy(writer);
        writer.WriteStartObject();
        if (document is not null)
        {
            // What the command came to first, so that a long request takes nothing from it.
            copy.Members(document.RootElement, static name => name != EnvelopeNames.Request);
            copy.Members(document.RootElement, static name => name == EnvelopeNames.Request);
        }

        if (copy.IsCut)
        {
            writer.WriteBoolean(CutNote, true);
        }

        writer.WriteEndObject();
        writer.Flush();
        return kept.WrittenSpan.ToArray();
    }

    /// <summary>Null: too deep for a document, which a core's never is.</summary>
    internal static JsonDocument? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed class Copy(Utf8JsonWriter writer)
    {
        public bool IsCut { get; private set; }

        public void Members(JsonElement from, Func<string, bool> which)
        {
            foreach (var member in from.EnumerateObject())
            {
                if (NameOf(member) is { } name && which(name))
                {
                    Member(name, member.Value);
                }
            }
        }

        private void Member(string name, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when writer.CurrentDepth < Deepest && HasRoomFor(name.Length):
                    writer.WriteStartObject(name);
                    Members(value, static _ => true);
                    writer.WriteEndObject();
                    break;
                case JsonValueKind.String when TextOf(value) is { } text && JsonEncodedText.Encode(text, Writing.Encoder) is var encoded
                    && encoded.EncodedUtf8Bytes.Length <= LongestValue && HasRoomFor(name.Length + encoded.EncodedUtf8Bytes.Length):
                    writer.WriteString(name, encoded);
                    break;
                case JsonValueKind.Number when value.GetRawText() is var digits && digits.Length <= EnvelopeNames.LongestName && HasRoomFor(name.Length + digits.Length):
                    writer.WritePropertyName(name);
                    writer.WriteRawValue(digits);
                    break;
                case JsonValueKind.True or JsonValueKind.False when HasRoomFor(name.Length):
                    writer.WriteBoolean(name, value.GetBoolean());
                    break;
                case JsonValueKind.Null or JsonValueKind.Array:
                    break; // nothing that could be named
                default:
                    IsCut = true;
                    break;
            }
        }

        /// <summary>With room for the ends of all that is open, and for the note.</summary>
        private bool HasRoomFor(int length) => writer.BytesCommitted + writer.BytesPending + length <= MostKept - 100;

        private static string? NameOf(JsonProperty member)
        {
            try
            {
                return EnvelopeNames.CanBeNamed(member.Name) && !EnvelopeNames.IsSecret(member.Name) ? member.Name : null;
            }
            catch (InvalidOperationException)
            {
                return null; // text that is not UTF-8
            }
        }

        private static string? TextOf(JsonElement value)
        {
            try
            {
                return value.GetString();
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }
}
