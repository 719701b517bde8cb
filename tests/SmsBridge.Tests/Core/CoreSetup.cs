using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmsBridge.Core;
using SmsBridge.Core.DataTables;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Tests.Core;

/// <summary>The real Core feature, wired as the bridge wires it, over real sockets to a stand-in core.</summary>
internal sealed class CoreSetup : IAsyncDisposable
{
    public const string Tenant = "default";
    public const string User = "svc";
    public const string Password = "p4ss=wörd&+";

    private readonly ServiceProvider _provider;

    public CoreSetup(params ReadOnlySpan<(string Key, string? Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create<string, string?>("Core:AllowThisMachine", "true")]) // stand-in cores are on any port
            .AddInMemoryCollection(settings.ToArray().Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddCore();
        _provider = services.BuildServiceProvider(validateScopes: true);
    }

    public CollectingLogs Logs { get; } = new();

    public CoreClient Client => _provider.GetRequiredService<CoreClient>();

    public CoreTablesClient Tables => _provider.GetRequiredService<CoreTablesClient>();

    public CoreAccesses Accesses => _provider.GetRequiredService<CoreAccesses>();

    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    public static CoreAccess WithToken(StandInCore core, string tenant = Tenant) =>
        new(tenant, core.Endpoint, new CoreCredential.BasicToken(Base64($"{User}:{Password}")));

    public static CoreAccess WithPassword(StandInCore core, string password = Password) =>
        new(Tenant, core.Endpoint, new CoreCredential.UserPassword(User, password));

    public static async Task<(StandInCore Core, StandInTenant Books)> StartCoreAsync(StandInCoreOptions options)
    {
        var core = await StandInCore.StartAsync(options, TestContext.Current.CancellationToken);
        var books = core.AddTenant(Tenant, new StandInUser(User, Password));
        books.AddClient(new StandInClient(7, "Jane Wanjiru", "0712 345 678")
        {
            Firstname = "Jane",
            Lastname = "Wanjiru",
            ExternalId = "MEM-7",
        });
        books.AddLoan(loanId: 31, clientId: 7, principal: 10_000m);
        return (core, books);
    }

    public static Task<(StandInCore Core, StandInTenant Books)> StartCoreAsync(Generation generation = Generation.G4) =>
        StartCoreAsync(new StandInCoreOptions { Generation = generation });

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}

/// <summary>Every line logged, whatever its level, with its exception.</summary>
internal sealed class CollectingLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string Text => string.Join('\n', _lines);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue(state.ToString() ?? string.Empty);
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
