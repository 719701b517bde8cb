using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using SmsBridge.Gateways;
using SmsBridge.Gateways.Reports;
using SmsBridge.Messages;
using SmsBridge.Numbers;
using SmsBridge.Operators;
using SmsBridge.Receipts;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tenants;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Gateways.Contract;

/// <summary>A provider as the contract sees it: its stand-in, what the bridge needs to call it, and what it can do.</summary>
internal abstract class ProviderStage : IAsyncDisposable
{
    public const string Text = "Malipo ya KES 1,500 & zaidi: \"asante\" {text} é";
    public const string PublicUrl = "https://sms.example.org";

    public SmsBridgeApp App { get; } = new();

    public string TenantName { get; private set; } = "";

    public TestTenant Tenant { get; private set; } = null!;

    /// <summary>Whether it can be asked what it has taken.</summary>
    public abstract bool CanFind { get; }

    /// <summary>Whether it can be asked what became of an SMS.</summary>
    public abstract bool CanPoll { get; }

    /// <summary>Whether a report by itself tells which SMS in doubt it is about.</summary>
    public virtual bool ReportsSettleDoubt => true;

    /// <summary>Whether its reports have a word for a client who wants nothing from the sender.</summary>
    public virtual bool TellsWhoBlocks => true;

    /// <summary>What the stand-in says that an SMS costs, with its answer or a report; null: nothing.</summary>
    public virtual Price? Price => null;

    /// <summary>Number and text of each SMS it took, as it knows them.</summary>
    public abstract IReadOnlyList<(string To, string Text)> Taken { get; }

    public abstract StandInFaults Faults { get; }

    /// <summary>Refuses the next call.</summary>
    public abstract void Refuse(StandInRefusal refusal);

    /// <summary>What it sends to the bridge about the n-th SMS.</summary>
    public abstract HttpRequestMessage ReportOf(int index, StandInNews news);

    /// <summary>What it sends about an SMS that it did not get from the bridge.</summary>
    public abstract Task<HttpStatusCode> ReportStrangeAsync(StandInNews news);

    /// <summary>False: each SMS has an address of its own, and of one that nobody knows nobody can sign.</summary>
    public virtual bool TakesStrangeReports => true;

    /// <summary>From now on it gives every SMS the same id.</summary>
    /// <returns>False: its ids are ours.</returns>
    public virtual bool RepeatIds() => false;

    /// <summary>The same, by somebody else.</summary>
    public abstract HttpRequestMessage ForgeryOf(int index, StandInNews news);

    /// <summary>Whether a client's SMS has a name at the provider, by which a repeat is known.</summary>
    public virtual bool RepliesHaveIds => true;

    /// <summary>What it sends to the bridge when a client writes.</summary>
    public abstract HttpRequestMessage ReplyOf(StandInReply reply);

    /// <summary>The same, by somebody else.</summary>
    public abstract HttpRequestMessage ForgedReplyOf(StandInReply reply);

    public virtual Task<HttpStatusCode> ReplyAsync(StandInReply reply) => PostAsync(ReplyOf(reply));

    /// <summary>As <c>smsbridge provider address</c> prints it for the tenant that was registered last.</summary>
    public Uri AddressOf(string provider) => App.Services.GetRequiredService<ReportAddresses>().Of(new Uri(PublicUrl + "/"), provider, TenantName);

    /// <summary>One that nobody was given.</summary>
    public Uri StrangeAddressOf(string provider) => new($"{PublicUrl}{ReportAddresses.Root}/{provider}/{TenantName}/{new string('A', 120)}");

    /// <summary>The tenant goes to another provider.</summary>
    public virtual Task LeaveAsync() => ChangeAsync(new { smsProvider = "twilio", smsProviderAccountId = Some.AccountSid, smsProviderToken = Some.AuthToken, phoneNo = Some.Sender, smsProviderSharedKey = "" });

    /// <summary>The tenant is deleted, with its SMS under way.</summary>
    public async Task DeleteAsync() =>
        (await App.Services.GetRequiredService<TenantVerbs>().DeleteAsync(Caller.CommandLine, TenantName, TenantName)).ShouldBeOfType<Outcome.Done>();

    public async Task ChangeAsync(object settings)
    {
        using var caller = Tenant.CreateCaller();
        using var changed = await caller.PatchAsJsonAsync(Tenant.ConfigurationUrl, settings, Token);
        changed.IsSuccessStatusCode.ShouldBeTrue(await changed.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Makes it know what became of the n-th, without telling.</summary>
    public virtual Task SettleAsync(int index, StandInNews news) => throw new NotSupportedException();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async Task SetUpAsync()
    {
        await App.InitializeAsync();
        await StartAsync();
        App.Settings["Bridge:PublicUrl"] = PublicUrl;
        Tenant = await RegisterAsync("bank");
        await RegisteredAsync();
    }

    public async Task<TestTenant> RegisterAsync(string name)
    {
        TenantName = name;
        var registration = App.Registration(name);
        Register(registration);
        var books = App.AddCoreTenant(name);
        using var client = App.CreateClient();
        using var answer = await client.PostAsJsonAsync("/modules/sms/configuration", registration, Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Token));
        return new TestTenant(App, name, (await answer.Content.ReadFromJsonAsync<string>(Token))!, books);
    }

    /// <returns>The message's number.</returns>
    public async Task<long> SendAsync(string to = Some.Mobile, string text = Text)
    {
        using var answer = await Tenant.Hooks().PostSmsAsync(to, text, Token);
        var id = (await HookReply.ReadAsync(answer)).EventId;
        await App.DrainAsync();
        return id;
    }

    public async Task<HttpStatusCode> PostAsync(HttpRequestMessage report)
    {
        using (report)
        {
            using var caller = App.CreateCaller("https");
            using var answer = await caller.SendAsync(report, Token);
            return answer.StatusCode;
        }
    }

    public virtual Task<HttpStatusCode> ReportAsync(int index, StandInNews news) => PostAsync(ReportOf(index, news));

    public async Task<(MessageStatus Status, string? Reason, string? ProviderId)> MessageAsync(long id)
    {
        var (status, reason, providerId) = (await App.QueryAsync<(long Status, string? Reason, string? ProviderId)>(
            "SELECT status, reason, provider_id FROM message WHERE event_id = @id", new { id })).ShouldHaveSingleItem();
        return ((MessageStatus)status, reason, providerId);
    }

    public async Task<MessageStatus> StatusAsync(long id) => (await MessageAsync(id)).Status;

    /// <summary>What waits for its SMS is looked for again, as a job does.</summary>
    public async Task LookAgainAsync()
    {
        App.Clock.Advance(UnknownReportStore.FirstLook);
        await App.Services.GetRequiredService<UnknownReports>().RunAsync(Token);
    }

    /// <summary>Hours of it, in steps as a relay takes them.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var step = TimeSpan.Zero; step < time; step += TimeSpan.FromMinutes(5))
        {
            await BeforeStepAsync();
            await App.DrainAfterAsync(TimeSpan.FromMinutes(5));
        }
    }

    /// <summary>What has to be in order before the clock moves on by much.</summary>
    protected virtual Task BeforeStepAsync() => Task.CompletedTask;

    /// <summary>One whose text is registered, straight to the provider.</summary>
    public async Task SendRegisteredAsync()
    {
        var sms = new OutgoingSms(1_001, Directory().SenderAccount.ShouldNotBeNull(), Msisdn.FromE164("+919876543210"), "Dear Jane.", null) { Registered = new RegisteredIds("1107161", "1101161", "77") };
        (await App.Services.GetRequiredService<SmsGateways>().For(sms.Account).SendAsync(sms, TestContext.Current.CancellationToken)).ShouldBeOfType<SendResult.Accepted>();
    }

    public Tenant Directory() => App.Services.GetRequiredService<TenantDirectory>().Find(TenantName).ShouldNotBeNull();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await StopAsync();
    }

    /// <summary>Starts the stand-in and tells the application of it.</summary>
    protected abstract Task StartAsync();

    protected abstract Task StopAsync();

    /// <summary>What a registration does not bring.</summary>
    protected virtual Task RegisteredAsync() => Task.CompletedTask;

    /// <summary>Provider, account, token and sender of a registration.</summary>
    protected abstract void Register(Dictionary<string, string> registration);
}
