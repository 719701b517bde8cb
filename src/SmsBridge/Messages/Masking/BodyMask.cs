using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmsBridge.Messages.Masking;

/// <summary>
/// The body of a hook, or of an answer, for people's eyes: what it says, but for what is nobody's business. It is read as what it is, JSON or a form; what is
/// neither is not shown, because nobody can say what in it is a number or a secret.
/// </summary>
internal static class BodyMask
{
    private const int Longest = 20_000;
    private const int Deepest = 4; // texts within texts
    private const int LeastNumber = 7; // digits
    private const int MostBetween = 3; // signs, as in (0712) 345 678
    private const string Hidden = "••••";

    private static readonly string[] Numbers = ["mobile", "phone", "msisdn", "telephone"];
    private static readonly string[] Secrets = ["password", "passwd", "secret", "token", "authorization", "credential", "apikey"];
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // it is encoded again for HTML

    /// <returns>Null: it can not be read, and so not be masked.</returns>
    public static string? Of(byte[] body)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body);
        }
        catch (ArgumentException)
        {
            return null;
        }

        var shown = Json(text, 0) ?? Form(text, 0);
        return shown?.Length > Longest ? shown[..Longest] + "\n… (cut)" : shown;
    }

    private static string? Json(string text, int depth)
    {
        if (text.AsSpan().TrimStart() is not ['{' or '[' or '"', ..])
        {
            return null;
        }

        try
        {
            var buffer = new ArrayBufferWriter<byte>(text.Length);
            using (var writer = new Utf8JsonWriter(buffer, Writing))
            {
                var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
                Copy(ref reader, writer, depth);
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException) // not JSON, or a lone surrogate
        {
            return null;
        }
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, int depth)
    {
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    writer.WritePropertyName(Value(name, depth));
                    Conceal(ref reader, writer, name);
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(Value(reader.GetString()!, depth));
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan); // number, true, false, null
                    break;
            }
        }
    }

    /// <summary>Under a name that says it is nobody's business all of the value goes, whatever it is made of.</summary>
    private static void Conceal(ref Utf8JsonReader reader, Utf8JsonWriter writer, string name)
    {
        if (!IsSecret(name) && !IsNumber(name))
        {
            return;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            writer.WriteNullValue();
            return;
        }

        var isText = reader.TokenType is JsonTokenType.String;
        writer.WriteStringValue(isText ? Concealed(name, reader.GetString()!) : Hidden);
        reader.Skip();
    }

    private static string? Form(string text, int depth)
    {
        if (!text.Contains('=', StringComparison.Ordinal) || text.AsSpan().TrimStart() is ['{' or '[' or '<', ..] || text.AsSpan().ContainsAny('\r', '\n'))
        {
            return null;
        }

        return string.Join('&', text.Split('&').Select(pair =>
        {
            var end = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = end < 0 ? (pair, null) : (pair[..end], Decoded(pair[(end + 1)..]));
            name = Decoded(name);
            return value is null ? Value(name, depth) : $"{Value(name, depth)}={Named(name, value, depth)}";
        }));
    }

    private static string Named(string name, string value, int depth) => IsSecret(name) || IsNumber(name) ? Concealed(name, value) : Value(value, depth);

    private static string Concealed(string name, string value) =>
        IsSecret(name) || value.Any(character => !char.IsAsciiDigit(character) && character != '+') ? Hidden : Msisdn.Mask(value);

    /// <summary>A text under an innocent name: it may hold a whole body of its own, a map as Java prints it, or a number.</summary>
    private static string Value(string text, int depth)
    {
        if (text.AsSpan().Trim() is ['{' or '[' or '"', ..])
        {
            return depth >= Deepest ? Hidden : Json(text, depth + 1) ?? JavaMap.Mask(text, (name, value) => Named(name, value, depth + 1)) ?? Hidden;
        }

        return text.AsSpan().ContainsAny('=', ':') && SpeaksOfSecrets(text) ? Hidden : WithoutNumbers(text);
    }

    public static bool SpeaksOfSecrets(string text) => Secrets.Any(word => Bare(text).Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>Without runs of digits as long as a telephone number's, however they are spaced.</summary>
    public static string WithoutNumbers(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var (end, digits) = RunAt(text, start);
            if (digits == 0)
            {
                shown.Append(text[start++]);
                continue;
            }

            var run = text.AsSpan(start, end - start);
            shown.Append(digits < LeastNumber || IsTime(run) ? run : Msisdn.Mask(new string([.. run.ToString().Where(character => char.IsAsciiDigit(character) || character == '+')])));
            start = end;
        }

        return shown.ToString();
    }

    /// <summary>Digits with a few of the signs between them that numbers are written with.</summary>
    private static (int End, int Digits) RunAt(string text, int start)
    {
        var (end, digits) = (start, 0);
        for (var index = start; index < text.Length; index++)
        {
            if (char.IsAsciiDigit(text[index]))
            {
                (end, digits) = (index + 1, digits + 1);
            }
            else if (!(text[index] == '+' ? index == start : digits > 0 && index - end < MostBetween && " -.()/".Contains(text[index], StringComparison.Ordinal)))
            {
                break;
            }
        }

        return (end, digits);
    }

    /// <summary>A day, as in 2026-11-21, or one with the hour behind it.</summary>
    private static bool IsTime(ReadOnlySpan<char> run) => run is ['1' or '2', _, _, _, '-', _, _, '-', _, _] or ['1' or '2', _, _, _, '-', _, _, '-', _, _, ' ', _, _];

    private static string Decoded(string text) => System.Net.WebUtility.UrlDecode(text);

    private static bool IsNumber(string name) => Numbers.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A key is one by its last word only: apiKey, access_key, but not keyDate or monkey.</summary>
    private static bool IsSecret(string name) =>
        SpeaksOfSecrets(name) || name.Equals("key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("_key", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-key", StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
