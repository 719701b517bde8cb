using Dapper;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Ledger;
using SmsBridge.Simulator.Core;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Relay;

/// <summary>A tenant of the application whose events go from the hook to the SMS; each test takes a tenant of its own.</summary>
internal sealed class RelayDriver
{
    private static int s_lastTenant;

    private RelayDriver(SmsBridgeApp app, StandInTenant core, CoreHooks hooks) => (App, Core, Hooks) = (app, core, hooks);

    public SmsBridgeApp App { get; }

    public StandInTenant Core { get; }

    public CoreHooks Hooks { get; }

    /// <summary>A tenant that registered in its own way.</summary>
    public static RelayDriver Of(SmsBridgeApp app, StandInTenant core, CoreHooks hooks) => new(app, core, hooks);

    public static async Task<RelayDriver> RegisterAsync(SmsBridgeApp app)
    {
        var name = $"tenant{Interlocked.Increment(ref s_lastTenant)}";
        var core = app.AddCoreTenant(name);
        app.Core.Faults.Clear();
        return new RelayDriver(app, core, app.Hooks(await app.RegisterAsync(name), name));
    }

    /// <summary>The hook of a new client, whom the core knows already.</summary>
    public async Task ClientAsync(long id, string? mobileNo, string name = "Jane Wanjiru")
    {
        Core.AddClient(id, name, mobileNo);
        await PostClientAsync(id);
    }

    public async Task PostClientAsync(long id)
    {
        using var answer = await Hooks.PostClientCreatedAsync(1, id, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async Task SmsAsync(string mobileNo, string text)
    {
        using var answer = await Hooks.PostSmsAsync(mobileNo, text, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Texts handed to the provider, sent or not.</summary>
    public static List<string> Sent(SmsBridgeApp app) => [.. app.Gateway.Sent.Select(sms => sms.Body)];

    /// <summary>The latest message of this tenant.</summary>
    public MessageState Message() => Messages()[^1];

    public List<MessageState> Messages()
    {
        using var connection = App.Services.GetRequiredService<Database>().OpenRead();
        return connection.Query<MessageState>("""
            SELECT status AS Status, message.attempts AS Attempts, tries AS Tries, provider_id AS ProviderId, provider_status AS ProviderStatus,
                reason AS Reason, error_code AS ErrorCode, due_at AS DueAt, lease_owner AS LeaseOwner, final_at AS FinalAt
            FROM message WHERE tenant_id = (SELECT id FROM tenant WHERE identifier = @Id ORDER BY id DESC LIMIT 1) ORDER BY event_id
            """, new { Core.Id }).AsList();
    }

    public long LastEvent()
    {
        using var connection = App.Services.GetRequiredService<Database>().OpenRead();
        return connection.ExecuteScalar<long>("SELECT MAX(id) FROM event");
    }

    /// <summary>What the relay has in hand when a process dies between the intent and the answer: the lease, and the intent on disk.</summary>
    public async Task<ClaimedMessage> DieAfterIntentAsync(string to, string text, string sender = Some.Sender)
    {
        var outbox = App.Services.GetRequiredService<MessageOutbox>();
        var now = App.Clock.GetUtcNow();
        var leased = (await outbox.ClaimAsync(new ClaimMessages(
            App.Services.GetRequiredService<Database>().NodeId, now, now + TimeSpan.FromMinutes(2), 100, 0, _ => 100))).ShouldHaveSingleItem();
        (await outbox.StoreIntentAsync(
            leased, new Intent(1, SmsBridge.Numbers.Msisdn.FromE164(to), sender, "twilio", Some.AccountSid, text, 1), now + TimeSpan.FromMinutes(2))).ShouldBe(IntentOutcome.Stored);
        return leased;
    }
}
