using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.Core;
using SmsBridge.Core.HooksAdmin;
using SmsBridge.Messages;
using SmsBridge.Simulator.Core;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Core.HooksAdmin;

/// <summary>The real client, wired as the bridge wires it, a stand-in core with one administrator, and a bridge that records.</summary>
internal sealed class HooksSetup : IAsyncDisposable
{
    public const string Tenant = "default";
    public const string User = "admin";
    public const string Password = "p4ss=wörd&+";

    public static readonly EventType[] BothEvents = [EventType.ClientCreate, EventType.LoanRepayment];

    private readonly ServiceProvider _provider;

    private HooksSetup(StandInCore core, BridgeListener bridge, (string Key, string? Value)[] settings)
    {
        Core = core;
        Bridge = bridge;
        Books = core.AddTenant(Tenant, Admin());
        Books.AddClient(7, "Jane Wanjiru", "0712 345 678");
        Books.AddLoan(31, 7, 10_000m);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Core:AllowThisMachine", "true")]) // stand-in cores are on any port
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build());
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddCore();
        _provider = services.BuildServiceProvider(validateScopes: true);
        Client = _provider.GetRequiredService<CoreHooksClient>();
    }

    public StandInCore Core { get; }

    public StandInTenant Books { get; }

    public BridgeListener Bridge { get; }

    public CollectingLogs Logs { get; } = new();

    public CoreHooksClient Client { get; }

    public CoreAccess Access => new(Tenant, Core.Endpoint, new CoreCredential.BasicToken(Base64($"{User}:{Password}")));

    public CoreAccess WithPassword => new(Tenant, Core.Endpoint, new CoreCredential.UserPassword(User, Password));

    /// <summary>What was asked of the hooks API, oldest first.</summary>
    public IReadOnlyList<CoreRequest> Asked => [.. Core.Requests.Where(request => request.Path.Contains("/hooks", StringComparison.Ordinal))];

    public static StandInUser Admin(params string[] permissions) =>
        new(User, Password) { Permissions = permissions.Length == 0 ? ["ALL_FUNCTIONS"] : permissions };

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static async Task<HooksSetup> StartAsync(string generation = "G4", params (string Key, string? Value)[] settings) =>
        new(
            await StandInCore.StartAsync(
                new StandInCoreOptions { Generation = Enum.Parse<Generation>(generation), Time = new TestClock() }, TestContext.Current.CancellationToken),
            await BridgeListener.StartAsync(),
            settings);

    public HookDraft Draft(params EventType[] events) =>
        SmsBridgeHookDraft.For(Bridge.Address, Some.Sender, Some.AccountSid, Some.AuthToken, events.Length == 0 ? BothEvents : events);

    /// <summary>A Web hook, which needs no registration.</summary>
    public HookDraft WebDraft(string contentType = "json") =>
        new("Web", "Web", BothEvents, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [HookFields.PayloadUrl] = Bridge.Address + "/modules/sms/",
            [HookFields.ContentType] = contentType,
        });

    public async Task<long> CreateAsync(HookDraft? draft = null) =>
        (await Client.CreateAsync(Access, draft ?? Draft(), TestContext.Current.CancellationToken)).ShouldBeOfType<HookResult<long>.Done>().Value;

    public async Task<CoreHook> FindAsync(long id) =>
        (await Client.FindAsync(Access, id, TestContext.Current.CancellationToken)).ShouldBeOfType<HookResult<CoreHook>.Done>().Value;

    /// <summary>A request by hand, to see what the core itself does.</summary>
    public async Task<(int Status, string Body)> SendAsync(HttpMethod method, string relativeUrl, string? json)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, $"{Core.Endpoint}/{relativeUrl}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Base64($"{User}:{Password}"));
        request.Headers.Add(Core.Generation.TenantHeader, Tenant);
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        await Core.DisposeAsync();
        await Bridge.DisposeAsync();
    }
}
