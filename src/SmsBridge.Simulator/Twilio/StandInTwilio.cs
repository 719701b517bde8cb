using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace SmsBridge.Simulator.Twilio;

/// <summary>
/// Stands in for Twilio on 127.0.0.1: the API of twilio.md 1, the life of each message, signed status callbacks, and
/// faults on demand. Nothing leaves this machine.
/// </summary>
internal sealed class StandInTwilio : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly StandInTwilioOptions _options;
    private WebApplication? _server; // null while it does not listen
    private readonly StandInMessages _messages;
    private readonly StandInCallbacks _callbacks;
    private readonly StandInLife _life;
    private readonly StandInApi _api;
    private readonly StandInHttp _http;
    private readonly StandInWaiters _waiters = new();
    private readonly ConcurrentQueue<StandInRequest> _recorded = new();

    private StandInTwilio(StandInTwilioOptions options, TimeProvider time)
    {
        _time = time;
        _options = options;
        _messages = new StandInMessages(options.KeepMessages);
        _callbacks = new StandInCallbacks(options, Requests, time);
        _life = new StandInLife(options, _messages, _callbacks, Faults, time, _waiters.Changed);
        _api = new StandInApi(_messages, Requests, Faults, time, Created);
        _http = new StandInHttp(_api, Faults, _messages, time, options.RecordRequests ? _recorded : null);
    }

    /// <summary>Where it listens; to be the bridge's <c>Twilio:BaseUrl</c>.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public StandInFaults Faults { get; } = new();

    public StandInCounters Requests { get; } = new();

    /// <summary>All requests, in order, when recording is on.</summary>
    public IReadOnlyList<StandInRequest> Recorded => [.. _recorded];

    /// <summary>A snapshot, in the order of creation.</summary>
    public IReadOnlyList<StandInMessageView> Messages => [.. _messages.All().Select(message => message.View())];

    public static async Task<StandInTwilio> StartAsync(StandInTwilioOptions? options = null, TimeProvider? timeProvider = null)
    {
        var standIn = new StandInTwilio(options ?? new StandInTwilioOptions(), timeProvider ?? TimeProvider.System);
        standIn._server = await standIn.ListenAsync(standIn._options.Port);
        standIn.Url = new Uri(standIn._server.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
        standIn._life.Start();
        return standIn;
    }

    /// <summary>True when no status changes any more and every callback has been sent.</summary>
    public bool IsIdle => _life.IsIdle;

    /// <summary>Refuses connections and cuts those there are, until <see cref="ListenAgainAsync"/>. Messages live on.</summary>
    public async Task StopListeningAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await server.StopAsync(now.Token);
            await server.DisposeAsync();
        }
    }

    /// <summary>Listens again, where it did before.</summary>
    public async Task ListenAgainAsync() => _server ??= await ListenAsync(Url.Port);

    /// <summary>Makes an account known; <paramref name="numbers"/> can all send SMS.</summary>
    /// <param name="messagingServices">Each sends from the first of the numbers.</param>
    public StandInAccount AddAccount(
        string sid, string authToken, IReadOnlyList<string>? numbers = null, IReadOnlyList<string>? messagingServices = null)
    {
        var account = new StandInAccount(sid, authToken, _time.GetUtcNow());
        foreach (var number in numbers ?? [])
        {
            account.Numbers[number] = true;
        }

        foreach (var service in messagingServices ?? [])
        {
            account.MessagingServices[service] = numbers is [var first, ..] ? first : null;
        }

        _api.Credentials[StandInCredential.Header(sid, authToken)] = new StandInCredential(account, IsStandardKey: false);
        return account;
    }

    /// <summary>A Standard API key: may send and list, is refused on the account resource.</summary>
    public void AddApiKey(StandInAccount account, string keySid, string secret) =>
        _api.Credentials[StandInCredential.Header(keySid, secret)] = new StandInCredential(account, IsStandardKey: true);

    /// <summary>What becomes of later messages to this number; otherwise they are delivered.</summary>
    public void SetOutcome(string to, StandInOutcome outcome) => _api.Outcomes[to] = outcome;

    /// <summary>Refuses later messages to this number; null lifts it.</summary>
    public void Refuse(string to, StandInError? error)
    {
        if (error is null)
        {
            _api.Refusals.TryRemove(to, out _);
        }
        else
        {
            _api.Refusals[to] = error;
        }
    }

    /// <summary>Moves every unfinished message one step and waits for the answers to their callbacks; returns how many moved.</summary>
    public Task<int> AdvanceAsync(CancellationToken cancellationToken) => _life.AdvanceAsync(cancellationToken);

    /// <summary>Moves every message to its end.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        while (await AdvanceAsync(cancellationToken) > 0)
        {
            // Each round is one status further; five at most.
        }
    }

    /// <summary>The first message that fits, now or as soon as one does.</summary>
    public Task<StandInMessageView> WaitForMessageAsync(Predicate<StandInMessageView> predicate, CancellationToken cancellationToken) =>
        _waiters.WaitAsync(predicate, () => Messages, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _life.DisposeAsync();
        await StopListeningAsync();
        _callbacks.Dispose();
    }

    private async Task<WebApplication> ListenAsync(int port)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var server = builder.Build();
        server.Run(_http.HandleAsync);
        await server.StartAsync();
        return server;
    }

    private void Created(StandInMessage message)
    {
        _life.Begin(message);
        _waiters.Changed(message);
    }
}
