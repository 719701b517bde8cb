using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Delivery;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Simulator.Partners;
using SmsBridge.Store;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Partners.Notices;

/// <summary>The whole application with partners and their receivers. Nothing is followed, confirmed or posted but on request.</summary>
public sealed class NoticeStage : IAsyncLifetime
{
    private readonly List<StandInPartner> _receivers = [];
    private int _partners;

    internal SmsBridgeApp App { get; private set; } = new();

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    internal NoticeActions Actions => App.Services.GetRequiredService<NoticeActions>();

    internal NoticeQueries Queries => App.Services.GetRequiredService<NoticeQueries>();

    public async ValueTask InitializeAsync()
    {
        App.Settings["Partners:RequireHttps"] = "false";
        App.Settings["Partners:AllowPrivateCallbacks"] = "true";
        await App.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        foreach (var receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    /// <summary>A partner of its own with one subscription, and a receiver that checks its secret.</summary>
    internal async Task<TestPartner> AddPartnerAsync(TestTenant tenant, bool smsStatus = true)
    {
        var receiver = await StandInPartner.StartAsync(Cancellation, time: App.Clock);
        _receivers.Add(receiver);
        var code = $"partner-{Interlocked.Increment(ref _partners)}";
        var secret = PartnerSecrets.NewSigningSecret();
        receiver.Secrets = [secret];
        var (now, secrets) = (App.Clock.GetUtcNow().ToUnixTimeMilliseconds(), App.Services.GetRequiredService<SecretBox>());
        var id = await App.Services.GetRequiredService<Database>().WriteAsync(session =>
        {
            var partner = session.Scalar<long>("INSERT INTO partner (code, password, created_at) VALUES (@code, '', @now) RETURNING id", new { code, now });
            session.Execute("INSERT INTO partner_tenant (partner_id, identifier) VALUES (@partner, @Id)", new { partner, tenant.Id });
            return session.Scalar<long>("""
                INSERT INTO subscription (partner_id, reference, callback_url, method, sms_status, secret, logged_at, updated_at)
                VALUES (@partner, 'ReconM12', @Url, 'transactionStatus', @smsStatus, @Secret, @now, @now) RETURNING id
                """, new { partner, Url = receiver.Url.AbsoluteUri, smsStatus, Secret = secrets.Seal(secret, SubscriptionRow.Purpose(partner, "ReconM12")), now });
        });
        return new TestPartner(id, code, secret, receiver, SmsBridge.Operators.Actor.CommandLine);
    }

    /// <summary>Takes up what happened, asks the cores, posts what is due; until there is nothing left to do now.</summary>
    internal async Task TellAsync()
    {
        await TestDatabase.SettleAsync();
        await App.Services.GetRequiredService<RecordFollower>().CatchUpAsync(Cancellation);
        await App.Services.GetRequiredService<ConfirmationWorker>().ConfirmDueAsync(Cancellation);
        await App.Services.GetRequiredService<DeliveryWorker>().DeliverDueAsync(Cancellation);
    }

    /// <returns>The new secret.</returns>
    internal async Task<string?> RotateSecretAsync(TestPartner partner) =>
        (await App.Services.GetRequiredService<PartnerSecretVerbs>().RotateSigningAsync(SmsBridge.Operators.Caller.CommandLine, partner.Code, "ReconM12", default, Cancellation))
            .ShouldBeOfType<SecretMade>().New.Secret;

    internal Task TellAfterAsync(TimeSpan wait)
    {
        App.Clock.Advance(wait);
        return TellAsync();
    }

    internal async Task RestartAsync() => App = await App.RestartAsync();

    internal async Task<List<NotificationRow>> NotificationsAsync(TestPartner partner) =>
        [.. (await Queries.ListAsync(partner.SubscriptionId, before: null, NoticeFilter.All, 1_000, Cancellation)).OrderBy(row => row.Id)];
}

/// <summary>A partner, its one subscription and its receiver.</summary>
internal sealed record TestPartner(long SubscriptionId, string Code, string Secret, StandInPartner Receiver, SmsBridge.Operators.Actor By)
{
    /// <summary>What arrived, in order; each must be signed.</summary>
    public List<JsonElement> Told => [.. Receiver.Received.Select(notice =>
    {
        StandInPartner.IsSignedBy(notice, Receiver.Secrets).ShouldBeTrue();
        return JsonSerializer.Deserialize<JsonElement>(notice.Body);
    })];

    public List<string> Codes => Told.ConvertAll(body => body.GetProperty("status").GetProperty("code").GetString()!);
}
