using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace SmsBridge.Bench;

/// <summary>What a core calls its message gateway for: a page of 200 texts, which is one commit, against calls of one; and where 200 texts stand, with a million events of others against a handful.</summary>
internal static class GatewayScenario
{
    private const int Page = 200;
    private const int Reports = 50;
    private const int History = 1_000_000;

    private static readonly (string, string)[] IntakeAlone = [("Relay:Enabled", "false")];

    private static long _text;

    public static async Task<IReadOnlyList<ResultRow>> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await using var empty = await Rig.StartAsync(options, tenants: 1, IntakeAlone, cancellationToken);
        await using var full = await Rig.StartAsync(options, tenants: 1, IntakeAlone, cancellationToken);
        await full.FillHistoryAsync(History, options.OnPostgres, cancellationToken);
        using var atEmpty = await NewCallerAsync(empty, cancellationToken);
        using var atFull = await NewCallerAsync(full, cancellationToken);
        await TextsAsync(atEmpty, Page, options.WarmUpOfLimit, cancellationToken);
        var (asked, askedOfFull) = (await PostPageAsync(atEmpty, Page, cancellationToken), await PostPageAsync(atFull, Page, cancellationToken));
        var (texts, reports) = (new List<(double, double)>(), new List<(double, double)>());
        for (var round = -1; round < options.Rounds; round++) // the first one warms up
        {
            var one = await TextsAsync(atEmpty, 1, options.Length, cancellationToken);
            var page = await TextsAsync(atEmpty, Page, options.Length, cancellationToken);
            var report = await ReportAsync(atEmpty, asked, cancellationToken);
            var ofFull = await ReportAsync(atFull, askedOfFull, cancellationToken);
            if (round >= 0)
            {
                texts.Add((one, page));
                reports.Add((report, ofFull));
            }
        }

        return
        [
            ResultRow.Of("campaign, 200 texts a call", "texts/s", texts, must: 10, aim: 20),
            ResultRow.Of("report on 200 texts, 1 M", "ms", reports, must: 1.5, aim: 1.1, lessIsBetter: true),
        ];
    }

    /// <summary>Texts per second by one caller, each call on disk before the next, as the core's job makes them.</summary>
    private static async Task<double> TextsAsync(HttpClient caller, int ofCall, TimeSpan length, CancellationToken cancellationToken)
    {
        var (start, count) = (TimeProvider.System.GetTimestamp(), 0);
        while (TimeProvider.System.GetElapsedTime(start) < length)
        {
            count += (await PostPageAsync(caller, ofCall, cancellationToken)).Count;
        }

        return count / TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    /// <returns>The core's numbers for them.</returns>
    private static async Task<List<long>> PostPageAsync(HttpClient caller, int texts, CancellationToken cancellationToken)
    {
        var ids = Enumerable.Range(0, texts).Select(_ => Interlocked.Increment(ref _text)).ToList();
        var body = new StringBuilder("[");
        foreach (var id in ids)
        {
            body.Append(
                CultureInfo.InvariantCulture,
                $$"""{{(body.Length == 1 ? "" : ",")}}{"internalId":{{id}},"tenantId":"default","mobileNumber":"0712345678","message":"News {{id}}: the branch is open on Saturday.","providerId":1}""");
        }

        using var answer = await caller.PostAsync("sms", Json(body.Append(']').ToString()), cancellationToken);
        return answer.StatusCode == HttpStatusCode.Accepted ? ids : throw new InvalidOperationException($"A call of {texts} texts was answered {answer.StatusCode}.");
    }

    /// <summary>Median milliseconds of a call.</summary>
    private static async Task<double> ReportAsync(HttpClient caller, List<long> ids, CancellationToken cancellationToken)
    {
        var (times, body) = (new List<double>(), JsonSerializer.Serialize(ids));
        for (var call = 0; call < Reports; call++)
        {
            var start = TimeProvider.System.GetTimestamp();
            using var answer = await caller.PostAsync("sms/report", Json(body), cancellationToken);
            using var told = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            times.Add(TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
            if (told.RootElement.GetArrayLength() != ids.Count)
            {
                throw new InvalidOperationException($"{told.RootElement.GetArrayLength()} of {ids.Count} texts were reported on.");
            }
        }

        return ResultRow.Median(times);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private static async Task<HttpClient> NewCallerAsync(Rig rig, CancellationToken cancellationToken)
    {
        var (tenant, key) = rig.Tenants[0];
        var caller = new HttpClient { BaseAddress = rig.Bridge.Url };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"modules/sms/configuration/{tenant}/app-key?confirm=true");
        request.Headers.Add("X-Fineract-API-Key", key);
        using var answer = await caller.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        caller.DefaultRequestHeaders.Add("Fineract-Platform-TenantId", tenant);
        caller.DefaultRequestHeaders.Add("Fineract-Tenant-App-Key", (await answer.Content.ReadAsStringAsync(cancellationToken)).Trim('"'));
        return caller;
    }
}
