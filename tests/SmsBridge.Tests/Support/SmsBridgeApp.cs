using System.Net.Http.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SmsBridge.Messages;
using SmsBridge.Outbox;
using SmsBridge.Relay;
using SmsBridge.Simulator.Core;
using SmsBridge.Storage;
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

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-test-");
    private int _rotation;

    internal TestClock Clock { get; } = new();

    internal FakeSmsGateway Gateway { get; }

    internal StandInCore Core { get; private set; } = null!;

    internal Generation Generation { get; init; } = Generation.G4;

    /// <summary>Settings to override, set before first use.</summary>
    internal Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    internal string DatabaseFile => Path.Combine(_folder.FullName, "smsbridge.db");

    public SmsBridgeApp() => Gateway = new FakeSmsGateway(Clock);

    public async ValueTask InitializeAsync()
    {
        Core = await StandInCore.StartAsync(new StandInCoreOptions { Generation = Generation }, TestContext.Current.CancellationToken);
        AddCoreTenant(Some.Tenant);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Core.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>A tenant of the core with the one user that registrations here name.</summary>
    internal StandInTenant AddCoreTenant(string tenant) => Core.AddTenant(tenant, new StandInUser(User, Password));

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
    internal CoreHooks Hooks(string apiKey, string tenant = Some.Tenant, Generation? generation = null) =>
        new(CreateClient(), generation ?? Generation, "http://localhost/modules/sms/", tenant) { ApiKey = apiKey, Time = Clock };

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

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Storage:ConnectionString", $"Data Source={DatabaseFile}");
        builder.UseSetting("Relay:Enabled", "false");
        builder.UseSetting("Numbers:DefaultRegion", "KE");
        builder.UseSetting("Serilog:MinimumLevel", "Warning"); // itself: the fixture hands on every section, and an empty one is no level
        builder.UseSetting("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Warning");
        builder.UseSetting("Serilog:WriteTo:1:Args:path", Path.Combine(_folder.FullName, "log.json"));
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
        });
    }
}
