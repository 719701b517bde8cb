using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace SmsBridge.Simulator.Core;

/// <summary>How to set a stand-in core up.</summary>
internal sealed record StandInCoreOptions
{
    public Generation Generation { get; init; } = Generation.G4;

    /// <summary>On 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Serves HTTPS with it; null: plain HTTP. Stays the caller's to dispose.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Users without <c>BYPASS_TWOFACTOR</c> are turned away.</summary>
    public bool WantsTwoFactor { get; init; }

    /// <summary>How many requests to remember; 0 for benchmarks.</summary>
    public int KeepRequests { get; init; } = 1000;

    /// <summary>Leads hooks and pings elsewhere, e.g. into a test server; asked when first needed. Null: over the network.</summary>
    public Func<HttpMessageHandler>? HookHandler { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>
/// A core on 127.0.0.1 that answers as fineract-core-api.md says, as far as the bridge asks: tenants, users, clients, loans,
/// transactions, offices, and faults on demand. It has hooks too (fineract-hooks.md): made through its API, they fire when
/// something happens in a tenant's books.
/// </summary>
internal sealed class StandInCore : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StandInTenant> _tenants = new(StringComparer.Ordinal);
    private readonly StandInCoreOptions _options;
    private readonly WebApplication _app;
    private readonly StandInApi _api;
    private readonly CoreRequests _requests;
    private readonly Lazy<HttpClient> _hookHttp;
    private readonly StandInHookFiring _firing;

    private StandInCore(StandInCoreOptions options)
    {
        _options = options;
        _requests = new CoreRequests(options.KeepRequests);
        _hookHttp = new Lazy<HttpClient>(() => HookHttp(options));
        _firing = new StandInHookFiring(options.Generation, () => _hookHttp.Value, () => BaseUrl, options.Time);
        _api = new StandInApi(
            options.Generation, options.WantsTwoFactor, _tenants, new StandInHooksApi(options.Generation, () => _hookHttp.Value, options.Time));

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port, Listen));
        if (options.Certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Generation Generation => _options.Generation;

    public CoreFaults Faults { get; } = new();

    /// <summary>Scheme, host and port.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The API's base, ending in <c>/api/v1</c>.</summary>
    public Uri Endpoint => new(Address, Generation.ContextPath + "/api/v1");

    /// <summary>What this core's hooks send as <c>endpoint</c>: with or without <c>v1</c>, by generation.</summary>
    public string BaseUrl => new Uri(Address, Generation.ContextPath + Generation.BaseUrlPath).AbsoluteUri;

    /// <summary>The last requests, oldest first.</summary>
    public IReadOnlyList<CoreRequest> Requests => _requests.Snapshot();

    public static async Task<StandInCore> StartAsync(StandInCoreOptions options, CancellationToken cancellationToken)
    {
        var core = new StandInCore(options);
        await core._app.StartAsync(cancellationToken);
        var address = new Uri(core._app.Urls.First());
        core.Address = new Uri(string.Create(
            CultureInfo.InvariantCulture, $"{(options.Certificate is null ? "http" : "https")}://127.0.0.1:{address.Port}"));
        return core;
    }

    public StandInTenant AddTenant(string id, params ReadOnlySpan<StandInUser> users)
    {
        var tenant = new StandInTenant(id, _firing);
        foreach (var user in users)
        {
            tenant.AddUser(user);
        }

        return _tenants[id] = tenant;
    }

    public void ForgetRequests() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync(); // open keep-alive connections are not waited for
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        if (_hookHttp.IsValueCreated)
        {
            _hookHttp.Value.Dispose();
        }
    }

    /// <summary>Each event its own connection, 10 s for it, and no redirect followed (fineract-hooks.md 2, 3).</summary>
    private static HttpClient HookHttp(StandInCoreOptions options) =>
        new(options.HookHandler?.Invoke() ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        {
            Timeout = TimeSpan.FromSeconds(10),
        };

    private void Listen(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_options.Certificate is not null)
        {
            listen.UseHttps(_options.Certificate);
        }
    }

    private async Task HandleAsync(HttpContext context)
    {
        var body = context.Request.ContentLength > 0 ? await ReadAsync(context.Request) : string.Empty;
        if (_requests.IsOn)
        {
            Record(context.Request, body);
        }

        if (Faults.Take(context.Request.Path.Value ?? string.Empty) is { } fault && await FaultPlayer.PlayAsync(fault, context))
        {
            return;
        }

        await _api.AnswerAsync(context, body);
    }

    private static async Task<string> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    private void Record(HttpRequest request, string body) =>
        _requests.Add(new CoreRequest(
            request.Method,
            request.Path.Value ?? string.Empty,
            request.QueryString.Value ?? string.Empty,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body));
}
