using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SmsBridge.Gaps;
using SmsBridge.Insight.Statistics;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Restores;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Relay;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Restores;

/// <summary>An installation whose database is put back to what it was: its core, its provider and its clock go on.</summary>
internal sealed class RestoreStage(SmsBridgeApp first) : IAsyncDisposable
{
    private readonly List<SmsBridgeApp> _later = [];
    private string _key = "";

    /// <summary>As it runs now.</summary>
    public SmsBridgeApp App { get; private set; } = first;

    public RelayDriver Relay { get; private set; } = null!;

    public RestoreDirectory Restores => App.Services.GetRequiredService<RestoreDirectory>();

    /// <summary>Calls to the provider, ever.</summary>
    public int Sent => App.Gateway.Sent.Count;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task RegisterAsync()
    {
        Relay = await RelayDriver.RegisterAsync(App);
        (_key, Relay.Core.Audits.Time) = (Relay.Hooks.ApiKey!, App.Clock);
        App.Clock.Advance(TimeSpan.FromHours(1));
    }

    /// <summary>A client of the core: on its trail, whether a hook tells of it or not.</summary>
    public void AddClient(long id)
    {
        Relay.Core.AddClient(id, $"Client {id}", $"0712 000 {id}");
        Relay.Core.Audits.Record(HookEvent.ClientCreated(1, id));
    }

    public async Task CreateClientAsync(long id)
    {
        AddClient(id);
        await Relay.PostClientAsync(id);
    }

    /// <summary>Keeps the database, and goes on.</summary>
    public async Task BackUpAsync()
    {
        await RestartAsync(App.KeepStore);
        App.Clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>Puts the kept database back, marked as such, in a quarter of an hour.</summary>
    public async Task PutBackAsync()
    {
        App.Clock.Advance(TimeSpan.FromMinutes(15));
        await RestartAsync(App.PutStoreBack, marks: true);
    }

    /// <summary>Killed, and started again.</summary>
    public Task RestartAsync() => RestartAsync(meanwhile: null);

    /// <returns>Whether nothing is left to be done.</returns>
    public async Task<bool> ReconcileAsync()
    {
        await App.Services.GetRequiredService<Reconciliation>().AskAsync(Cancellation);
        return await App.Services.GetRequiredService<Reconciliation>().OpenAsync(Cancellation);
    }

    /// <summary>Looks and asks, as the service does, for so long.</summary>
    public async Task GoOnAsync(TimeSpan span)
    {
        for (var end = App.Clock.GetUtcNow() + span; App.Clock.GetUtcNow() < end;)
        {
            await ReconcileAsync();
            await App.DrainAfterAsync(TimeSpan.FromSeconds(10));
        }
    }

    public async Task<RestoredTenantView> StandingAsync() =>
        (await App.Services.GetRequiredService<RestoreViews>().StatusAsync(Cancellation)).Tenants.ShouldHaveSingleItem();

    public Task<IReadOnlyList<AttentionItem>> AttentionAsync() => App.Services.GetRequiredService<Attention>().ListAsync(
        new SignedInOperator(0, "viewer", OperatorRole.Viewer, TenantScope.Of([Relay.Core.Id]), "", null), Cancellation);

    /// <summary>By event: what became of each.</summary>
    public List<(MessageStatus Status, string? Reason)> Messages() => Relay.Messages().ConvertAll(message => (message.Status, message.Reason));

    public async ValueTask DisposeAsync()
    {
        _later.Reverse();
        foreach (var app in _later)
        {
            await app.DisposeAsync();
        }
    }

    private async Task RestartAsync(Action? meanwhile, bool marks = false)
    {
        App = await App.RestartAsync(meanwhile);
        _later.Add(App);
        if (marks)
        {
            await MarkAsync();
        }

        Relay = RelayDriver.Of(App, Relay.Core, App.Hooks(_key, Relay.Core.Id));
    }

    /// <summary>As <c>restore FILE</c> and <c>restore mark</c> do, before anything is started on it.</summary>
    private async Task MarkAsync()
    {
        using var database = new Database(
            Options.Create(new StorageOptions { Provider = TestDatabase.Provider, ConnectionString = App.ConnectionString }), [], App.Clock, NullLogger<Database>.Instance);
        database.OpenBeside(mayCreate: false);
        await new RestoreStore(database, App.Clock).MarkAsync(backupAt: null, static (_, _) => { });
    }
}
