using System.Buffers;
using System.Net;
using System.Text.Json;

namespace SmsBridge.Simulator.Core;

/// <summary>The hook's configuration and what the core adds on its first event (fineract-hooks.md 4.2).</summary>
/// <param name="MifosToken">Base64 of <c>user:password</c>; absent outside Basic authentication.</param>
/// <param name="Endpoint">The JVM's <c>baseUrl</c>; may be absent.</param>
internal sealed record HookRegistration(
    string PhoneNo, string SmsProvider, string SmsProviderAccountId, string SmsProviderToken, string? MifosToken, string? Endpoint)
{
    public string ToJson(string tenantId) =>
        JavaText.ToGson(new JavaMap()
            .Add("phoneNo", PhoneNo)
            .Add("smsProvider", SmsProvider)
            .Add("smsProviderAccountId", SmsProviderAccountId)
            .Add("smsProviderToken", SmsProviderToken)
            .Add("tenantId", tenantId)
            .Add("mifosToken", MifosToken)
            .Add("endpoint", Endpoint));
}

/// <summary>Why a registration came to nothing. The event that caused it is lost at the core.</summary>
internal enum RegistrationFailure
{
    /// <summary>Not a 2xx answer.</summary>
    Refused,

    /// <summary>2xx, but the generation's JSON reader can not make a key of it.</summary>
    Unreadable,

    /// <summary>2xx, read as null, which the core's database refuses.</summary>
    NoKey,

    /// <summary>An empty key: stored, and every later event is silently dropped.</summary>
    EmptyKey,

    /// <summary>More than the 100 characters the core's column holds.</summary>
    TooLong,
}

internal sealed class HookRegistrationException(RegistrationFailure failure, HttpStatusCode status, string body)
    : Exception($"The registration failed: {failure} (HTTP {(int)status}).")
{
    public RegistrationFailure Failure => failure;

    public HttpStatusCode Status => status;

    /// <summary>What the bridge answered.</summary>
    public string Body => body;
}

/// <summary>Reads the answer to a registration as the generation's Gson does (fineract-hooks.md 4.3).</summary>
internal static class KeyAnswer
{
    private const int MaxKeyLength = 100;

    private static readonly SearchValues<char> EndsUnquotedText = SearchValues.Create("\"'/\\;#=,:{}[] \t\r\n\f");

    /// <exception cref="HookRegistrationException">There is no key the core could keep.</exception>
    public static string Read(Generation generation, HttpStatusCode status, string body)
    {
        var failure = TryRead(generation, status, body, out var key);
        return failure is null ? key : throw new HookRegistrationException(failure.Value, status, body);
    }

    private static RegistrationFailure? TryRead(Generation generation, HttpStatusCode status, string body, out string key)
    {
        key = string.Empty;
        var text = body.Trim();
        if ((int)status is < 200 or >= 300)
        {
            return RegistrationFailure.Refused;
        }

        if (status == HttpStatusCode.NoContent || text == "null" || (text.Length == 0 && !generation.IsRetrofit2))
        {
            return RegistrationFailure.NoKey;
        }

        if (ReadStrictly(text) is { } strict)
        {
            key = strict;
        }
        else if (!generation.IsRetrofit2 && IsUnquotedText(text))
        {
            key = text;
        }
        else
        {
            return RegistrationFailure.Unreadable;
        }

        return key.Length switch
        {
            0 => RegistrationFailure.EmptyKey,
            > MaxKeyLength => RegistrationFailure.TooLong,
            _ => null,
        };
    }

    /// <summary>A JSON string, or a number or truth value as its own text; null for all else.</summary>
    private static string? ReadStrictly(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.String => document.RootElement.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => document.RootElement.GetRawText(),
                _ => null,
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What lenient Gson takes for a string without quotes.</summary>
    private static bool IsUnquotedText(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAny(EndsUnquotedText);
}
