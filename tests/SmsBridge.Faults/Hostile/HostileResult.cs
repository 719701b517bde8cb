using System.Globalization;

namespace SmsBridge.Faults.Hostile;

/// <summary>What a run came to.</summary>
internal sealed record HostileResult
{
    public static readonly TimeSpan LongestP99 = TimeSpan.FromMilliseconds(250);

    /// <summary>How many times what it was after the first round memory may be after the last.</summary>
    private const double MostGrowth = 1.5;

    public required HostileOptions Options { get; init; }

    /// <summary>During each attack, all rounds together.</summary>
    public required IReadOnlyList<HonestFigures> Attacks { get; init; }

    /// <summary>Resident memory in bytes: before the first attack, after each round.</summary>
    public required IReadOnlyList<long> Memory { get; init; }

    public long MostMemory { get; init; }

    public int MostFiles { get; init; }

    /// <summary>Why the process ended before it was told to; null: it did not.</summary>
    public string? Ended { get; init; }

    /// <summary>What cores were told against what is on disk and what was sent.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>Over all attacks: of one alone a moment is more than one hook of a hundred.</summary>
    public HonestFigures Sum => HonestFigures.Sum("sum", Attacks);

    /// <summary>Answered 2xx and no SMS, or not answered 2xx at all.</summary>
    public int Lost => Sum.Lost.Count + Findings.Count(finding => finding.Kind == FindingKind.Lost);

    /// <summary>What was not as it must be; empty: all well.</summary>
    public IReadOnlyList<string> Problems =>
    [
        .. Ended is null ? [] : new[] { $"The process ended: {Ended}" },
        .. Sum.Lost.Distinct(StringComparer.Ordinal).Take(5).Select(words => $"An honest hook was lost: {words}"),
        .. Findings.Take(5).Select(finding => $"{finding.Kind}: {finding.Words}"),
        .. Sum.P99 < LongestP99 ? [] : new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"An honest hook's p99 was {Ms(Sum.P99)}, and must be under {Ms(LongestP99)}."),
        },
        .. Memory is [_, var first, .., var last] && last > first * MostGrowth
            ? [string.Create(CultureInfo.InvariantCulture, $"Memory was {first >> 20} MB after the first round, and {last >> 20} MB after the last.")] : Array.Empty<string>(),
    ];

    public int ExitCode => Problems.Count == 0 ? 0 : 1;

    public static string Describe(HonestFigures it) => string.Create(CultureInfo.InvariantCulture,
        $"{it.Hooks,6:N0} hooks, {it.Lost.Count} not answered 2xx, p50 {Ms(it.Median)}, p99 {Ms(it.P99)}, worst {Ms(it.Worst)}; {it.Registrations} registrations, {it.Refused.Count} refused, worst {Ms(it.WorstRegistration)}");

    public override string ToString()
    {
        var sum = Sum;
        return string.Create(CultureInfo.InvariantCulture, $"""
            hostile: {sum.Hooks:N0} hooks posted, {sum.Hooks - sum.Lost.Count:N0} answered 2xx, {Lost} lost; p50 {Ms(sum.Median)}, p99 {Ms(sum.P99)}, worst {Ms(sum.Worst)}; worst registration {Ms(sum.WorstRegistration)}, {sum.Refused.Count} of {sum.Registrations} refused; memory {string.Join(", ", Memory.Select(bytes => bytes >> 20))} MB (before, after each round), at most {MostMemory >> 20}; open files at most {MostFiles}{(Options.Files is { } files ? $" of {files}" : "")}; the process {(Ended is null ? "never ended" : "ENDED")}; {Elapsed.TotalSeconds:0} s, {Options.Rounds} rounds of {Options.Seconds} s each
            """);
    }

    private static string Ms(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms");
}
