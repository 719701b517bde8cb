using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmsBridge.Numbers;

namespace SmsBridge.Messages.Masking;

/// <summary>
/// The body of a hook, or of an answer, for people's eyes: what it says, but for what is nobody's business. It is read as what it is, JSON or a form; what is
/// neither is not shown, because nobody can say what in it is a number or a secret.
/// </summary>
internal sealed class BodyMask
{
    private const int Longest = 20_000;
    private const int Deepest = 4; // texts within texts
    private const decimal LeastWhole = 1_000_000_000; // of 10 digits: ids of clients and loans are shorter, numbers with their country are not
    private const decimal AboveWhole = 1_000_000_000_000_000; // of 16: no number has as many
    private const string Hidden = "••••";

    private static readonly string[] Numbers = ["mobile", "phone", "msisdn", "telephone"];
    private static readonly string[] Secrets = ["password", "passwd", "secret", "token", "authorization", "credential", "apikey"];
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }; // it is encoded again for HTML

    private static readonly BodyMask Hook = new(isAnswer: false);
    private static readonly BodyMask Answer = new(isAnswer: true);

    private readonly bool _isAnswer;

    private BodyMask(bool isAnswer) => _isAnswer = isAnswer;

    /// <summary>A hook's body: its texts were written by people of the bank, who may speak of passwords; a pair with one in it is hidden.</summary>
    /// <returns>Null: it can not be read, and so not be masked.</returns>
    public static string? Of(byte[] body) => Hook.Mask(body);

    /// <summary>A peer's answer: a text in it that so much as speaks of a secret may quote it, and is hidden.</summary>
    /// <returns>Null: it can not be read, and so not be masked.</returns>
    public static string? OfAnswer(byte[] body) => Answer.Mask(body);

    private string? Mask(byte[] body)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(body).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            return null;
        }

        var shown = Json(text, 0) ?? Form(text, 0);
        return shown?.Length > Longest ? shown[..Longest] + "\n… (cut)" : shown;
    }

    private string? Json(string text, int depth)
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

    private void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer, int depth)
    {
        var (name, around) = ("", new Stack<string>()); // what is in an array goes by the array's name
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    around.Push(name);
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    name = around.Pop();
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    around.Push(name);
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    name = around.Pop();
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    name = reader.GetString()!;
                    writer.WritePropertyName(Name(name, depth));
                    Conceal(ref reader, writer, name);
                    break;
                case JsonTokenType.String:
                    var text = reader.GetString()!;
                    writer.WriteStringValue(IsAmount(name) && Figures.IsAmount(text) ? text : Value(text, depth));
                    break;
                case JsonTokenType.Number when !IsId(name) && !IsAmount(name) && !IsTime(name) && Telephone(ref reader) is { } number:
                    writer.WriteStringValue(Msisdn.Mask(number));
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan); // number, true, false, null
                    break;
            }
        }
    }

    /// <summary>A whole number as long as a telephone number, however it is written; else null.</summary>
    private static string? Telephone(ref Utf8JsonReader reader) =>
        reader.TryGetDecimal(out var value) && decimal.IsInteger(value) && Math.Abs(value) is >= LeastWhole and < AboveWhole
            ? Math.Abs(value).ToString("F0", CultureInfo.InvariantCulture)
            : null;

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

    private string? Form(string text, int depth)
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
            return value is null ? Value(name, depth) : $"{Name(name, depth)}={Named(name, value, depth)}";
        }));
    }

    private string Named(string name, string value, int depth) => IsSecret(name) || IsNumber(name) ? Concealed(name, value) : Value(value, depth);

    private static string Concealed(string name, string value) =>
        IsSecret(name) || value.Any(character => !char.IsAsciiDigit(character) && character != '+') ? Hidden : Msisdn.Mask(value);

    /// <summary>A text under an innocent name: it may hold a whole body of its own, a map as Java prints it, or a number.</summary>
    private string Value(string text, int depth)
    {
        if (text.AsSpan().Trim() is ['{' or '[' or '"', ..])
        {
            return depth >= Deepest ? Hidden : Json(text, depth + 1) ?? JavaMap.Mask(text, (name, value) => Named(name, value, depth + 1)) ?? Hidden;
        }

        return (_isAnswer || text.AsSpan().ContainsAny('=', ':')) && SpeaksOfSecrets(text) ? Hidden : NumberMask.WithoutNumbers(text);
    }

    /// <summary>A name may speak of a secret: it is its value that is hidden. More than one word is no name.</summary>
    private string Name(string name, int depth) => name.Any(char.IsWhiteSpace) ? Value(name, depth) : Hook.Value(name, depth);

    public static bool SpeaksOfSecrets(string text) => Secrets.Any(word => Bare(text).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static string Decoded(string text) => System.Net.WebUtility.UrlDecode(text);

    /// <summary>Ids of clients, loans and records are no telephone numbers: id, clientId, resource_id, loanIds; but not paid.</summary>
    private static bool IsId(string name) =>
        name.TrimEnd('s') is var one
        && (one.Equals("id", StringComparison.OrdinalIgnoreCase) || one.EndsWith("Id", StringComparison.Ordinal) || one.EndsWith("ID", StringComparison.Ordinal)
            || one.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || one.EndsWith("-id", StringComparison.OrdinalIgnoreCase));

    /// <summary>Its last word: transactionAmount, runningBalance, principal; a number there is money.</summary>
    private static bool IsAmount(string name) => EndsWithWord(name, "amount") || EndsWithWord(name, "balance") || EndsWithWord(name, "principal");

    /// <summary>A number there counts seconds or milliseconds.</summary>
    private static bool IsTime(string name) => EndsWithWord(name, "timestamp") || EndsWithWord(name, "date") || EndsWithWord(name, "time");

    private static bool EndsWithWord(string name, string word) =>
        name.Equals(word, StringComparison.OrdinalIgnoreCase) || name.EndsWith(char.ToUpperInvariant(word[0]) + word[1..], StringComparison.Ordinal)
        || name.EndsWith("_" + word, StringComparison.OrdinalIgnoreCase) || name.EndsWith("-" + word, StringComparison.OrdinalIgnoreCase);

    private static bool IsNumber(string name) => Numbers.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A key is one by its last word only: apiKey, access_key, but not keyDate or monkey.</summary>
    private static bool IsSecret(string name) =>
        SpeaksOfSecrets(name) || name.Equals("key", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("_key", StringComparison.OrdinalIgnoreCase) || name.EndsWith("-key", StringComparison.OrdinalIgnoreCase);

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
}
