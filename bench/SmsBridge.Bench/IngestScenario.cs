using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Core;

namespace SmsBridge.Bench;

/// <summary>
/// Hooks per second answered 200 with the event fsynced (key check, parsing, dedupe on disk), against a bare endpoint, in turns. Afterwards
/// the database is asked whether every answered event is in it.
/// </summary>
internal static class IngestScenario
{
    private const string User = "bench";
    private const string Password = "bench-password";

    public static async Task<int> RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smsbridge-bench-");
        try
        {
            await using var core = await StandInCore.StartAsync(new StandInCoreOptions { KeepRequests = 0 }, cancellationToken);
            core.AddTenant("default", new StandInUser(User, Password));
            await using var bridge = new BridgeProcess(new BridgeProcessOptions(folder.FullName)
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["Relay:Enabled"] = "false", // this measures intake alone
                    ["Serilog:MinimumLevel:Default"] = "Warning",
                },
            });
            await bridge.StartAsync(cancellationToken);
            var key = await RegisterAsync(bridge.Url, core.BaseUrl, cancellationToken);
            var barePort = Machine.FreePort();
            using var bare = StartBare($"http://127.0.0.1:{barePort}");
            try
            {
                var hooks = new LoadGenerator(new IPEndPoint(IPAddress.Loopback, bridge.Url.Port), Writer(bridge.Url.Authority, key));
                var limit = new LoadGenerator(new IPEndPoint(IPAddress.Loopback, barePort), Writer($"127.0.0.1:{barePort}", key));
                await WaitForAsync(new Uri($"http://127.0.0.1:{barePort}/health/ready"), cancellationToken);
                var refused = await MeasureAsync(hooks, limit, options, cancellationToken);
                return await CheckAsync(bridge, hooks.Issued, refused, cancellationToken);
            }
            finally
            {
                bare.Kill();
                await bare.WaitForExitAsync(cancellationToken);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<long> MeasureAsync(LoadGenerator hooks, LoadGenerator limit, BenchOptions options, CancellationToken cancellationToken)
    {
        var refused = 0L;
        System.Console.WriteLine($"{"connections",11} {"bare/s",10} {"hooks/s",10} {"ratio",6} {"bare p99",10} {"hooks p99",10}");
        foreach (var connections in (int[])[64, 256])
        {
            await limit.RunAsync(connections, TimeSpan.FromSeconds(1), cancellationToken); // JIT
            await hooks.RunAsync(connections, TimeSpan.FromSeconds(2), cancellationToken);
            var rounds = new List<(LoadResult Bare, LoadResult Hooks)>();
            for (var round = 0; round < options.Rounds; round++)
            {
                var bare = await limit.RunAsync(connections, options.Length, cancellationToken);
                rounds.Add((bare, await hooks.RunAsync(connections, options.Length, cancellationToken)));
            }

            refused += rounds.Sum(round => round.Hooks.Refused);
            System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{connections,11} {Median(rounds, round => round.Bare.PerSecond),10:N0} {Median(rounds, round => round.Hooks.PerSecond),10:N0} {Median(rounds, round => round.Hooks.PerSecond / round.Bare.PerSecond),6:0.00} {Median(rounds, round => round.Bare.P99.TotalMilliseconds),7:0.0} ms {Median(rounds, round => round.Hooks.P99.TotalMilliseconds),7:0.0} ms"));
        }

        return refused;
    }

    private static async Task<int> CheckAsync(BridgeProcess bridge, long issued, long refused, CancellationToken cancellationToken)
    {
        await bridge.StopAsync(cancellationToken);
        await using var connection = new SqliteConnection($"Data Source={bridge.DatabaseFile};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM event WHERE verdict = 1";
        var stored = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        System.Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{issued:N0} hooks posted, {stored:N0} events on disk, {refused:N0} not answered 200"));
        return stored == issued && refused == 0 ? 0 : 1;
    }

    private static Func<long, byte[], int> Writer(string host, string key)
    {
        var head = $"POST /modules/sms/ HTTP/1.1\r\nHost: {host}\r\nX-Fineract-Entity: LOAN\r\nX-Fineract-Action: REPAYMENT\r\n"
            + $"Fineract-Platform-TenantId: default\r\nX-Fineract-API-Key: {key}\r\nContent-Type: application/json; charset=UTF-8\r\n"
            + "Accept-Encoding: gzip\r\nUser-Agent: okhttp/2.7.5\r\nContent-Length: ";
        const string BodyStart = "{\"officeId\":1,\"clientId\":7,\"loanId\":31,\"resourceId\":";
        const string BodyEnd = ",\"changes\":{\"transactionDate\":\"21 November 2026\",\"transactionAmount\":\"1500\",\"locale\":\"en\",\"dateFormat\":\"dd MMMM yyyy\"}}";
        return (number, buffer) =>
        {
            var body = string.Create(CultureInfo.InvariantCulture, $"{BodyStart}{number}{BodyEnd}");
            return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head}{body.Length}\r\n\r\n{body}"), buffer);
        };
    }

    private static async Task<string> RegisterAsync(Uri bridge, string coreUrl, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var answer = await http.PostAsJsonAsync(new Uri(bridge, "/modules/sms/configuration"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["phoneNo"] = "BENCH",
            ["smsProvider"] = "log",
            ["smsProviderAccountId"] = "bench",
            ["smsProviderToken"] = "bench",
            ["tenantId"] = "default",
            ["mifosToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")),
            ["endpoint"] = coreUrl,
        }, cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<string>(cancellationToken))!;
    }

    private static Process StartBare(string url) =>
        Process.Start(new ProcessStartInfo(Machine.DotnetHost(), [typeof(Program).Assembly.Location, BareServer.Verb, url]))!;

    private static async Task WaitForAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync(url, cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            }
        }

        throw new IOException("The bare server did not start.");
    }

    private static double Median<T>(List<T> values, Func<T, double> of)
    {
        var ordered = values.Select(of).Order().ToList();
        return ordered[ordered.Count / 2];
    }
}
