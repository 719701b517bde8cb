using System.Text.Json;
using SmsBridge.Ledger;

namespace SmsBridge.Intake.Hooks;

/// <summary>
/// Reads the flat and the enveloped JSON body (fineract-hooks.md 5.2, 5.3) in one pass and without a document model. Everything not
/// needed is skipped unread: the envelope's <c>request</c> may hold passwords.
/// </summary>
internal static class JsonHookReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>True when the first character that is no white space opens an object; no form begins like that.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> body) => body.TrimStart(" \t\r\n"u8).StartsWith("{"u8);

    /// <summary>The body without the mark that some put before UTF-8.</summary>
    public static ReadOnlyMemory<byte> WithoutMark(byte[] body) => body.AsMemory(body.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);

    public static HookFacts Read(ReadOnlySpan<byte> body)
    {
        if (body.StartsWith(ByteOrderMark))
        {
            body = body[ByteOrderMark.Length..];
        }

        if (body.IsEmpty)
        {
            return new HookFacts { Malformed = "The body is empty; it must be the JSON object the core's hook template sends." };
        }

        var pass = default(Pass);
        try
        {
            var reader = new Utf8JsonReader(body);
            return pass.Run(ref reader);
        }
        catch (JsonException exception)
        {
            return pass.Facts() with { Malformed = $"The body is not valid JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})." };
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader.GetString on invalid UTF-8.
            return pass.Facts() with { Malformed = "The body holds text that is not UTF-8." };
        }
    }

    private ref struct Pass
    {
        private HookIds _top;
        private HookIds _response;
        private bool _isEnvelope;
        private bool _hasStatus;
        private bool _seenResponse;
        private bool _hasResponse;
        private bool _hasCommand;
        private string? _mobileNo;
        private string? _message;
        private MemberProblem? _problem;

        public HookFacts Run(ref Utf8JsonReader reader)
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return new HookFacts { Malformed = "The body must be a JSON object." };
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadTopMember(ref reader);
            }

            if (reader.Read()) // only white space may follow; anything else throws
            {
                return new HookFacts { Malformed = "The body must be one JSON object." };
            }

            return Facts() with { Problem = _problem };
        }

        public readonly HookFacts Facts() => _isEnvelope
            ? _response.Facts(Dialect.Envelope, _hasResponse && !_hasStatus && _response.Any) with { ClientId = _response.ClientId ?? _top.ClientId }
            : _top.Facts(Dialect.Flat, !_hasStatus && (!_hasCommand || _top.Any)) with { MobileNo = _mobileNo, Message = _message };

        private void ReadTopMember(ref Utf8JsonReader reader)
        {
            if (TryReadId(ref reader, ref _top))
            {
                return;
            }

            if (reader.ValueTextEquals("response"u8))
            {
                _isEnvelope = true;
                ReadResponse(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                _hasStatus |= reader.TokenType != JsonTokenType.Null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("mobileNo"u8))
            {
                _mobileNo = ReadText(ref reader, "mobileNo");
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                _message = ReadText(ref reader, "message");
            }
            else
            {
                _isEnvelope |= reader.ValueTextEquals("entityName"u8) || reader.ValueTextEquals("actionName"u8)
                    || reader.ValueTextEquals("request"u8) || reader.ValueTextEquals("timestamp"u8) || reader.ValueTextEquals("createdBy"u8);
                _hasCommand |= reader.ValueTextEquals("commandId"u8);
                reader.Skip();
            }
        }

        private void ReadResponse(ref Utf8JsonReader reader)
        {
            reader.Read();
            _problem ??= _seenResponse ? new MemberProblem("response", "response is given twice.") : null;
            _seenResponse = true;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip(); // a text: an error of the core (fineract-hooks.md 5.3)
                return;
            }

            _hasResponse = true;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!TryReadId(ref reader, ref _response))
                {
                    reader.Skip();
                }
            }
        }

        private bool TryReadId(ref Utf8JsonReader reader, scoped ref HookIds ids)
        {
            if (reader.ValueTextEquals("resourceId"u8))
            {
                ReadId(ref reader, "resourceId", ref ids.ResourceId, ref ids.Any);
            }
            else if (reader.ValueTextEquals("clientId"u8))
            {
                ReadId(ref reader, "clientId", ref ids.ClientId, ref ids.Any);
            }
            else if (reader.ValueTextEquals("loanId"u8))
            {
                ReadId(ref reader, "loanId", ref ids.LoanId, ref ids.Any);
            }
            else if (reader.ValueTextEquals("savingsId"u8))
            {
                ReadIfId(ref reader, ref ids.SavingsId);
            }
            else if (reader.ValueTextEquals("subResourceId"u8))
            {
                ReadIfId(ref reader, ref ids.SubResourceId);
            }
            else
            {
                return false;
            }

            return true;
        }

        private void ReadId(ref Utf8JsonReader reader, string name, scoped ref long? id, scoped ref bool any)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
            {
                return;
            }

            any = true;
            if (id is not null)
            {
                _problem ??= new MemberProblem(name, $"{name} is given twice.");
            }
            else if (reader.TokenType is JsonTokenType.Number or JsonTokenType.String && HookNumbers.TryRead(reader.ValueSpan, out var number))
            {
                id = number;
            }
            else
            {
                _problem ??= new MemberProblem(name, $"{name} must be a positive whole number.");
            }

            reader.Skip();
        }

        private static void ReadIfId(ref Utf8JsonReader reader, scoped ref long? id)
        {
            reader.Read();
            id = reader.TokenType is JsonTokenType.Number or JsonTokenType.String && HookNumbers.TryRead(reader.ValueSpan, out var number)
                ? number
                : null;
            reader.Skip();
        }

        private string? ReadText(ref Utf8JsonReader reader, string name)
        {
            reader.Read();
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.Null)
            {
                return reader.GetString();
            }

            reader.Skip();
            _problem ??= new MemberProblem(name, $"{name} must be a text.");
            return null;
        }
    }
}
