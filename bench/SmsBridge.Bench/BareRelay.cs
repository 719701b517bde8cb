using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace SmsBridge.Bench;

/// <summary>The relay's limit, in a process of its own: the same HTTP calls for each event, as many at a time, and nothing else: no store, no parsing.</summary>
internal static class BareRelay
{
    public const string Verb = "bare-relay";

    /// <param name="peers">Base URL.</param>
    /// <returns>0; writes events per second.</returns>
    public static async Task<int> RunAsync(string peers, int events, int atOnce, RelayWork work)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        await LoopAsync(http, peers, Math.Min(events, 4_000), atOnce, work); // JIT and connections
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        await LoopAsync(http, peers, events, atOnce, work);
        System.Console.WriteLine((events / clock.GetElapsedTime(start).TotalSeconds).ToString("R", CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task LoopAsync(HttpClient http, string peers, int events, int atOnce, RelayWork work)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number <= events)
            {
                await EventAsync(http, peers, number, work);
            }
        })));
    }

    private static async Task EventAsync(HttpClient http, string peers, int number, RelayWork work)
    {
        var repayment = work is RelayWork.TextGiven ? Task.CompletedTask : GetAsync(http, $"{peers}{Peers.Api}/loans/31/transactions/{number}");
        if (work is RelayWork.AllLookedUp)
        {
            await Task.WhenAll(GetAsync(http, $"{peers}{Peers.Api}/clients/7?fields=id,accountNo,displayName,firstname,lastname,mobileNo,officeName,externalId,status,active"),
                GetAsync(http, $"{peers}{Peers.Api}/loans/31?fields=id,accountNo,externalId,clientId,group,status,currency,principal,summary,loanProductName"), repayment);
        }

        await repayment;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{peers}/2010-04-01/Accounts/{Peers.Account(0)}/Messages.json")
        {
            Content = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("To", "+254712345678"), KeyValuePair.Create("From", "+15005550006"),
                KeyValuePair.Create("Body", "Thank you, Jane Wanjiru. We received KES 1,500.00 for loan 31 on 21 November 2026."),
                KeyValuePair.Create("StatusCallback", "http://127.0.0.1/twilio/status/1"),
            ]),
        };
        request.Headers.Authorization = Authorization;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task GetAsync(HttpClient http, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = Authorization;
        request.Headers.Add("Fineract-Platform-TenantId", "default");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead);
        answer.EnsureSuccessStatusCode();
    }

    private static AuthenticationHeaderValue Authorization { get; } = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("bench:bench-password")));
}
