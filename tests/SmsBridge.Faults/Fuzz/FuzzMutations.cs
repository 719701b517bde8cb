using System.Text;

namespace SmsBridge.Faults.Fuzz;

/// <summary>Spoils a part of a good request, or several. Whatever is decided comes from the given random numbers and nothing else.</summary>
internal static class FuzzMutations
{
    private static readonly string[] Verbs =
        ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "get", "Post", "PROPFIND", "X", "POST1", "M-SEARCH", new string('A', 300)];

    private static readonly string[] Paths =
    [
        "/", "//", "/modules/sms", "/modules/sms/", "/modules/sms//", "/MODULES/SMS/", "/modules%2Fsms/", "/modules/sms/%00", "/modules/sms/..%2f..%2fetc/passwd",
        "/modules/sms/k/", "/modules/sms/k/x%2fy", "/modules/sms/events/", "/modules/sms/events/%ff%fe", "/modules/sms/events/fuzzed/99999999999999999999",
        "/modules/sms/events/fuzzed/-1", "/twilio/status/9223372036854775807", "/twilio/status/abc", "/twilio/inbound/%c0%af", "/health", "/health/ready/x", "/favicon.ico",
        "/modules/sms/configuration/%F0%9F%92%A9", "/modules/sms/configuration/a b", "*", "http://127.0.0.1/modules/sms/", "/modules/sms/?a=%zz&a=1&a=2", "/%2e%2e/%2e%2e",
        "/modules/sms/configuration/..;/", "modules/sms", "/modules/sms/events/fuzzed?limit=-1", "/modules/sms/events/fuzzed?limit=99999999999&before=x&status=%00",
        "/modules/sms/events/fuzzed?from=2026-99-99&to=" + "%2B", "/modules/sms/events/fuzzed?q=%27%20OR%201=1--",
    ];

    private static readonly string[] Values =
    [
        "", " ", "null", "-1", "0", "9223372036854775808", "1e999", "NaN", "true", "'; DROP TABLE event; --", "\u00ff\u00fe\u0080", "\u00c3\u00a4\u00f0\u009f\u0092\u00a9", "a\tb", "%00", "{KEY},{KEY}",
        "gzip", "identity;q=0", "../../x", "text/plain; charset=utf-16", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "bytes=0-", "\u0001\u0002",
    ];

    private static readonly string[] Names =
    [
        "Fineract-Platform-TenantId", "X-Mifos-Platform-TenantId", "X-Fineract-Entity", "X-Mifos-Entity", "X-Fineract-Action", "X-Mifos-Action", "X-Fineract-API-Key",
        "X-Mifos-API-Key", "Content-Type", "Content-Encoding", "X-Forwarded-For", "Host", "Expect", "Accept", "Cookie", "Authorization", "X-Twilio-Signature", "Range", "Upgrade",
        "Connection", "If-None-Match", "X-Http-Method-Override", "Te",
    ];

    private static readonly byte[][] Tokens =
    [
        "null"u8.ToArray(), "{}"u8.ToArray(), "[]"u8.ToArray(), "\""u8.ToArray(), "-0"u8.ToArray(), "1e400"u8.ToArray(), "99999999999999999999999"u8.ToArray(), "\\ud800"u8.ToArray(),
        "\\u0000"u8.ToArray(), [0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0], "{{name}}"u8.ToArray(), "=&%zz&="u8.ToArray(), "}"u8.ToArray(), "]"u8.ToArray(), [0xEF, 0xBB, 0xBF],
        "\"resourceId\":"u8.ToArray(), "\"clientId\":-5"u8.ToArray(), "{a={b={c=1}}}"u8.ToArray(), "%00"u8.ToArray(), "true"u8.ToArray(),
    ];

    public static FuzzRequest Spoil(FuzzRequest request, Random random)
    {
        for (var times = 1 + (random.Next(3) == 0 ? random.Next(4) : 0); times > 0; times--)
        {
            request = random.Next(12) switch
            {
                0 => request with { Method = random.GetItems(Verbs, 1)[0] },
                1 => request with { Target = Target(request.Target, random) },
                2 or 3 or 4 => request with { Headers = Headers(request.Headers, random) },
                5 => request with { Framing = (FuzzFraming)random.Next(5) },
                _ => request with { Body = Body(request.Body, random) },
            };
        }

        return request;
    }

    /// <summary>Bytes changed anywhere, framing included.</summary>
    public static byte[] Flip(byte[] bytes, Random random)
    {
        var flipped = (byte[])bytes.Clone();
        for (var times = random.Next(1, 8); times > 0 && flipped.Length > 0; times--)
        {
            flipped[random.Next(flipped.Length)] = (byte)random.Next(256);
        }

        return random.Next(4) == 0 ? flipped[..random.Next(flipped.Length + 1)] : flipped;
    }

    public static byte[] Noise(Random random)
    {
        var noise = new byte[random.Next(1, 2_000)];
        random.NextBytes(noise);
        return noise;
    }

    private static string Target(string target, Random random)
    {
        var at = random.Next(target.Length + 1);
        return random.Next(8) switch
        {
            0 or 1 => random.GetItems(Paths, 1)[0].Replace(' ', '+'),
            2 => target[..at] + "%" + random.Next(256).ToString("X2", System.Globalization.CultureInfo.InvariantCulture) + target[at..],
            3 => target[..at] + (char)random.Next(33, 256) + target[at..],
            4 => target + new string('a', random.Next(20_000)),
            5 => target + "?" + string.Join('&', Enumerable.Range(0, random.Next(200)).Select(number => $"a{number}=%{number:X2}")),
            6 => string.Concat(target.Select(letter => random.Next(4) == 0 && letter != '/' ? $"%{(int)letter:x2}" : letter.ToString())),
            _ => target[..at],
        };
    }

    private static List<(string Name, string Value)> Headers(IReadOnlyList<(string Name, string Value)> headers, Random random)
    {
        var spoiled = headers.Count > 0 ? headers.ToList() : [("Accept", "*/*")];
        var at = random.Next(spoiled.Count);
        switch (random.Next(9))
        {
            case 0:
                spoiled.RemoveAt(at);
                break;
            case 1:
                spoiled.Add(spoiled[at]);
                break;
            case 2:
                spoiled[at] = (spoiled[at].Name, random.GetItems(Values, 1)[0]);
                break;
            case 3:
                spoiled[at] = (spoiled[at].Name, new string((char)random.Next(33, 256), random.Next(random.Next(4) == 0 ? 40_000 : 500)));
                break;
            case 4:
                spoiled.Add((random.GetItems(Names, 1)[0], random.GetItems(Values, 1)[0]));
                break;
            case 5:
                spoiled[at] = (random.GetItems(Names, 1)[0], spoiled[at].Value);
                break;
            case 6 when random.Next(4) == 0:
                spoiled.AddRange(Enumerable.Range(0, random.Next(200)).Select(number => ($"X-{number}", "1")));
                break;
            case 7:
                spoiled[at] = (spoiled[at].Name, Encoding.Latin1.GetString(Flip(Encoding.Latin1.GetBytes(spoiled[at].Value), random)));
                break;
            default:
                spoiled[at] = (spoiled[at].Name.ToUpperInvariant(), spoiled[at].Value);
                break;
        }

        return spoiled;
    }

    private static byte[] Body(byte[] body, Random random)
    {
        var at = random.Next(body.Length + 1);
        var end = random.Next(at, body.Length + 1);
        return random.Next(12) switch
        {
            0 or 1 => Flip(body, random),
            2 => body[..at],
            3 => [.. body[..at], .. random.GetItems(Tokens, 1)[0], .. body[at..]],
            4 => [.. body[..at], .. random.GetItems(Tokens, 1)[0], .. body[end..]],
            5 => [.. body[..at], .. body[..end], .. body[at..]],
            6 => Noise(random),
            7 => Nested(random),
            8 when random.Next(16) == 0 => Encoding.ASCII.GetBytes($$"""{"message":"{{new string('x', random.Next(400_000))}}"}"""),
            9 => Digits(body, random),
            10 => [],
            _ => [.. body, .. random.GetItems(Tokens, 1)[0]],
        };
    }

    private static byte[] Nested(Random random)
    {
        var depth = random.Next(1, 20_000);
        var (open, close) = random.Next(3) switch { 0 => ("[", "]"), 1 => ("{\"response\":", "}"), _ => ("response={a=", "}") };
        return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, random.Next(2) * depth)));
    }

    /// <summary>Another event of the same shape: many of these are accepted.</summary>
    private static byte[] Digits(byte[] body, Random random)
    {
        var changed = (byte[])body.Clone();
        for (var index = 0; index < changed.Length; index++)
        {
            if (changed[index] is >= (byte)'0' and <= (byte)'9' && random.Next(3) == 0)
            {
                changed[index] = (byte)('0' + random.Next(10));
            }
        }

        return changed;
    }
}
