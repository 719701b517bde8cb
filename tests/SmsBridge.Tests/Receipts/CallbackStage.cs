using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Primitives;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Twilio;
using SmsBridge.Messages;
using SmsBridge.Receipts;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tenants;
using SmsBridge.Tests.Outages;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Receipts;

/// <summary>The application with the real gateway, between a stand-in core and a stand-in Twilio that knows two accounts and calls back.</summary>
internal sealed class CallbackStage : IAsyncDisposable
{
    public const string OtherSid = "AC00000000000000000000000000000002";
    public const string OtherToken = "fedcba9876543210fedcba9876543210";
    public const string OtherSender = "+12025550199";
    public const string KeySid = "SK00000000000000000000000000000001";
    public const string KeySecret = "keysecretkeysecretkeysecretkeyse";

    private Doorway _doorway = null!;

    private CallbackStage()
    {
    }

    public SmsBridgeApp App { get; } = new();

    public StandInTwilio Twilio { get; private set; } = null!;

    public StandInAccount Account { get; private set; } = null!;

    public StandInAccount Other { get; private set; } = null!;

    public TestTenant Tenant { get; private set; } = null!;

    public LogLines Log { get; } = new();

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<CallbackStage> SetUpAsync(bool sendCallbacks = true, string? token = null, Action<SmsBridgeApp>? configure = null)
    {
        var stage = new CallbackStage();
        await stage.App.InitializeAsync();
        stage.Twilio = await StandInTwilio.StartAsync(new StandInTwilioOptions { SendCallbacks = sendCallbacks, RecordRequests = true }, stage.App.Clock);
        stage.Account = stage.Twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        stage.Other = stage.Twilio.AddAccount(OtherSid, OtherToken, [OtherSender]);
        stage.Twilio.AddApiKey(stage.Account, KeySid, KeySecret);
        stage._doorway = await Doorway.OpenAsync(Token);
        stage.App.Settings["Twilio:BaseUrl"] = stage.Twilio.Url.GetLeftPart(UriPartial.Authority);
        stage.App.Settings["Bridge:PublicUrl"] = stage._doorway.Url.GetLeftPart(UriPartial.Authority);
        stage.App.Replacements.Add(services => services
            .RemoveAll<ISmsGateway>()
            .AddSingleton<ISmsGateway>(provider => provider.GetRequiredService<TwilioGateway>())
            .AddSingleton<ISmsGateway, SmsBridge.Gateways.Log.LogGateway>()
            .AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(_ => new Microsoft.Extensions.Logging.LoggerFactory([stage.Log])));
        configure?.Invoke(stage.App);
        stage._doorway.LeadTo(stage.App.CreateCaller());
        stage.Tenant = await stage.RegisterAsync("bank", token ?? Some.AuthToken);
        return stage;
    }

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    /// <summary>The tenant was deleted, its key with it.</summary>
    public void ForgetKey(string name) => _keys.Remove(name);

    public async Task<TestTenant> RegisterAsync(string name, string token, string account = Some.AccountSid, string sender = Some.Sender)
    {
        var books = App.AddCoreTenant(name);
        books.AddClient(TestTenant.Client, "Jane Wanjiru", "0712 345 678");
        books.AddLoan(TestTenant.Loan, TestTenant.Client, 10_000m);
        var registration = App.Registration(name);
        (registration["smsProviderToken"], registration["smsProviderAccountId"], registration["phoneNo"]) = (token, account, sender);
        using var client = App.CreateClient();
        if (_keys.TryGetValue(name, out var key))
        {
            client.DefaultRequestHeaders.Add(SmsBridge.Web.ApiKeyHeader.Fineract, key); // another account needs more than a login
        }

        using var answer = await client.PostAsJsonAsync("/modules/sms/configuration", registration, Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Token));
        var given = (await answer.Content.ReadFromJsonAsync<string>(Token))!;
        _keys[name] = given;
        return new TestTenant(App, name, given, books);
    }

    public async Task<long> SendAsync(decimal amount = 1_500m)
    {
        var id = await Tenant.RepayAsync(amount);
        await App.DrainAsync();
        return id;
    }

    public async Task ChangeAsync(object settings)
    {
        using var caller = Tenant.CreateCaller();
        using var answer = await caller.PatchAsJsonAsync(Tenant.ConfigurationUrl, settings, Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Token));
    }

    public Task ChangeToOtherAsync() =>
        ChangeAsync(new { smsProviderAccountId = OtherSid, smsProviderToken = OtherToken, phoneNo = OtherSender });

    public async Task<MessageStatus> StatusAsync(long id) =>
        (MessageStatus)(await App.QueryAsync<long>("SELECT status FROM message WHERE event_id = @id", new { id })).Single();

    public async Task<int> ForgeriesAsync() => (await App.QueryAsync<long>("SELECT event_id FROM status_change WHERE reason = 'forged_receipt'")).Count;

    public async Task<int> KeptAsync() => (await App.QueryAsync<long>("SELECT id FROM former_account")).Count;

    public async Task PollAfterAsync(TimeSpan wait)
    {
        App.Clock.Advance(wait);
        await App.Services.GetRequiredService<ReceiptPolling>().RunAsync(Token);
        await App.Services.GetRequiredService<FormerAccounts>().ForgetSettledAsync(Token);
    }

    /// <summary>A client's reply, as Twilio posts it.</summary>
    /// <param name="sharedKey">Signed with this instead, by HMAC-SHA256.</param>
    public async Task<HttpStatusCode> ReplyAsync(string account, string token, string to, string? sharedKey = null, string word = "STOP", string from = Some.Mobile)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AccountSid"] = account, ["From"] = from, ["To"] = to, ["Body"] = word, ["MessageSid"] = $"SM{Guid.NewGuid():N}",
        };
        var url = new Uri(_doorway.Url, $"/twilio/inbound/{Tenant.Id}");
        var values = form.Select(pair => KeyValuePair.Create(pair.Key, new StringValues(pair.Value))).ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add(TwilioSignature.Header, sharedKey is null
            ? TwilioSignature.Compute(token, url.AbsoluteUri, values)
            : TwilioSignature.Compute(sharedKey, url.AbsoluteUri, values, System.Security.Cryptography.HashAlgorithmName.SHA256));
        if (sharedKey is not null)
        {
            request.Headers.Add(TwilioSignatureSettings.Header, "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256");
        }

        using var client = new HttpClient();
        using var answer = await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _doorway.DisposeAsync();
        await Twilio.DisposeAsync();
    }
}
