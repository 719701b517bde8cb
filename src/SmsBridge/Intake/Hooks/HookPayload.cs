using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Numbers;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// What is kept of a hook's body and of the text in it. What a core sends fits, and is kept as it came. Of anything larger only the members that
/// are known are kept, and a note that it was cut: padding must not fill the disk, and what an SMS or a partner's notice hangs on is understood by then.
/// </summary>
internal static class HookPayload
{
    /// <summary>Bytes. A core's envelope has one to two thousand.</summary>
    public const int MostKept = 4_096;

    /// <summary>Characters of a given text; anything beyond what the provider takes is never sent, so the part that is kept must stay longer than that.</summary>
    public const int LongestText = 2_000;

    /// <summary>Characters of a given number: more than <see cref="NumberParser.LongestText"/> is none, and must stay none when cut.</summary>
    public const int LongestNumber = 300;

    private const string Note = "payloadCut";
    private const int LongestName = 32;
    private const int LongestValue = 600; // bytes; an external id has 100 characters at most, each up to six bytes
    private const int LongestPair = 1_000; // of a form; a command result as a Java map fits
    private const int DeepestObject = 3; // response.changes

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly FrozenSet<string> Known = new[]
    {
        "officeId", "clientId", "groupId", "loanId", "savingsId", "resourceId", "subResourceId", "commandId", "transactionId", "externalId",
        "resourceExternalId", "receiptNumber", "status", "mobileNo", "message", "entityName", "actionName", "createdBy", "createdByName",
        "createdByFullName", "timestamp", "transactionDate", "transactionAmount", "dateFormat", "locale",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Of these only the known members; of a form's <c>request</c> nothing, as nobody can look into it.</summary>
    private static readonly FrozenSet<string> KnownObjects = new[] { "response", "changes", "request" }.ToFrozenSet(StringComparer.Ordinal);

    public static byte[] OfBody(byte[] body, Dialect dialect) =>
        body.Length <= MostKept ? body : dialect == Dialect.Form ? OfForm(body) : OfJson(body);

    /// <summary>A text that was cut says so, and is still too long to be sent.</summary>
    public static string? OfText(string? text) => KeptWords.Cut(text, LongestText);

    /// <summary>A number that was cut is still too long to be one.</summary>
    public static string? OfNumber(string? number) =>
        number is null || number.Length <= LongestNumber ? number : KeptWords.Cut(number.Trim(), LongestNumber); // blanks around it are no part of it

    private static byte[] OfJson(byte[] body)
    {
        var kept = new ArrayBufferWriter<byte>(MostKept);
        using var writer = new Utf8JsonWriter(kept, Writing);
        var reader = new Utf8JsonReader(body.AsSpan(body.AsSpan().IndexOf((byte)'{'))); // behind a byte order mark
        writer.WriteStartObject();
        writer.WriteString(Note, Words(body.Length));
        try
        {
            reader.Read();
            CopyMembers(ref reader, writer);
        }
        catch (InvalidOperationException)
        {
            // Text that is not UTF-8: what was before it is kept. Members are written whole, so what is open is objects only.
        }

        while (writer.CurrentDepth > 0)
        {
            writer.WriteEndObject();
        }

        writer.Flush();
        return kept.WrittenSpan.ToArray();
    }

    private static void CopyMembers(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = NameAt(ref reader);
            reader.Read();
            if (name is null || writer.BytesPending + writer.BytesCommitted > MostKept - LongestName - LongestValue - LongestName)
            {
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.StartObject && KnownObjects.Contains(name) && writer.CurrentDepth < DeepestObject)
            {
                writer.WriteStartObject(name);
                CopyMembers(ref reader, writer);
                writer.WriteEndObject();
            }
            else
            {
                CopyScalar(ref reader, writer, name);
            }
        }
    }

    /// <summary>Null: none that is known.</summary>
    private static string? NameAt(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length <= LongestName && reader.GetString() is { } name && (Known.Contains(name) || KnownObjects.Contains(name)) ? name : null;

    private static void CopyScalar(ref Utf8JsonReader reader, Utf8JsonWriter writer, string name)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.Length <= LongestValue:
                var text = JsonEncodedText.Encode(reader.GetString()!, Writing.Encoder);
                if (text.EncodedUtf8Bytes.Length <= LongestValue) // it may be longer as it is written
                {
                    writer.WriteString(name, text);
                }

                break;
            case JsonTokenType.Number when reader.ValueSpan.Length <= LongestName:
            case JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null:
                writer.WritePropertyName(name);
                writer.WriteRawValue(reader.ValueSpan);
                break;
            case not JsonTokenType.Number when name == "status": // that there is one says that the command failed
                writer.WriteString(name, "…");
                reader.Skip();
                break;
            default:
                reader.Skip();
                break;
        }
    }

    private static byte[] OfForm(byte[] body)
    {
        var kept = new ArrayBufferWriter<byte>(MostKept);
        kept.Write(Encoding.ASCII.GetBytes($"{Note}={Words(body.Length).Replace(' ', '+')}"));
        var rest = body.AsSpan();
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'&');
            var pair = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (IsKnownPair(pair) && kept.WrittenCount + pair.Length < MostKept)
            {
                kept.Write("&"u8);
                kept.Write(pair);
            }
        }

        return kept.WrittenSpan.ToArray();
    }

    private static bool IsKnownPair(ReadOnlySpan<byte> pair) =>
        pair.Length <= LongestPair && pair.IndexOf((byte)'=') is > 0 and <= LongestName and var equals
        && Encoding.UTF8.GetString(pair[..equals]) is var name && (Known.Contains(name) || name == "response");

    private static string Words(int length) => string.Create(CultureInfo.InvariantCulture, $"{length} bytes came and what is known of them is kept");
}
