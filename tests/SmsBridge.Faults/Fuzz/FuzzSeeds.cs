using System.Net;
using System.Text;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Faults.Fuzz;

/// <summary>
/// Good requests of every kind to start from. Hooks are what <see cref="CoreHooks"/> would have posted; keys are put in later, because they
/// differ from run to run and the requests of a seed must not.
/// </summary>
internal static class FuzzSeeds
{
    /// <summary>The tenant whose hooks are mutated, and the one whose administration is: that one's keys come and go.</summary>
    public const string Tenant = "fuzzed", Victim = "victim";

    /// <summary>Stand for the keys of the run.</summary>
    public const string Key = "{KEY}", VictimKey = "{VICTIMKEY}", Token = "{TOKEN}";

    private const string Url = "http://127.0.0.1/modules/sms/";
    private const string Json = "application/json; charset=UTF-8";

    public static async Task<IReadOnlyList<FuzzRequest>> CreateAsync(string registration, CancellationToken cancellationToken)
    {
        var seeds = new List<FuzzRequest>();
        foreach (var generation in Enum.GetValues<Generation>())
        {
            await AddHooksAsync(seeds, generation, HookTemplate.SmsBridge, cancellationToken);
            await AddHooksAsync(seeds, generation, HookTemplate.WebForm, cancellationToken);
        }

        var hooks = seeds.Count;
        AddAdministration(seeds, registration);
        AddTwilio(seeds);
        for (var index = 0; index < hooks / 4; index++)
        {
            seeds.Add(seeds[^(index % 8 + 1)]); // there are many kinds of hooks: do not forget the others
        }

        return seeds;
    }

    private static async Task AddHooksAsync(List<FuzzRequest> seeds, Generation generation, HookTemplate template, CancellationToken cancellationToken)
    {
        using var recorder = new Recorder(seeds);
        using var http = new HttpClient(recorder);
        var url = template == HookTemplate.SmsBridge ? Url : Url + "k/%7BTOKEN%7D" + (generation.IsRetrofit2 ? "/" : "");
        var hooks = new CoreHooks(http, generation, url, Tenant) { ApiKey = Key, Template = template, BaseUrl = "http://127.0.0.1/api/v1" };
        var repayment = new HookRepayment(31, 904, 1_500m) { ClientId = 7 };
        List<Func<Task<HttpResponseMessage>>> posts =
        [
            () => hooks.PingAsync(cancellationToken),
            () => hooks.PostClientCreatedAsync(1, 7, cancellationToken),
            () => hooks.PostRepaymentAsync(repayment, cancellationToken),
            () => hooks.PostSmsAsync("0712345678", "Hello & <b>good</b> morning", cancellationToken),
            () => hooks.PostUnknownAsync(cancellationToken),
        ];
        if (generation.IsRetrofit2)
        {
            posts.Add(() => hooks.PostFailedAsync(repayment.ToEvent() with { ResourceId = null }, shape: null, cancellationToken));
        }

        foreach (var post in posts)
        {
            using var answer = await post();
        }
    }

    private static void AddAdministration(List<FuzzRequest> seeds, string registration)
    {
        var body = Encoding.UTF8.GetBytes(registration);
        seeds.Add(New("POST", "/configuration", body));
        seeds.Add(New("POST", "/modules/sms/configuration", body));
        seeds.Add(New("GET", $"/modules/sms/configuration/{Victim}", [], VictimKey));
        seeds.Add(New("PUT", $"/modules/sms/configuration/{Victim}", """{"phoneNo":"+15005550006","defaultRegion":"KE"}"""u8.ToArray(), VictimKey));
        seeds.Add(New("PATCH", $"/modules/sms/configuration/{Victim}", """{"paused":false}"""u8.ToArray(), VictimKey));
        foreach (var confirm in (ReadOnlySpan<string>)["", "?confirm=true"]) // without it: 409 once another key would end
        {
            seeds.Add(New("POST", $"/modules/sms/configuration/{Victim}/_rotate{confirm}", [], VictimKey));
            seeds.Add(New("POST", $"/modules/sms/configuration/{Victim}/webhook-token{confirm}", [], VictimKey));
        }

        seeds.Add(New("DELETE", $"/modules/sms/configuration/{Victim}/webhook-token", [], VictimKey));
        seeds.Add(New("GET", $"/modules/sms/events/{Tenant}?limit=5&status=queued&before=99&to=%2B254712345678&from=2026-01-01", [], Key));
        seeds.Add(New("GET", $"/modules/sms/events/{Tenant}/1", [], Key));
        seeds.Add(New("POST", $"/modules/sms/events/{Tenant}/_resend", """{"eventIds":[1,2,3],"force":false}"""u8.ToArray(), Key));
        seeds.Add(New("GET", "/health/live", []));
        seeds.Add(New("GET", "/health/ready", []));
    }

    private static void AddTwilio(List<FuzzRequest> seeds)
    {
        var status = "AccountSid=AC00000000000000000000000000000001&MessageSid=SM00000000000000000000000000000001&MessageStatus=delivered&To=%2B254712345678&From=%2B15005550006"u8.ToArray();
        var inbound = "AccountSid=AC00000000000000000000000000000001&MessageSid=SM00000000000000000000000000000002&From=%2B254712345678&To=%2B15005550006&Body=STOP&OptOutType=STOP"u8.ToArray();
        foreach (var (target, body) in (ReadOnlySpan<(string, byte[])>)[("/twilio/status/1", status), ($"/twilio/inbound/{Tenant}", inbound)])
        {
            seeds.Add(new FuzzRequest("POST", target,
                [("Host", "127.0.0.1"), ("Content-Type", "application/x-www-form-urlencoded"), ("X-Twilio-Signature", "0/KCTR6DLpKmkAf8muzZqo1nDgQ=")], body));
        }
    }

    private static FuzzRequest New(string method, string target, byte[] body, string? key = null) => new(
        method, target, [("Host", "127.0.0.1"), ("Content-Type", Json), .. key is null ? [] : new[] { ("X-Fineract-API-Key", key) }], body);

    /// <summary>Keeps what would have been sent.</summary>
    private sealed class Recorder(List<FuzzRequest> seeds) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            var headers = request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
                .Where(header => header.Key != "Content-Length")
                .Select(header => (header.Key, string.Join(", ", header.Value)));
            seeds.Add(new FuzzRequest(request.Method.Method, request.RequestUri!.PathAndQuery.Replace("%7BTOKEN%7D", Token, StringComparison.Ordinal),
                [("Host", "127.0.0.1"), .. headers], body));
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }
}
