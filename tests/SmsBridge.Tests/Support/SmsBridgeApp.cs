using System.Net.Http.Json;
using Dapper;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmsBridge.Gateways;
using SmsBridge.Hosting.Jobs;
using SmsBridge.Ledger;
using SmsBridge.Operators;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Tests.Support;

/// <summary>
/// The whole application on a SQLite file of its own, with a stand-in core, a fake provider and a clock that stands still. The relay works
/// only when <see cref="DrainAsync"/> is called, so tests wait for nothing.
/// </summary>
public sealed class SmsBridgeApp : WebApplicationFactory<Program>, IAsyncLifetime
{
    public const string User = "mifos";
    public const string Password = "pass:word";

    private readonly DirectoryInfo _folder;
    private readonly TestDatabase _database;
    private readonly bool _ownsFolder = true;
    private int _rotation;
    private int _tenants;

    internal TestClock Clock { get; }

    internal FakeSmsGateway Gateway { get; }

    internal StandInCore Core { get; private set; } = null!;

    internal Generation Generation { get; init; } = Generation.G4;

    /// <summary>Settings to override, set before first use.</summary>
    internal Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Services to replace, set before first use.</summary>
    internal List<Action<IServiceCollection>> Replacements { get; } = [];

    internal string DatabaseFile => Path.Combine(_folder.FullName, "smsbridge.db");

    /// <summary>For <c>Storage:ConnectionString</c>.</summary>
    internal string ConnectionString => _database.ConnectionString;

    internal string KeyRingFolder => Path.Combine(_folder.FullName, "keys");

    public SmsBridgeApp()
    {
        _folder = Directory.CreateTempSubdirectory("smsbridge-test-");
        _database = new TestDatabase(DatabaseFile);
        Clock = new TestClock();
        Gateway = new FakeSmsGateway(Clock);
    }

    private SmsBridgeApp(SmsBridgeApp earlier)
    {
        (_folder, _database, _ownsFolder) = (earlier._folder, earlier._database, false);
        (Clock, Gateway, Core, Settings) = (earlier.Clock, earlier.Gateway, earlier.Core, earlier.Settings);
    }

    public async ValueTask InitializeAsync()
    {
        if (!_ownsFolder)
        {
            return;
        }

        Core = await StandInCore.StartAsync(new StandInCoreOptions { Generation = Generation }, TestContext.Current.CancellationToken);
        AddCoreTenant(Some.Tenant);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_ownsFolder)
        {
            await Core.DisposeAsync();
            _database.Dispose();
            _folder.Delete(recursive: true);
        }
    }

    /// <summary>Stops this process's bridge; the one that comes back is a new one on the same files, as after a restart.</summary>
    internal async Task<SmsBridgeApp> RestartAsync(Action? meanwhile = null)
    {
        await base.DisposeAsync();
        meanwhile?.Invoke();
        return new SmsBridgeApp(this);
    }

    /// <inheritdoc cref="TestDatabase.Keep"/>
    internal void KeepStore() => _database.Keep();

    /// <inheritdoc cref="TestDatabase.PutBack"/>
    internal void PutStoreBack() => _database.PutBack();

    /// <summary>Another node on the same store; where that is a file, it can not be opened beside this one.</summary>
    internal SmsBridgeApp Beside() => new(this);

    /// <summary>A tenant of the core with the one user that registrations here name.</summary>
    internal StandInTenant AddCoreTenant(string tenant) => Core.AddTenant(tenant, new StandInUser(User, Password));

    /// <summary>A client that, like a core's, follows no redirect. Without TLS it reaches a real Kestrel too, where one was started.</summary>
    internal HttpClient CreateCaller(string scheme = "http") =>
        CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = scheme == "http" ? ClientOptions.BaseAddress : new Uri($"{scheme}://localhost") });

    /// <summary>A registered tenant of a name nobody else has, with a client and a loan in its core: tests that share an application share no tenant.</summary>
    internal async Task<TestTenant> NewTenantAsync()
    {
        var name = $"tenant-{Interlocked.Increment(ref _tenants)}";
        var books = AddCoreTenant(name);
        books.AddClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678");
        books.AddLoan(TestTenant.Loan, TestTenant.Client, 10_000m);
        return new TestTenant(this, name, await RegisterAsync(name), books);
    }

    /// <summary>Registers a tenant as a core would.</summary>
    internal async Task<string> RegisterAsync(string tenant = Some.Tenant)
    {
        using var client = CreateClient();
        using var answer = await client.PostAsJsonAsync("/modules/sms/configuration", Registration(tenant), TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<string>(TestContext.Current.CancellationToken))!;
    }

    internal Dictionary<string, string> Registration(string tenant = Some.Tenant) => new(StringComparer.Ordinal)
    {
        ["phoneNo"] = Some.Sender,
        ["smsProvider"] = "twilio",
        ["smsProviderAccountId"] = Some.AccountSid,
        ["smsProviderToken"] = Some.AuthToken,
        ["tenantId"] = tenant,
        ["mifosToken"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{User}:{Password}")),
        ["endpoint"] = Core.BaseUrl,
    };

    /// <summary>Posts hooks as a core of that generation does.</summary>
    internal CoreHooks Hooks(string apiKey, string tenant = Some.Tenant, Generation? generation = null)
    {
        var client = CreateClient();
        return new CoreHooks(client, generation ?? Generation, $"{client.BaseAddress}modules/sms/", tenant) { ApiKey = apiKey, Time = Clock };
    }

    /// <summary>Relays everything that is due at the clock's time, round by round, until nothing is.</summary>
    /// <returns>How many messages were worked on.</returns>
    internal async Task<int> DrainAsync()
    {
        var outbox = Services.GetRequiredService<MessageOutbox>();
        var relay = Services.GetRequiredService<MessageRelay>();
        var tenants = Services.GetRequiredService<TenantDirectory>();
        var total = 0;
        while (true)
        {
            var claim = new ClaimMessages(
                Services.GetRequiredService<Database>().NodeId, Clock.GetUtcNow(), Clock.GetUtcNow() + TimeSpan.FromMinutes(2), 100, _rotation++,
                tenant => tenants.Find(tenant)?.Pause is null ? 100 : 0);
            var leased = await outbox.ClaimAsync(claim);
            if (leased.Count == 0)
            {
                return total;
            }

            total += leased.Count;
            await Task.WhenAll(leased.Select(message => relay.RelayAsync(message, TestContext.Current.CancellationToken)));
        }
    }

    /// <summary>Moves the clock on, then relays what fell due.</summary>
    internal Task<int> DrainAfterAsync(TimeSpan wait)
    {
        Clock.Advance(wait);
        return DrainAsync();
    }

    /// <summary>The rows of a query, straight from the file.</summary>
    internal async Task<List<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = Services.GetRequiredService<Database>().OpenRead();
        return [.. await connection.QueryAsync<T>(sql, parameters)];
    }

    /// <summary>Does to the file what another program might.</summary>
    internal async Task MeddleAsync(string sql, object? parameters = null)
    {
        await using var connection = _database.Connect();
        await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>Everything in the store's files, to look for what must not be there.</summary>
    internal byte[] StoredBytes() =>
        [.. Directory.GetFiles(_folder.FullName, "smsbridge.db*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)).SelectMany(ReadShared)];

    /// <inheritdoc cref="TestDatabase.Hold"/>
    internal IDisposable HoldStore() => _database.Hold();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        _database.MakeTables();
        builder.UseSetting("Storage:Provider", TestDatabase.Provider);
        builder.UseSetting("Storage:ConnectionString", ConnectionString);
        builder.UseSetting("Relay:Enabled", "false");
        builder.UseSetting("Notices:Enabled", "false");
        builder.UseSetting("Registration:DirectoryPoll", "00:01:00"); // a day by the clock is many ticks else
        builder.UseSetting("Templates:DirectoryPoll", "00:01:00");
        builder.UseSetting("Holding:DirectoryPoll", "00:01:00");
        builder.UseSetting("Numbers:DefaultRegion", "KE");
        builder.UseSetting("Serilog:MinimumLevel", "Warning");
        builder.UseSetting("Serilog:WriteTo:1:Args:path", Path.Combine(_folder.FullName, "log.json"));
        if (!Settings.Keys.Any(key => key.StartsWith("Core:AllowedEndpoints", StringComparison.Ordinal)))
        {
            builder.UseSetting("Core:AllowThisMachine", "true"); // stand-in cores are on any port
            builder.UseSetting("Core:AllowedEndpoints:0", Core.Endpoint.AbsoluteUri);
        }

        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.RemoveAll<ISmsGateway>();
            services.AddSingleton<ISmsGateway>(Gateway);
            services.RemoveAll<TimeProvider>();
            services.AddSingleton<TimeProvider>(Clock);
            services.RemoveAll<OperatorPasswords>();
            services.AddSingleton(new OperatorPasswords(rounds: 1000)); // all of them took a tenth of a second for each password
            if (!Settings.ContainsKey("Relay:Enabled"))
            {
                services.AddSingleton(provider => RelayRegistration.SwitchOf(provider.GetRequiredService<IOptions<RelayOptions>>().Value) with { IsOn = true }); // by the tests themselves
            }

            services.Remove(services.Single(service => service.ImplementationType == typeof(MaintenanceStarter))); // tests call the jobs' verbs
            Replacements.ForEach(replace => replace(services));
        });
    }

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

internal static class StoredBytesAssertions
{
    public static void ShouldNotContainText(this byte[] stored, string text) =>
        stored.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)).ShouldBe(-1, "A secret is in the store's files.");
}
