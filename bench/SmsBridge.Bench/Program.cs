using System.Globalization;

namespace SmsBridge.Bench;

/// <summary><c>dotnet run -c Release --project bench/SmsBridge.Bench -- all|ingest|relay|… [--seconds N] [--rounds N] [--store S]</c></summary>
internal static class Program
{
    private const string Usage = """
        Measures SmsBridge against the limit of this machine, in turns; medians count. All load goes to 127.0.0.1 and stops by itself.

          all         everything below, and bench/results/all.json
          ingest      hooks/s answered 200 with the event on disk, against a bare endpoint that reads the body and answers 200
          relay       events/s from claim to recorded SMS, against a bare loop of the same HTTP calls; cold, and with lookups cached
          providers   the same by each other provider, all against the loop that calls Twilio; its ratio against Twilio's
          sends       texts that need no look-up, by Twilio and by SMPP
          texts       the relay of 20 tenants with ten texts of their own each, against the same tenants with the product's one
          endtoend    posted and relayed at once, against the same loop
          peer        the same against Kannel with its file store, as packaged and without logs; skipped where Kannel is not installed
          growth      ingest, claim and lists with 1 M and 5 M events stored, against a store with a page of them
          backlog     memory with 1 M events waiting while the core is down
          isolation   hook to SMS for one tenant while another has 100,000 waiting
          notify      notifications/s to a local receiver, stored and recorded, against a bare loop that signs and posts the same bodies
          nodes       three bridges on one PostgreSQL against one, core and Twilio 100 ms away; needs --store postgres
          events      external events stored and relayed against hooks; 200 campaign texts a call against one; a report with 1 M events; 100,000 audits compared
          startup     start to first 200 and idle memory of the published bridge, against a bare Kestrel app

          --seconds N   length of one measurement (default 4)
          --rounds N    rounds, interleaved; the median counts (default 5; ingest takes 2N - 1)
          --store S     sqlite (default), or postgres: a server of its own (Debian package postgresql) on the same cores

        Hooks come from wrk, which has to be installed: apt-get install wrk

        Exit code 0: every "must" is reached; 1: not; 2: not understood; 3: wrk is missing.
        """;

    /// <summary>With the seconds each took on two cores at the default options.</summary>
    private static readonly (string Name, int Seconds, Func<BenchOptions, CancellationToken, Task<IReadOnlyList<ResultRow>>> RunAsync)[] Scenarios =
    [
        ("ingest", 325, IngestScenario.RunAsync), ("relay", 200, RelayScenario.RunAsync), ("providers", 500, ProvidersScenario.RunAsync), ("sends", 180, ProvidersScenario.SendsAsync), ("texts", 260, TextsScenario.RunAsync), ("endtoend", 95, EndToEndScenario.RunAsync), ("peer", 240, PeerScenario.RunAsync),
        ("growth", 120, GrowthScenario.RunAsync), ("backlog", 130, BacklogScenario.RunAsync), ("isolation", 30, IsolationScenario.RunAsync),
        ("startup", 75, StartupScenario.RunAsync), ("notify", 70, NotifyScenario.RunAsync), ("events", 240, EventsScenario.RunAsync), ("nodes", 150, NodesScenario.RunAsync),
    ];

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [BareServer.Verb, var url]:
                return await BareServer.RunAsync(url);
            case [Peers.Verb, var url]:
                return await Peers.RunAsync(url);
            case [BareRelay.Verb, var peers, var events, var atOnce, var work]:
                return await BareRelay.RunAsync(peers, int.Parse(events, CultureInfo.InvariantCulture), int.Parse(atOnce, CultureInfo.InvariantCulture), Enum.Parse<RelayWork>(work));
            case [var name, .. var rest] when BenchOptions.TryParse(rest, out var options) && Array.Exists(Scenarios, scenario => name == "all" || name == scenario.Name):
                return await RunAsync(name, options, CancellationToken.None);
            default:
                System.Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static async Task<int> RunAsync(string name, BenchOptions options, CancellationToken cancellationToken)
    {
        if (!Wrk.IsInstalled)
        {
            await System.Console.Error.WriteLineAsync("wrk is missing, which the bench loads with: apt-get install wrk");
            return 3;
        }

        var machine = MachineFacts.Read(Path.GetTempPath());
        System.Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, {machine.MemoryMiB:N0} MiB, fsync {machine.FsyncMicroseconds:0} us, {machine.Runtime}, SQLite {machine.Sqlite}, load {machine.LoadAverage}"));
        System.Console.WriteLine($"{options.Rounds} rounds of {options.Length.TotalSeconds:0} s");
        var rows = new List<ResultRow>();
        Report.PrintHead();
        var chosen = Scenarios.Where(scenario => name == "all" || name == scenario.Name).ToList();
        using (var progress = new ProgressBar(TimeSpan.FromSeconds(chosen.Sum(scenario => scenario.Seconds)) * options.Scale))
        {
            foreach (var scenario in chosen)
            {
                progress.Begin(scenario.Name, TimeSpan.FromSeconds(scenario.Seconds) * options.Scale);
                foreach (var row in await scenario.RunAsync(options, cancellationToken))
                {
                    Report.Print(row);
                    rows.Add(row);
                }
            }
        }

        System.Console.WriteLine($"written to {Report.Save(options.OnPostgres ? $"{name}-postgres" : name, machine, rows)}");
        return rows.TrueForAll(row => row.IsReached) ? 0 : 1;
    }
}
