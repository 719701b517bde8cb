using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace SmsBridge.Simulator.Partners;

/// <summary>What a partner's receiver was sent, once.</summary>
/// <param name="Answered">The status it was answered.</param>
internal sealed record StandInNotice(string Id, string Timestamp, string Signature, string? ContentType, byte[] Body, DateTimeOffset At, int Answered);

/// <summary>How a partner's receiver behaves. Asked anew for every notice.</summary>
/// <param name="Status">What it answers.</param>
internal sealed record StandInBehaviour(int Status)
{
    public static readonly StandInBehaviour Healthy = new(200);

    /// <summary>Takes the request, answers nothing and breaks off.</summary>
    public static readonly StandInBehaviour Broken = new(0);

    /// <summary>What happens elsewhere while it has the request.</summary>
    public Func<Task>? Meanwhile { get; init; }

    public TimeSpan Delay { get; init; }

    public string? RetryAfter { get; init; }

    public string? Location { get; init; }

    public string Body { get; init; } = "";

    public static StandInBehaviour Slow(TimeSpan delay) => Healthy with { Delay = delay };
}

/// <summary>
/// A partner's receiver on the loopback: records what comes, answers as it is told. It checks signatures by itself, in its own code, where it
/// knows the secret, and answers 401 to what is not signed.
/// </summary>
internal sealed class StandInPartner : IAsyncDisposable
{
    private const int MostKept = 200_000;

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<StandInNotice> _received = new();
    private readonly TimeProvider _time;
    private readonly int _kept;
    private long _count;

    private StandInPartner(int port, int kept, TimeProvider time)
    {
        (_time, _kept) = (time, kept);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        _server = builder.Build();
        _server.Run(AnswerAsync);
    }

    public Uri Url => new(_server.Urls.First() + "/notices");

    /// <summary>Everything so far, in order of arrival.</summary>
    public IReadOnlyList<StandInNotice> Received => [.. _received];

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Takes the notice's number, from 1, and says how to behave.</summary>
    public Func<long, StandInBehaviour> Behaviour { get; set; } = _ => StandInBehaviour.Healthy;

    /// <summary>Any one of these must have signed; empty: nobody looks.</summary>
    public IReadOnlyList<string> Secrets { get; set; } = [];

    /// <param name="port">0: any that is free.</param>
    /// <param name="kept">Most notices that are kept for looking at.</param>
    public static async Task<StandInPartner> StartAsync(
        CancellationToken cancellationToken, int port = 0, int kept = MostKept, TimeProvider? time = null)
    {
        var partner = new StandInPartner(port, kept, time ?? TimeProvider.System);
        await partner._server.StartAsync(cancellationToken);
        return partner;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // open keep-alive connections are not waited for
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    /// <summary>Whether one of the secrets has signed it (standard-webhooks.md 2).</summary>
    public static bool IsSignedBy(StandInNotice notice, params IEnumerable<string> secrets) => secrets.Any(secret =>
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        byte[] content = [.. Encoding.UTF8.GetBytes($"{notice.Id}.{notice.Timestamp}."), .. notice.Body];
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, content));
        return notice.Signature.Split(' ').Any(item => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(item), Encoding.UTF8.GetBytes(expected)));
    });

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers;
        var behaviour = Behaviour(Interlocked.Increment(ref _count));
        if (behaviour.Meanwhile is { } meanwhile)
        {
            await meanwhile();
        }

        var notice = new StandInNotice(
            headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(),
            context.Request.ContentType, body.ToArray(), _time.GetUtcNow(), behaviour.Status);
        if (Secrets.Count > 0 && !IsSignedBy(notice, Secrets))
        {
            notice = notice with { Answered = 401 };
        }

        if (_received.Count < _kept)
        {
            _received.Enqueue(notice);
        }

        if (behaviour.Delay > TimeSpan.Zero)
        {
            await Task.Delay(behaviour.Delay, TimeProvider.System, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await WriteAsync(context, behaviour, notice.Answered);
    }

    private static async Task WriteAsync(HttpContext context, StandInBehaviour behaviour, int status)
    {
        if (status == 0)
        {
            context.Abort();
            return;
        }

        var answer = Encoding.UTF8.GetBytes(behaviour.Body);
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = behaviour.RetryAfter;
        context.Response.Headers.Location = behaviour.Location;
        context.Response.Headers.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
