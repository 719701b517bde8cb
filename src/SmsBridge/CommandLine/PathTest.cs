using System.Net;
using System.Net.Sockets;
using System.Text;
using SmsBridge.Doctor;
using SmsBridge.Insight.EventLog;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Web;

namespace SmsBridge.CommandLine;

/// <summary>
/// Posts a hook to the payload URL as the core would, and looks whether it arrived in this bridge's database: the one proof that the address
/// leads here. The event is of a kind that no SMS belongs to, and the key it comes with is lent for it.
/// </summary>
internal sealed class PathTest(Database database, TenantAdmin admin, TrafficDoctor traffic, IHttpClientFactory clients)
{
    public const string Client = "path test";

    /// <summary>Among what may arrive meanwhile.</summary>
    private const int LookBack = 50;

    public async Task<CheckView> RunAsync(Tenant tenant, string payloadUrl, CancellationToken cancellationToken)
    {
        if (!database.IsServed)
        {
            return new CheckView("testEvent", CheckOutcome.Unknown, "Not sent, because the service is not running.", "Start the service, then connect again.");
        }

        var before = await NewestAsync(tenant, cancellationToken);
        var key = await admin.LendKeyAsync(tenant);
        try
        {
            if (await PostAsync(tenant, payloadUrl, key, cancellationToken) is { } problem)
            {
                return new CheckView("testEvent", CheckOutcome.Failed, problem, "Check Bridge:PublicUrl, and the proxy and the certificate in front of the bridge.");
            }
        }
        finally
        {
            await admin.EndKeyAsync(key);
        }

        return await NewestAsync(tenant, cancellationToken) is { } arrived && arrived != before
            ? new CheckView("testEvent", CheckOutcome.Passed, $"A test event posted to {payloadUrl} arrived as event {arrived}.")
            : new CheckView(
                "testEvent", CheckOutcome.Failed, $"{payloadUrl} answers, but the test event did not arrive here: another bridge, or another database.",
                "Check Bridge:PublicUrl, and that the command line has the service's settings.");
    }

    /// <summary>Null when it was taken.</summary>
    private async Task<string?> PostAsync(Tenant tenant, string payloadUrl, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, payloadUrl) { Content = new StringContent("""{"resourceId":0}""", Encoding.UTF8, "application/json") };
        request.Headers.Add(CoreHeaders.EntityFineract, EventType.PathTest.Entity);
        request.Headers.Add(CoreHeaders.ActionFineract, EventType.PathTest.Action);
        request.Headers.Add(CoreHeaders.TenantFineract, tenant.Identifier);
        request.Headers.Add(ApiKeyHeader.Fineract, key);
        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => null,
                >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest =>
                    $"{payloadUrl} redirects (HTTP {(int)answer.StatusCode}): cores lose events by that.",
                _ => $"{payloadUrl} answers HTTP {(int)answer.StatusCode} to a hook with the right key.",
            };
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException)
        {
            return $"{payloadUrl} can not be reached from here: {(exception.InnerException ?? exception).Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{payloadUrl} did not answer in time.";
        }
    }

    /// <summary>The newest test event; null when there is none lately.</summary>
    private async Task<long?> NewestAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var last = await traffic.LastEventsAsync(tenant, LookBack, cancellationToken);
        return last.FirstOrDefault(IsTest)?.EventId;
    }

    private static bool IsTest(EventView it) => new EventType(it.Entity, it.Action) == EventType.PathTest;
}
