using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Simulator.Providers;

/// <summary>An SMS that a stand-in took.</summary>
/// <param name="Reference">What the sender called it, if it did.</param>
/// <param name="ReportTo">Where the sender wants to hear of it.</param>
internal sealed record TakenSms(string Id, string To, string From, string Text, string? Reference, string? ReportTo, DateTimeOffset At);

/// <summary>What a client writes to a number of the stand-in's user.</summary>
/// <param name="Id">The provider's name for it, where it has one.</param>
/// <param name="From">The client: <c>+254...</c>.</param>
/// <param name="To">The number or short code written to.</param>
internal sealed record StandInReply(string Id, string From, string To, string Text);

/// <summary>What a stand-in refuses its next call for.</summary>
internal enum StandInRefusal
{
    WrongNumber,
    OptedOut,
    WrongSender,
    WrongCredentials,
    NoCredit,
    Throttled,
}

/// <summary>What a stand-in reports about an SMS.</summary>
internal enum StandInNews
{
    OnItsWay,
    Delivered,
    Failed,

    /// <summary>Failed because the client wants nothing from the sender, where the provider has a word for that.</summary>
    Blocked,
}

/// <summary>A call to a stand-in.</summary>
internal sealed record StandInCall(string Method, string Path, string Query, IHeaderDictionary Headers, string Body);

/// <summary>
/// Stands in for a provider on 127.0.0.1: takes SMS, refuses and fails on demand, remembers what it took and makes its reports. Nothing leaves this
/// machine. What a provider calls things is the matter of each.
/// </summary>
internal abstract class StandInProvider(TimeProvider time) : IAsyncDisposable
{
    private readonly ConcurrentQueue<TakenSms> _taken = new();
    private readonly ConcurrentQueue<StandInRefusal> _refusals = new();
    private readonly ConcurrentQueue<StandInCall> _calls = new();
    private WebApplication? _server;
    private int _lastId;

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public StandInFaults Faults { get; } = new();

    /// <summary>In order.</summary>
    public IReadOnlyList<TakenSms> Taken => [.. _taken];

    /// <summary>All calls, whatever came of them.</summary>
    public IReadOnlyList<StandInCall> Calls => [.. _calls];

    /// <summary>Told of each SMS as soon as it is taken.</summary>
    public Action<TakenSms>? OnTaken { get; set; }

    /// <summary>Given to every SMS; null: each has an id of its own.</summary>
    public string? SameId { get; set; }

    protected TimeProvider Time => time;

    /// <param name="port">On 127.0.0.1; 0 takes a free one.</param>
    public async Task StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        _server = builder.Build();
        _server.Run(HandleAsync);
        await _server.StartAsync();
        Url = new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Refuses connections, until <see cref="ListenAgainAsync"/>. What it took lives on.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            await server.DisposeAsync();
        }
    }

    public Task ListenAgainAsync() => StartAsync(Url.Port);

    /// <summary>Refuses the next call.</summary>
    public void Refuse(StandInRefusal refusal) => _refusals.Enqueue(refusal);

    /// <summary>What the provider calls its user with.</summary>
    /// <param name="reportTo">Where the user set it up, for providers that are not told with each SMS.</param>
    public abstract HttpRequestMessage ReportOf(TakenSms sms, StandInNews news, Uri? reportTo = null);

    /// <summary>What the provider calls its user with when a client writes.</summary>
    /// <param name="address">Where the user set it up.</param>
    public abstract HttpRequestMessage ReplyOf(StandInReply reply, Uri address);

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>What a call is answered with, when no fault strikes.</summary>
    protected abstract StandInAnswer Answer(StandInCall call);

    /// <summary>What this call is to be refused for; null: nothing.</summary>
    protected StandInRefusal? NextRefusal() => _refusals.TryDequeue(out var refusal) ? refusal : null;

    protected TakenSms Take(string to, string from, string text, string? reference, string? reportTo, Func<int, string> idOf)
    {
        var sms = new TakenSms(SameId ?? idOf(Interlocked.Increment(ref _lastId)), to, from, text, reference, reportTo, time.GetUtcNow());
        _taken.Enqueue(sms);
        OnTaken?.Invoke(sms);
        return sms;
    }

    protected static StandInAnswer Json(int status, object body) => new(status, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(body));

    private async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var call = new StandInCall(
            request.Method, request.Path.Value!, request.QueryString.Value!, request.Headers, await StandInHttp.ReadAsync(request, context.RequestAborted));
        _calls.Enqueue(call);
        if (Faults.TryTake(new StandInRequest(call.Method, call.Path, request.Headers.Authorization.FirstOrDefault(), call.Body), out var fault))
        {
            await StandInHttp.SpoilAsync(context, fault, () => Answer(call), time);
            return;
        }

        await StandInHttp.AnswerAsync(context, Answer(call));
    }
}
