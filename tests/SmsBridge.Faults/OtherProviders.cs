using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using SmsBridge.Simulator.Faults;
using SmsBridge.Simulator.Providers;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>
/// Two more providers beside Twilio, or three, and the tenants' routes to all of them. Infobip fails in every way and can be asked afterwards; Vonage can be asked
/// nothing, so it refuses, throttles and goes away, but answers what it takes - unless the bridge is killed meanwhile; <see cref="OtherSmsc"/> can be asked nothing and
/// breaks its connections too. All report until they are heard.
/// </summary>
internal sealed class OtherProviders(int seed, TimeProvider time, bool withSmsc) : IAsyncDisposable
{
    public static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(500);

    private readonly FaultDice _dice = new(seed);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly ConcurrentDictionary<string, string> _reported = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ending = new();
    private int _unheard;
    private long _refused;

    public StandInInfobip Infobip { get; } = new();

    public StandInVonage Vonage { get; } = new();

    public OtherSmsc? Smsc { get; } = withSmsc ? new OtherSmsc(seed, time) : null;

    /// <summary>Everything was reported and heard.</summary>
    public bool IsIdle => Volatile.Read(ref _unheard) == 0 && Smsc?.IsIdle != false;

    /// <summary>How many calls were certainly refused or put off.</summary>
    public long Refused => Interlocked.Read(ref _refused) + (Smsc?.Refused ?? 0);

    /// <summary>They refuse and fail; else they take everything.</summary>
    public bool HasWeather
    {
        get;
        set
        {
            field = value;
            Smsc?.HasWeather = value;
        }
    }

    public Dictionary<string, string> Settings => new(Smsc?.Settings ?? [], StringComparer.Ordinal)
    {
        ["Infobip:BaseUrl"] = Infobip.Url.GetLeftPart(UriPartial.Authority),
        ["Infobip:Timeout"] = FaultStage.Timeout.ToString("c"),
        ["Vonage:BaseUrl"] = Vonage.Url.GetLeftPart(UriPartial.Authority),
        ["Vonage:Timeout"] = FaultStage.Timeout.ToString("c"),
        ["Relay:RoutePatience"] = "00:00:05",
        ["Serilog:MinimumLevel:Override:SmsBridge.Gateways"] = "Error",
    };

    public async Task StartAsync()
    {
        Smsc?.Start();
        foreach (var (provider, isAskable) in All())
        {
            await provider.StartAsync();
            provider.Faults.Plan = request => ForCall(provider, request, isAskable);
            provider.OnTaken = sms =>
            {
                Interlocked.Increment(ref _unheard);
                _ = ReportAsync(provider, sms);
            };
        }
    }

    /// <summary>A tenant's SMS go by all of them, and on from each to the next.</summary>
    public async Task SetRoutesAsync(HttpClient http, Uri bridge, string tenant, string apiKey, CancellationToken cancellationToken)
    {
        List<object> accounts =
        [
            new { name = "infobip", provider = "infobip", accountId = "standin.api.infobip.com", token = StandInInfobip.Key, sender = "MFI" },
            new { name = "vonage", provider = "vonage", accountId = StandInVonage.Key, token = StandInVonage.Secret, sender = "MFI" },
        ];
        List<object> routes =
        [
            new { name = "by-infobip", account = "infobip", share = withSmsc ? 35 : 45 }, new { name = "by-vonage", account = "vonage", share = withSmsc ? 20 : 25 },
            new { name = "by-twilio", account = "registered" },
        ];
        if (withSmsc)
        {
            accounts.Add(OtherSmsc.Account);
            routes.Insert(2, new { name = "by-smsc", account = OtherSmsc.AccountName, share = 30 });
        }

        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(bridge, $"modules/sms/routes/{tenant}")) { Content = JsonContent.Create(new { accounts, routes }) };
        request.Headers.Add("X-Fineract-API-Key", apiKey);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>One of them does not listen for a while: no new SMS can have left to it.</summary>
    public async Task GoAwayAsync(Random random, Func<Task> meanwhile)
    {
        var which = random.Next(withSmsc ? 3 : 2);
        if (which == 2)
        {
            await Smsc!.GoAwayAsync(meanwhile);
            return;
        }

        StandInProvider provider = which == 0 ? Infobip : Vonage;
        await provider.StopListeningAsync();
        try
        {
            await meanwhile();
        }
        finally
        {
            await provider.ListenAgainAsync();
        }
    }

    /// <summary>All SMS they took, as Twilio's are looked at.</summary>
    public IEnumerable<StandInMessageView> Messages() => All().SelectMany(each => each.Provider.Taken).Select(sms => new StandInMessageView(
        sms.Id, "", sms.To, sms.From, null, sms.Text, _reported.GetValueOrDefault(sms.Id, "sent"), null, null, sms.At, [])).Concat(Smsc?.Messages() ?? []);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Infobip.DisposeAsync();
        await Vonage.DisposeAsync();
        await (Smsc?.DisposeAsync() ?? ValueTask.CompletedTask);
        _http.Dispose();
        _ending.Dispose();
    }

    private IEnumerable<(StandInProvider Provider, bool IsAskable)> All() => [(Infobip, true), (Vonage, false)];

    private StandInFault? ForCall(StandInProvider provider, StandInRequest request, bool isAskable)
    {
        if (request.Method != "POST" || !HasWeather)
        {
            return null;
        }

        // What it refuses for good it refuses every time: a number that it has no way to.
        var (to, text) = Read(request.Body, isAskable);
        var refusal = _dice.Roll(provider.GetType().Name, to, text, isRepeatable: true).Falls(0.08) ? StandInRefusal.WrongNumber : default(StandInRefusal?);
        var roll = _dice.Roll(provider.GetType().Name + " call", to, text);
        refusal ??= roll.Falls(0.06) ? StandInRefusal.Throttled : null;
        if (refusal is { } why)
        {
            Interlocked.Increment(ref _refused);
            provider.Refuse(why);
            return null;
        }

        return !isAskable ? null
            : roll.Falls(0.03) ? new StandInFault.AcceptThenDropConnection()
            : roll.Falls(0.02) ? new StandInFault.RefuseBeforeAcceptance()
            : roll.Falls(0.01) ? new StandInFault.AcceptThenDelay(FaultStage.Timeout + TimeSpan.FromSeconds(1))
            : roll.Falls(0.02) ? new StandInFault.ErrorAfterAcceptance(502)
            : null;
    }

    private static (string To, string Text) Read(string body, bool isInfobip)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        if (!isInfobip)
        {
            return (root.GetProperty("to").GetString()!, root.GetProperty("text").GetString()!);
        }

        var message = root.GetProperty("messages")[0];
        return (message.GetProperty("destinations")[0].GetProperty("to").GetString()!, message.GetProperty("content").GetProperty("text").GetString()!);
    }

    /// <summary>Until it is heard: the bridge may be dead just now. Some come twice.</summary>
    private async Task ReportAsync(StandInProvider provider, TakenSms sms)
    {
        var news = _dice.Roll("news", sms.To, sms.Id, isRepeatable: true).Falls(0.05) ? StandInNews.Failed : StandInNews.Delivered;
        var times = _dice.Roll("times", sms.To, sms.Id).Falls(0.1) ? 2 : 1;
        try
        {
            while (times > 0)
            {
                await Task.Delay(BetweenReports, time, _ending.Token);
                if (await TellAsync(provider, sms, news))
                {
                    _reported[sms.Id] = news == StandInNews.Delivered ? "delivered" : "undelivered";
                    times--;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
        finally
        {
            Interlocked.Decrement(ref _unheard);
        }
    }

    private async Task<bool> TellAsync(StandInProvider provider, TakenSms sms, StandInNews news)
    {
        try
        {
            using var request = provider.ReportOf(sms, news);
            using var answer = await _http.SendAsync(request, _ending.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!_ending.IsCancellationRequested)
        {
            return false;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"Infobip took {Infobip.Taken.Count:N0}, Vonage {Vonage.Taken.Count:N0}{Smsc}; together they refused or put off {Refused:N0} calls");
}
