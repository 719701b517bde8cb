using System.Globalization;
using System.Text.Json;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Ways;

/// <summary>The ways in beside the hooks: events by brokers, the texts of campaigns, and what nobody tells of, which the gap finder makes up.</summary>
internal sealed class OtherWays : IDisposable
{
    /// <summary>The audit trail is compared once a minute, with what is two minutes old; a core waits three for the reports of its texts.</summary>
    public static readonly TimeSpan LongestStandstill = TimeSpan.FromMinutes(7);

    /// <summary>Acts to a hundred hooks, and calls of a campaign.</summary>
    private const int ActsToHundred = 20;
    private const int CallsToHundred = 1;

    private static readonly TimeSpan BetweenAsks = TimeSpan.FromSeconds(1);

    private readonly FaultStage _stage;
    private readonly HttpClient _http;
    private readonly ActLoad _acts;
    private readonly CampaignLoad _campaign;
    private long _asked;

    private OtherWays(FaultStage stage, HttpClient http, CampaignJobs jobs, int seed)
    {
        (_stage, _http) = (stage, http);
        _acts = new ActLoad(stage.TenantsOfWays, stage.Brokers!, seed);
        _campaign = new CampaignLoad(stage.TenantsOfWays[0], jobs, seed);
    }

    /// <summary>Short waits, so that a run ends.</summary>
    public static Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["Gaps:Interval"] = "00:01:00",
        ["Gaps:Settling"] = "00:02:00",
        ["Campaigns:AwaitReport"] = "00:03:00",
        ["Campaigns:UnknownAfter"] = "00:00:30", // a call ends in 20 s
        ["Receipts:FirstPoll"] = "00:01:00",
        ["Receipts:SecondPoll"] = "00:01:30",
        ["Receipts:LastPoll"] = "00:02:00",
        ["Receipts:PollInterval"] = "00:00:10",
    };

    /// <summary>All that may be told, by whatever way.</summary>
    public IEnumerable<HookKey> Keys => _acts.Acts.Select(act => act.Key).Concat(_campaign.Calls.SelectMany(call => call.Texts).Select(text => text.Key));

    public bool IsOpen => _acts.Open > 0 || _campaign.Open > 0;

    /// <summary>Its tenants' cores have the bridge as their message gateway, and what is missing is made up by itself.</summary>
    public static async Task<OtherWays> SetUpAsync(FaultStage stage, int seed, CancellationToken cancellationToken)
    {
        foreach (var tenant in stage.TenantsOfWays)
        {
            await stage.Bridge.RunVerbAsync(cancellationToken, "gaps", "rule", "make-up", "--tenant", tenant.Id);
        }

        var first = stage.TenantsOfWays[0];
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(20) };
        return new OtherWays(stage, http, new CampaignJobs(http, stage.Url, first.Texts, first.Id, await NewAppKeyAsync(stage, http, first, cancellationToken)), seed);
    }

    /// <summary>Lets this many more hooks be accompanied.</summary>
    public void Release(int hooks)
    {
        _acts.Release(hooks * ActsToHundred / 100);
        _campaign.Release(Math.Max(1, hooks * CallsToHundred / 100));
    }

    /// <summary>Tells until stopped.</summary>
    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(_acts.RunAsync(stopping), Task.Run(() => _campaign.RunAsync(stopping), CancellationToken.None));

    /// <summary>Acts that are not on the record by any way, and texts whose core waits for their status; it asks meanwhile.</summary>
    public async Task<long> CountLeftAsync(CancellationToken cancellationToken)
    {
        if (TimeProvider.System.GetElapsedTime(_asked) > BetweenAsks)
        {
            _asked = TimeProvider.System.GetTimestamp();
            await _campaign.AskAsync(most: 3, cancellationToken);
        }

        var rows = await WayRows.ReadAsync(_stage.Store, _stage.TenantsOfWays, cancellationToken);
        return Math.Max(0, _acts.Acts.Count - rows.Acts) + _campaign.Tenant.Texts.All.Count(text => text.Status == StandInTexts.Waiting && rows.Texts.Contains(text.Id));
    }

    /// <summary>Everything once more, after it is all known: not one SMS may come of it.</summary>
    public Task TellAllAgainAsync(CancellationToken cancellationToken) => _acts.TellAllAgainAsync(cancellationToken);

    /// <summary>Events that were published and are not remembered.</summary>
    public async Task<long> CountUntakenAsync(CancellationToken cancellationToken) =>
        _acts.Acts.Count - (await WayRows.ReadAsync(_stage.Store, _stage.TenantsOfWays, cancellationToken)).Remembered;

    public async Task<(List<Finding> Findings, string Words)> CheckAsync(BridgeRows rows, IReadOnlyList<Simulator.Twilio.StandInMessageView> sms, CancellationToken cancellationToken)
    {
        var ways = await WayRows.ReadAsync(_stage.Store, _stage.TenantsOfWays, cancellationToken);
        var texts = _campaign.Tenant.Texts.All.ToDictionary(text => text.Id, text => text.Status);
        var (acts, calls) = (_acts.Acts, _campaign.Calls);
        return ([.. WayCheck.Check([.. acts.Select(act => act.Key)], calls, texts, rows, sms), .. WayCheck.CheckRemembered(acts.Count, ways.Remembered)], string.Create(
            CultureInfo.InvariantCulture,
            $"{acts.Count:N0} acts ({ways.ByHook:N0} came by hook first, {ways.ByEvent:N0} by event, {ways.Found:N0} were found in the audit trail; {ways.Repeats:N0} repeats), {calls.Sum(call => call.Texts.Count):N0} campaign texts in {calls.Count:N0} calls, {calls.Count(call => call.Outcome != CallOutcome.Taken):N0} of them without a 202"));
    }

    public void Dispose()
    {
        _acts.Dispose();
        _campaign.Dispose();
        _http.Dispose();
    }

    private static async Task<string> NewAppKeyAsync(FaultStage stage, HttpClient http, FaultTenant tenant, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(stage.Url, $"modules/sms/configuration/{tenant.Id}/app-key?confirm=true"));
        request.Headers.Add("X-Fineract-API-Key", tenant.Hooks.ApiKey);
        using var answer = await http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<string>(await answer.Content.ReadAsStringAsync(cancellationToken))!;
    }
}
