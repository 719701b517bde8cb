namespace SmsBridge.Bench;

/// <summary><c>dotnet run -c Release --project bench/SmsBridge.Bench -- ingest [--seconds N] [--rounds N]</c></summary>
internal static class Program
{
    private const string Usage = """
        Measures SmsBridge against the limit of this machine. All load goes to 127.0.0.1 and stops by itself.

          ingest      hooks/s answered 200 with the event on disk, against a bare endpoint that reads the body and answers 200

          --seconds N   length of one measurement (default 4)
          --rounds N    rounds, interleaved; the median counts (default 5)
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args)
        {
            case [BareServer.Verb, var url]:
                return await BareServer.RunAsync(url);
            case ["ingest", .. var options] when BenchOptions.TryParse(options, out var parsed):
                return await IngestScenario.RunAsync(parsed, CancellationToken.None);
            default:
                System.Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
