using System.Text.Json;

namespace SmsBridge.Partners.Notices.Transactions;

/// <summary>Whether a hook's body says itself that the command failed: a <c>status</c> beside the envelope's members (fineract-hooks.md 5.3).</summary>
internal static class FailureMark
{
    public static bool IsOn(ReadOnlySpan<byte> body)
    {
        if (!body.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return body.StartsWith("status="u8) || body.IndexOf("&status="u8) >= 0; // a form
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isStatus = reader.ValueTextEquals("status"u8);
                reader.Read();
                if (isStatus && reader.TokenType != JsonTokenType.Null)
                {
                    return true;
                }

                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Not what the hook's reader took for JSON either; then nothing is marked.
        }

        return false;
    }
}
