using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace SmsBridge.Bench;

/// <summary>One line of the table.</summary>
/// <param name="Measured">What we reached, in <paramref name="Unit"/>; the median of the rounds.</param>
/// <param name="Limit">What it is held against, measured in turns with it.</param>
/// <param name="Ratio">The median of each round's own ratio; for memory a difference, see <paramref name="Unit"/>.</param>
/// <param name="Must">What <paramref name="Ratio"/> must reach: at least, or at most where <paramref name="LessIsBetter"/>; null: it is there for comparison.</param>
/// <param name="Rounds">Each round's ratio.</param>
internal sealed record ResultRow(
    string Scenario, string Unit, double Measured, double Limit, double Ratio, double? Must, double? Aim, bool LessIsBetter, IReadOnlyList<double> Rounds)
{
    public bool IsReached => Must is null || (LessIsBetter ? Ratio <= Must : Ratio >= Must);

    public bool IsAimReached => Aim is not null && (LessIsBetter ? Ratio <= Aim : Ratio >= Aim);

    /// <summary>In words.</summary>
    [JsonIgnore]
    public string Verdict => Must is null ? "compared" : IsAimReached ? "aim reached" : IsReached ? "reached" : "NOT reached";

    /// <summary>What it must reach, in signs.</summary>
    [JsonIgnore]
    public string Bound => Must is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{(LessIsBetter ? "<=" : ">=")} {Must:0.##}");

    /// <summary>From rounds of (limit, measured).</summary>
    public static ResultRow Of(string scenario, string unit, IReadOnlyList<(double Limit, double Measured)> rounds, double? must, double? aim, bool lessIsBetter = false)
    {
        var ratios = rounds.Select(round => round.Measured / round.Limit).ToList();
        return new ResultRow(
            scenario, unit, Median(rounds.Select(round => round.Measured)), Median(rounds.Select(round => round.Limit)), Median(ratios), must, aim, lessIsBetter, ratios);
    }

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToList();
        return (ordered[(ordered.Count - 1) / 2] + ordered[ordered.Count / 2]) / 2;
    }
}

/// <summary>What the figures were measured on.</summary>
internal sealed record MachineFacts(
    string Processor, int Cores, long MemoryMiB, string System, string Runtime, string Sqlite, double FsyncMicroseconds, string LoadAverage, DateTimeOffset At)
{
    public static MachineFacts Read(string folder) => new(
        Line("/proc/cpuinfo", "model name") ?? "unknown", Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20,
        global::System.Runtime.InteropServices.RuntimeInformation.OSDescription, global::System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
        SqliteVersion(), Fsync(folder), File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Trim() : "unknown",
        TimeProvider.System.GetUtcNow());

    private static string SqliteVersion()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        return connection.ServerVersion;
    }

    private static string? Line(string path, string name) => !File.Exists(path) ? null
        : File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();

    /// <summary>Median of 200 appends of a page, each pushed to the disk: the floor of a commit.</summary>
    private static double Fsync(string folder)
    {
        using var file = new FileStream(Path.Combine(folder, "fsync"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        return ResultRow.Median(Enumerable.Range(0, 200).Select(_ =>
        {
            var start = TimeProvider.System.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            return TimeProvider.System.GetElapsedTime(start).TotalMicroseconds;
        }));
    }
}

/// <summary>The table on the screen, and the same as JSON for those who compare runs.</summary>
internal static class Report
{
    public static void Print(ResultRow row) => ProgressBar.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Scenario,-34} {row.Measured,12:N1} {row.Limit,12:N1} {row.Unit,-10} {row.Ratio,7:0.00} {row.Bound,-9} {row.Verdict,-12} [{string.Join(' ', row.Rounds.Select(ratio => ratio.ToString("0.00", CultureInfo.InvariantCulture)))}]"));

    public static void PrintHead() => System.Console.WriteLine($"{"scenario",-34} {"measured",12} {"limit",12} {"unit",-10} {"ratio",7}    {"must",-6} {"verdict",-12} rounds");

    /// <summary>Writes <c>bench/results/NAME.json</c> of the clone this was built in.</summary>
    public static string Save(string name, MachineFacts machine, IReadOnlyList<ResultRow> rows)
    {
        var folder = Path.Combine(Repository.Root, "bench", "results");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{name}.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new ReportFile(machine, rows), ReportJson.Default.ReportFile) + "\n");
        return path;
    }
}

internal sealed record ReportFile(MachineFacts Machine, IReadOnlyList<ResultRow> Results);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportFile))]
internal sealed partial class ReportJson : JsonSerializerContext;
