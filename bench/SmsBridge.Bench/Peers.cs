using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SmsBridge.Bench;

/// <summary>
/// Core and Twilio in a process of their own, as cheap as they can be: whatever they cost is part of the limit too, and would hide what the
/// bridge costs. Clients, loans and repayments exist under every id; every SMS is taken. <c>GET /taken</c> tells how many and when,
/// <c>GET /next/ACCOUNT</c> waits for that account's next SMS, <c>POST /reset</c> starts over.
/// </summary>
internal static partial class Peers
{
    public const string Verb = "peers";
    public const string Api = "/fineract-provider/api/v1";

    /// <summary>Takes an SMS as Kannel's generic HTTP link hands it over.</summary>
    public const string Kannel = "/kannel";

    private const string SentStart = "{\"status\":\"queued\",\"num_segments\":\"1\",\"error_code\":null,\"sid\":\"SM";
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Waiting = new(StringComparer.Ordinal);
    private static long _taken;
    private static long _first;
    private static long _last;

    /// <summary>The provider account of a tenant, counted from 0.</summary>
    public static string Account(int tenant) => string.Create(CultureInfo.InvariantCulture, $"AC{tenant:x32}");

    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == Kannel)
        {
            Count();
            return WriteAsync(context, "ok");
        }

        if (context.Request.Method == "POST" && path.EndsWith("/Messages.json", StringComparison.Ordinal))
        {
            return TakeAsync(context, path);
        }

        if (Number().Match(path) is { Success: true } match)
        {
            return WriteAsync(context, Record(match.Groups["kind"].Value, match.Groups["id"].Value));
        }

        return path switch
        {
            "/taken" => WriteAsync(context, string.Create(
                CultureInfo.InvariantCulture, $"{Interlocked.Read(ref _taken)} {TimeProvider.System.GetElapsedTime(Interlocked.Read(ref _first), Interlocked.Read(ref _last)).TotalMilliseconds}")),
            "/reset" => ResetAsync(context),
            _ when path.StartsWith("/next/", StringComparison.Ordinal) => NextAsync(context, path["/next/".Length..]),
            _ => WriteAsync(context, "[{\"id\":1}]"), // offices: the check of a registration
        };
    }

    private static string Record(string kind, string id) => kind switch
    {
        "clients" => $$"""{"id":{{id}},"accountNo":"{{id}}","status":{"id":300},"active":true,"firstname":"Jane","lastname":"Wanjiru","displayName":"Jane Wanjiru","mobileNo":"+254712345678","officeName":"Head Office"}""",
        "loans" => $$$"""{"id":{{{id}}},"accountNo":"{{{id}}}","status":{"id":300,"code":"loanStatusType.active"},"clientId":7,"loanProductName":"Personal Loan","currency":{"code":"KES","decimalPlaces":2},"principal":10000,"summary":{"currency":{"code":"KES","decimalPlaces":2},"totalOutstanding":8500}}""",
        _ => $$"""{"id":{{id}},"type":{"id":2,"code":"loanTransactionType.repayment","repayment":true},"date":[2026,11,21],"currency":{"code":"KES","decimalPlaces":2},"amount":1500,"manuallyReversed":false}""",
    };

    private static async Task TakeAsync(HttpContext context, string path)
    {
        var reader = context.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(context.RequestAborted);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        var (number, now) = Count();
        if (!Waiting.IsEmpty && Waiting.TryRemove(path.Split('/')[3], out var waiting))
        {
            waiting.SetResult();
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        await WriteAsync(context, string.Create(CultureInfo.InvariantCulture, $"{SentStart}{Environment.ProcessId & 0xffff:x4}{now & 0xffffffffff:x10}{number:x18}\"}}"));
    }

    private static (long Number, long Now) Count()
    {
        var now = TimeProvider.System.GetTimestamp();
        var number = Interlocked.Increment(ref _taken);
        Interlocked.CompareExchange(ref _first, now, 0);
        Interlocked.Exchange(ref _last, now);
        return (number, now);
    }

    private static async Task NextAsync(HttpContext context, string account)
    {
        var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting[account] = next;
        await context.Response.StartAsync(context.RequestAborted); // now the caller may post
        await next.Task.WaitAsync(context.RequestAborted);
    }

    private static Task ResetAsync(HttpContext context)
    {
        Interlocked.Exchange(ref _taken, 0);
        Interlocked.Exchange(ref _first, 0);
        return WriteAsync(context, "");
    }

    private static Task WriteAsync(HttpContext context, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    [GeneratedRegex(@"/(?<kind>clients|loans|transactions)/(?<id>\d+)$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
