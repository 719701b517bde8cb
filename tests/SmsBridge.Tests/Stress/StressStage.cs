using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;
using SmsBridge.Simulator.Twilio;
using SmsBridge.Tests.Support;

namespace SmsBridge.Tests.Stress;

/// <summary>How a launch went.</summary>
internal enum Ending
{
    Unknown,
    Ended,
    Serves,
}

/// <summary>The real bridge as a process on a folder that is given, with one tenant; what its hooks were answered is kept.</summary>
internal sealed class StressStage : IAsyncDisposable
{
    public const string Tenant = "bank";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly ConcurrentDictionary<string, HttpStatusCode> _answers = new(StringComparer.Ordinal);
    private readonly StandInCore _core;
    private CoreHooks _hooks = null!;
    private int _last;

    private StressStage(StandInCore core, StandInTwilio twilio, BridgeProcess bridge) => (_core, Twilio, Bridge) = (core, twilio, bridge);

    public StandInTwilio Twilio { get; }

    public BridgeProcess Bridge { get; }

    /// <summary>Texts of hooks answered 200: each must become one SMS.</summary>
    public IReadOnlyList<string> Taken => [.. _answers.Where(answer => answer.Value == HttpStatusCode.OK).Select(answer => answer.Key)];

    public IReadOnlyList<string> Refused => [.. _answers.Where(answer => answer.Value != HttpStatusCode.OK).Select(answer => answer.Key)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StressStage> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var twilio = await StandInTwilio.StartAsync();
        twilio.AddAccount(Some.AccountSid, Some.AuthToken, [Some.Sender]);
        var bridge = new BridgeProcess(new BridgeProcessOptions(folder)
        {
            Settings = new Dictionary<string, string>(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)), StringComparer.Ordinal)
            {
                ["Twilio:BaseUrl"] = twilio.Url.GetLeftPart(UriPartial.Authority),
                ["Numbers:DefaultRegion"] = "KE",
                ["Relay:DoubtPeriod"] = "00:00:10",
                ["Relay:LeaseDuration"] = "00:00:30",
                ["Storage:BusyTimeout"] = "00:00:00.2",
            },
        });
        var stage = new StressStage(await StandInCore.StartAsync(new StandInCoreOptions(), Token), twilio, bridge);
        try
        {
            await bridge.StartAsync(Token);
            await stage.RegisterAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>An sms/send with a text nobody else has; every answer but 200 must be 503 with Retry-After and the reason.</summary>
    public async Task<HttpStatusCode> PostAsync(string? text = null)
    {
        text ??= $"{Interlocked.Increment(ref _last)} {new string('x', 600)}";
        using var answer = await TryPostAsync(text);
        if (answer is null)
        {
            return _answers[text] = default;
        }

        if (answer.StatusCode != HttpStatusCode.OK)
        {
            var words = await answer.Content.ReadAsStringAsync(Token);
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, words);
            answer.Headers.RetryAfter.ShouldNotBeNull().Delta.ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.Zero);
            words.ShouldContain("The store can not take a write now.");
        }

        return _answers[text] = answer.StatusCode;
    }

    /// <returns>Null when no answer came, so that nobody knows whether it was taken.</returns>
    private async Task<HttpResponseMessage?> TryPostAsync(string text)
    {
        try
        {
            return await _hooks.PostSmsAsync("0712345678", text, Token);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Posts over several connections until somebody has been refused this often, or has been taken this often.</summary>
    public async Task PostUntilAsync(int refused = int.MaxValue, int taken = int.MaxValue)
    {
        var (no, yes) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            while (Volatile.Read(ref no) < refused && Volatile.Read(ref yes) < taken)
            {
                _ = await PostAsync() == HttpStatusCode.OK ? Interlocked.Increment(ref yes) : Interlocked.Increment(ref no);
            }
        }));
    }

    /// <summary>A core tells again what was refused.</summary>
    public async Task RepeatRefusedAsync()
    {
        foreach (var text in Refused)
        {
            (await PostAsync(text)).ShouldBe(HttpStatusCode.OK);
        }
    }

    public async Task<(HttpStatusCode Status, string Words)> HealthAsync(string which)
    {
        using var answer = await _http.GetAsync(new Uri(Bridge.Url, $"/health/{which}"), Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    /// <summary>As soon as the store's state is looked at again: it is remembered for a second.</summary>
    public Task<(HttpStatusCode Status, string Words)> BecomesAsync(HttpStatusCode ready) => Eventually.BecomesAsync(
        () => HealthAsync("ready"), health => health.Status == ready, $"ready answering {ready}");

    /// <summary>After a launch of which nobody knows how it goes.</summary>
    public Task<Ending> EndsOrServesAsync() => Eventually.BecomesAsync(
        async () =>
        {
            try
            {
                return !Bridge.IsRunning ? Ending.Ended : (await HealthAsync("live")).Status == HttpStatusCode.OK ? Ending.Serves : Ending.Unknown;
            }
            catch (HttpRequestException)
            {
                return Ending.Unknown; // does not listen yet, or no more
            }
        },
        ending => ending != Ending.Unknown, "ended or serving");

    public async Task<(HttpStatusCode Status, string Words)> EventLogAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Bridge.Url, $"/modules/sms/events/{Tenant}"));
        request.Headers.Add("X-Fineract-API-Key", _hooks.ApiKey);
        using var answer = await _http.SendAsync(request, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    /// <summary>
    /// Waits until every hook answered 200 went out (a lease and a doubt may have to end first), then compares: none is missing, none is there
    /// twice, on either side, and the file is whole.
    /// </summary>
    public async Task ShouldBeConservedAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await QueryAsync("SELECT (SELECT COUNT(*) FROM waiting_event) + (SELECT COUNT(*) FROM message WHERE due_at IS NOT NULL)") > 0)
        {
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromMinutes(2), "It does not come to an end.");
            await Twilio.FinishAsync(Token);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        }

        var sms = Twilio.Messages.CountBy(message => message.Body).ToDictionary(StringComparer.Ordinal);
        sms.Where(times => times.Value != 1).ShouldBeEmpty();
        sms.Keys.ShouldBe(Taken, ignoreOrder: true);
        (await QueryAsync("SELECT COUNT(*) FROM event WHERE verdict = 1")).ShouldBe(Taken.Count);
        (await QueryAsync("SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'")).ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await Twilio.DisposeAsync();
        await _core.DisposeAsync();
        _http.Dispose();
    }

    private async Task RegisterAsync()
    {
        _core.AddTenant(Tenant, new StandInUser("mifos", "password"));
        _hooks = new CoreHooks(_http, Generation.G4, new Uri(Bridge.Url, "/modules/sms/").AbsoluteUri, Tenant);
        await _hooks.RegisterAsync(
            new HookRegistration(
                Some.Sender, "twilio", Some.AccountSid, Some.AuthToken, Convert.ToBase64String(Encoding.UTF8.GetBytes("mifos:password")), _core.BaseUrl),
            Token);
    }

    private async Task<long> QueryAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Bridge.DatabaseFile};Mode=ReadOnly;Pooling=False");
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, sql);
    }
}
