using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Unicode;

namespace SmsBridge.Bench;

/// <summary>
/// Core and Twilio in a process of their own, as cheap as they can be: whatever they cost is part of the limit too, and would hide what the
/// bridge costs. Clients, loans and repayments exist under every id; every SMS is taken. <c>GET /taken</c> tells how many and when,
/// <c>GET /next/ACCOUNT</c> waits for that account's next SMS, <c>POST /reset</c> starts over, and after <c>POST /away</c> each answer takes 100 ms.
/// Its audit trail has <see cref="PeerAudits.Count"/> payments. Other providers are there too (<see cref="OtherProviders"/>), and a message centre of SMPP, whose port <c>GET /smsc</c> tells.
/// </summary>
internal static class Peers
{
    public const string Verb = "peers";
    public const string Api = "/fineract-provider/api/v1";

    /// <summary>Takes an SMS as Kannel's generic HTTP link hands it over.</summary>
    public const string Kannel = "/kannel";

    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Waiting = new(StringComparer.Ordinal);
    private static readonly string Process = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId & 0xffff:x4}");
    private static TimeSpan _away;
    private static int _smscPort;
    private static long _named;
    private static long _taken;
    private static long _first;
    private static long _last;

    /// <summary>The provider account of a tenant, counted from 0.</summary>
    public static string Account(int tenant) => string.Create(CultureInfo.InvariantCulture, $"AC{tenant:x32}");

    public static async Task<int> RunAsync(string url)
    {
        using var smsc = new RawSmsc(Name);
        _smscPort = smsc.Port;
        await Task.WhenAny(new RawServer(Answer).RunAsync(new Uri(url)), smsc.RunAsync());
        return 0;
    }

    private static RawReply Answer(ReadOnlySpan<byte> head, ReadOnlySpan<byte> sent, Span<byte> body)
    {
        var isPost = head.StartsWith("POST"u8);
        var path = head[(head.IndexOf((byte)' ') + 1)..];
        path = path[..path.IndexOf((byte)' ')];
        if (isPost && path.EndsWith("/Messages.json"u8))
        {
            return Take(path, body);
        }

        if (path.IndexOf("/audits?"u8) >= 0)
        {
            return new RawReply(200, PeerAudits.Answer(path, body));
        }

        path = path.IndexOf((byte)'?') is var query and >= 0 ? path[..query] : path;
        var last = path[(path.LastIndexOf((byte)'/') + 1)..];
        if (path.StartsWith("/fineract-provider/"u8))
        {
            return Record(path, last, body);
        }

        if (path.StartsWith("/next/"u8))
        {
            var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Waiting[Encoding.ASCII.GetString(last)] = next; // before the head goes out: then the caller may post
            return new RawReply(200, 0, next.Task);
        }

        if (OtherProviders.Answer(path, sent, body, Name) is { } length)
        {
            return new RawReply(200, length);
        }

        return path switch
        {
            _ when path.SequenceEqual("/smsc"u8) => Say(body, _smscPort),
            _ when path.SequenceEqual("/kannel"u8) => Kannels(body),
            _ when path.SequenceEqual("/taken"u8) => Count(body),
            _ when path.SequenceEqual("/reset"u8) => Reset(),
            _ when path.SequenceEqual("/away"u8) => MoveAway(),
            _ => new RawReply(200, 0),
        };
    }

    private static RawReply Record(ReadOnlySpan<byte> path, ReadOnlySpan<byte> id, Span<byte> body)
    {
        int length;
        if (path.IndexOf("/transactions/"u8) >= 0)
        {
            Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$"""{"id":{{Number(id)}},"type":{"id":2,"code":"loanTransactionType.repayment","repayment":true},"date":[2026,11,21],"currency":{"code":"KES","decimalPlaces":2},"amount":1500,"manuallyReversed":false}""", out length);
        }
        else if (path.IndexOf("/clients/"u8) >= 0)
        {
            Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$"""{"id":{{Number(id)}},"accountNo":"7","status":{"id":300},"active":true,"firstname":"Jane","lastname":"Wanjiru","displayName":"Jane Wanjiru","mobileNo":"+254712345678","officeName":"Head Office"}""", out length);
        }
        else if (path.IndexOf("/loans/"u8) >= 0)
        {
            Utf8.TryWrite(body, CultureInfo.InvariantCulture, $$$"""{"id":{{{Number(id)}}},"accountNo":"31","status":{"id":300,"code":"loanStatusType.active"},"clientId":7,"loanProductName":"Personal Loan","currency":{"code":"KES","decimalPlaces":2},"principal":10000,"summary":{"currency":{"code":"KES","decimalPlaces":2},"totalOutstanding":8500}}""", out length);
        }
        else
        {
            Utf8.TryWrite(body, $$"""[{"id":1}]""", out length); // offices: the check of a registration
        }

        return Away(new RawReply(200, length));
    }

    private static RawReply Away(RawReply reply) => _away > TimeSpan.Zero ? reply with { After = _away } : reply;

    private static long Number(ReadOnlySpan<byte> digits) => long.Parse(digits, CultureInfo.InvariantCulture);

    private static RawReply Take(ReadOnlySpan<byte> path, Span<byte> body)
    {
        var (number, now) = Note();
        if (!Waiting.IsEmpty)
        {
            var account = path[(path.IndexOf("/Accounts/"u8) + "/Accounts/".Length)..];
            if (Waiting.TryRemove(Encoding.ASCII.GetString(account[..account.IndexOf((byte)'/')]), out var waiting))
            {
                waiting.SetResult();
            }
        }

        Utf8.TryWrite(
            body, CultureInfo.InvariantCulture,
            $$"""{"status":"queued","num_segments":"1","error_code":null,"sid":"SM{{Process}}{{now & 0xffffffffff:x10}}{{number:x18}}"}""", out var length);
        return Away(new RawReply((int)HttpStatusCode.Created, length));
    }

    private static RawReply Kannels(Span<byte> body)
    {
        Note();
        "ok"u8.CopyTo(body);
        return new RawReply(200, 2);
    }

    private static RawReply Say(Span<byte> body, int number)
    {
        Utf8.TryWrite(body, CultureInfo.InvariantCulture, $"{number}", out var length);
        return new RawReply(200, length);
    }

    private static RawReply Count(Span<byte> body)
    {
        Utf8.TryWrite(
            body, CultureInfo.InvariantCulture,
            $"{Interlocked.Read(ref _taken)} {TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _first), Interlocked.Read(ref _last)).TotalMilliseconds}", out var length);
        return new RawReply(200, length);
    }

    /// <summary>From now on core and Twilio are as far away as those of most institutions are.</summary>
    private static RawReply MoveAway()
    {
        _away = TimeSpan.FromMilliseconds(100);
        return new RawReply(200, 0);
    }

    private static RawReply Reset()
    {
        Interlocked.Exchange(ref _taken, 0);
        Interlocked.Exchange(ref _first, 0);
        return new RawReply(200, 0);
    }

    /// <returns>A number that no SMS of these peers had, however often they were reset.</returns>
    private static long Name()
    {
        Note();
        return Interlocked.Increment(ref _named);
    }

    /// <returns>Which one it is, and when it came.</returns>
    private static (long Number, long Now) Note()
    {
        var now = TimeProvider.System.GetTimestamp();
        var number = Interlocked.Increment(ref _taken);
        Interlocked.CompareExchange(ref _first, now, 0);
        Interlocked.Exchange(ref _last, now);
        return (number, now);
    }
}
