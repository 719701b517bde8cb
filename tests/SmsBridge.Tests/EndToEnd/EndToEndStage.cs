using System.Text;
using System.Text.Json.Nodes;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.EndToEnd;

/// <summary>Tests that run the bridge as a process of its own: one after the other, the machine is shared.</summary>
[CollectionDefinition(Name)]
public sealed class BridgeProcesses
{
    public const string Name = "bridge processes";
}

/// <summary>Stand-in core and Twilio, and the real bridge as a process on a folder of its own. Started with the first tenant.</summary>
public sealed class EndToEndStage : IAsyncLifetime
{
    public const string User = "mifos";
    public const string Password = "pass:word";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smsbridge-e2e-");
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Dictionary<string, StandInTenant> _tenants = new(StringComparer.Ordinal);
    private int _lastClient;

    internal StandInCore Core { get; private set; } = null!;

    internal StandInTwilio Twilio { get; private set; } = null!;

    internal BridgeProcess Bridge { get; private set; } = null!;

    /// <summary>How the stand-in Twilio behaves; set before it starts.</summary>
    internal StandInTwilioOptions TwilioOptions { get; init; } = new();

    internal static string MifosToken => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}"));

    internal static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Core = await StandInCore.StartAsync(new StandInCoreOptions(), Cancellation);
        Twilio = await StandInTwilio.StartAsync(TwilioOptions);
        Twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        Bridge = new BridgeProcess(new BridgeProcessOptions(_folder.FullName)
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Twilio:BaseUrl"] = Twilio.Url.GetLeftPart(UriPartial.Authority),
                ["Numbers:DefaultRegion"] = "KE",
                ["Relay:DoubtPeriod"] = "00:00:10",
                ["Partners:RequireHttps"] = "false",
                ["Partners:AllowPrivateCallbacks"] = "true",
                ["Notices:PollInterval"] = "00:00:00.1",
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Twilio.DisposeAsync();
        await Core.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Registers a new tenant as a current core does, on the host root; starts the bridge if need be.</summary>
    /// <returns>Its API key.</returns>
    internal async Task<string> RegisterAsync(string tenant)
    {
        if (!Bridge.IsRunning)
        {
            await Bridge.StartAsync(Cancellation);
        }

        _tenants[tenant] = Core.AddTenant(tenant, new StandInUser(User, Password));
        var hooks = new CoreHooks(_http, Generation.G4, new Uri(Bridge.Url, "/modules/sms/").AbsoluteUri, tenant);
        return await hooks.RegisterAsync(
            new HookRegistration(Some.Sender, "twilio", Some.AccountSid, Some.AuthToken, MifosToken, Core.BaseUrl), Cancellation);
    }

    /// <summary>What a tenant's core has to send by itself.</summary>
    internal StandInTexts TextsOf(string tenant) => _tenants[tenant].Texts;

    /// <summary>What a tenant's core did.</summary>
    internal StandInAudits AuditsOf(string tenant) => _tenants[tenant].Audits;

    /// <summary>A client nobody else has, with a number nobody else has.</summary>
    internal StandInClient AddClient(string tenant)
    {
        var id = 100 + Interlocked.Increment(ref _lastClient);
        return _tenants[tenant].AddClient(id, $"Client {id}", $"0712 345 {id:000}");
    }

    internal StandInClient AddClientWithoutNumber(string tenant) =>
        _tenants[tenant].AddClient(100 + Interlocked.Increment(ref _lastClient), "No Number", mobileNo: null);

    /// <summary>As when somebody corrects the client in the core.</summary>
    internal void SetNumber(string tenant, StandInClient client, string mobileNo) => _tenants[tenant].AddClient(client with { MobileNo = mobileNo });

    /// <returns>Loan and transaction.</returns>
    internal (long LoanId, long TransactionId) AddRepayment(string tenant, StandInClient client)
    {
        var loan = _tenants[tenant].AddLoan(client.Id + 1_000, client.Id, 10_000m);
        return (loan.Id, _tenants[tenant].AddRepayment(loan.Id, 1_500m, new DateOnly(2026, 11, 21)));
    }

    /// <summary>One more on a large loan of the client's, of an amount of its own.</summary>
    internal (long LoanId, long TransactionId) AddPayment(string tenant, StandInClient client, int amount)
    {
        var loan = client.Id + 2_000;
        if (amount == 1)
        {
            _tenants[tenant].AddLoan(loan, client.Id, 1_000_000_000m);
        }

        return (loan, _tenants[tenant].AddRepayment(loan, amount, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)));
    }

    /// <summary>As when a loan of 10,000 is paid out to a client today.</summary>
    internal async Task PayOutAsync(string tenant, string apiKey, StandInClient client)
    {
        var loan = _tenants[tenant].AddLoan(client.Id + 1_000, client.Id, 10_000m);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        _tenants[tenant].AddTransaction(new StandInTransaction(client.Id + 9_000, loan.Id, 10_000m, today) { TypeId = 1, BalanceAfter = 10_000m });
        var (status, _, _) = await PostAsync(
            $$"""{"officeId":1,"clientId":{{client.Id}},"loanId":{{loan.Id}},"resourceId":{{loan.Id}},"subResourceId":{{client.Id + 9_000}}}""",
            ("X-Fineract-Entity", "LOAN"), ("X-Fineract-Action", "DISBURSE"), ("Fineract-Platform-TenantId", tenant), ("X-Fineract-API-Key", apiKey));
        status.ShouldBe(200);
    }

    internal static string NumberOf(StandInClient client) => "+254" + client.MobileNo!.Replace(" ", "", StringComparison.Ordinal)[1..];

    /// <summary>Posts a body with exactly these headers.</summary>
    internal async Task<(int Status, string? Type, JsonNode? Answer)> PostAsync(string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Bridge.Url, "/modules/sms/"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await _http.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    /// <summary>CLIENT CREATE, flat, as Fineract 1.0 to 1.4 sends it; the answer must be 200.</summary>
    internal async Task<long> PostClientCreatedAsync(string tenant, string apiKey, long clientId)
    {
        var (status, _, answer) = await PostAsync(
            $$"""{"officeId":1,"clientId":{{clientId}},"resourceId":{{clientId}}}""",
            ("X-Fineract-Entity", "CLIENT"), ("X-Fineract-Action", "CREATE"), ("Fineract-Platform-TenantId", tenant), ("X-Fineract-API-Key", apiKey));
        status.ShouldBe(200);
        return (long)answer!["eventId"]!;
    }

    /// <summary>The bridge's own record.</summary>
    /// <param name="path">After the tenant: empty, or an event's number.</param>
    internal async Task<JsonNode> EventLogAsync(string tenant, string apiKey, string path = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Bridge.Url, $"/modules/sms/events/{tenant}{path}"));
        request.Headers.Add("X-Fineract-API-Key", apiKey);
        using var answer = await _http.SendAsync(request, Cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;
    }

    internal async Task<JsonNode> NewestEventAsync(string tenant, string apiKey) =>
        (await EventLogAsync(tenant, apiKey, "?limit=1"))["events"]![0]!;

    internal Task<JsonNode> EventBecomesAsync(string tenant, string apiKey, long eventId, string status) => Eventually.BecomesAsync(
        () => EventLogAsync(tenant, apiKey, $"/{eventId}"), detail => (string?)detail["event"]!["status"] == status, $"event {eventId} {status}");

    /// <summary>SMS that reached Twilio for a client.</summary>
    internal IReadOnlyList<StandInMessageView> SmsTo(StandInClient client) => [.. Twilio.Messages.Where(message => message.To == NumberOf(client))];

    internal Task<StandInMessageView> WaitForSmsToAsync(StandInClient client) =>
        Twilio.WaitForMessageAsync(message => message.To == NumberOf(client), Cancellation).WaitAsync(Eventually.Deadline, TimeProvider.System, Cancellation);
}
