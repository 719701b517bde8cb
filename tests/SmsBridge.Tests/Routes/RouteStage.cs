using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Routes;

/// <summary>A tenant with accounts at three providers: the registered one, and two more.</summary>
public sealed class RouteStage : IAsyncLifetime
{
    public const string Mobile = "0712345678";

    public RouteStage() => (Second, Third) = (new FakeSmsGateway(App.Clock, "second"), new FakeSmsGateway(App.Clock, "third"));

    public SmsBridgeApp App { get; } = new();

    internal FakeSmsGateway First => App.Gateway;

    internal FakeSmsGateway Second { get; }

    internal FakeSmsGateway Third { get; }

    internal TestTenant Own { get; private set; } = null!;

    internal Tenant Tenant => App.Services.GetRequiredService<TenantDirectory>().Find(Own.Id)!;

    /// <summary>Everything sent by anybody.</summary>
    public int Taken => First.Taken.Count + Second.Taken.Count + Third.Taken.Count;

    public async ValueTask InitializeAsync()
    {
        App.Replacements.Add(services => services.AddSingleton<ISmsGateway>(Second).AddSingleton<ISmsGateway>(Third));
        await App.InitializeAsync();
        await RenewAsync();
    }

    /// <summary>A tenant that nobody has touched.</summary>
    public async Task RenewAsync() => Own = await App.NewTenantAsync();

    public ValueTask DisposeAsync() => App.DisposeAsync();

    public static object Account(string name, string? token = "a token of its own") =>
        new { name, provider = name, accountId = $"{name}-1", token, sender = name.ToUpperInvariant() };

    public async Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(object request)
    {
        using var caller = Own.CreateCaller();
        using var answer = await caller.PutAsJsonAsync($"/modules/sms/routes/{Own.Id}", request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, await Json.ReadAsync(answer));
    }

    /// <summary>By the first account, then the second, then the registered one.</summary>
    public async Task UseAllAsync(bool afterNonDelivery = false, int? leaveBelow = null, int? leaveLeast = null) => (await PutAsync(new
    {
        accounts = new[] { Account("second"), Account("third") },
        routes = new[] { new { name = "by-second", account = "second" }, new { name = "by-third", account = "third" }, new { name = "by-first", account = "registered" } },
        afterNonDelivery,
        leaveBelow,
        leaveLeast,
    })).Status.ShouldBe(HttpStatusCode.OK);

    public Task<JsonElement> ShowAsync() => Own.GetAsync($"/modules/sms/routes/{Own.Id}");

    public async Task<long> SmsAsync(string text = "Hello.")
    {
        using var answer = await Own.Hooks().PostSmsAsync(Mobile, text, TestContext.Current.CancellationToken);
        return (await HookReply.ReadAsync(answer)).EventId;
    }

    internal async Task<MessageState> MessageAsync(long id) => (await App.QueryAsync<MessageState>("""
        SELECT status AS Status, attempts AS Attempts, tries AS Tries, provider_id AS ProviderId, provider_status AS ProviderStatus, reason AS Reason,
            error_code AS ErrorCode, due_at AS DueAt, lease_owner AS LeaseOwner, final_at AS FinalAt
        FROM message WHERE event_id = @id
        """, new { id })).ShouldHaveSingleItem();

    internal async Task<List<string>> RoutesOfAsync(long id) =>
        await App.QueryAsync<string>("SELECT COALESCE(route, '-') FROM attempt WHERE event_id = @id ORDER BY number", new { id });

    internal Task<ReceiptState> ReportAsync(long id, string providerId, MessageStatus status, string provider) => ReceiptState.ApplyAsync(App, new Receipt(
        id, providerId, status, status.ToString(), status is MessageStatus.Undelivered or MessageStatus.Failed ? "17" : null,
        status is MessageStatus.Undelivered or MessageStatus.Failed ? Reasons.DeliveryFailed : null, null, _ => true) { Provider = provider });
}

/// <summary>What became of a report.</summary>
internal sealed record ReceiptState(SmsBridge.Ledger.ReceiptOutcome Outcome)
{
    public static async Task<ReceiptState> ApplyAsync(SmsBridgeApp app, Receipt receipt) =>
        new(await app.Services.GetRequiredService<SmsBridge.Ledger.IReceiptIntake>().AcceptAsync(receipt));
}
