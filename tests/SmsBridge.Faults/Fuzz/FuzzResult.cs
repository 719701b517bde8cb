using System.Globalization;

namespace SmsBridge.Faults.Fuzz;

/// <summary>What a run came to.</summary>
internal sealed record FuzzResult
{
    public required FuzzOptions Options { get; init; }

    public long Sent { get; init; }

    public required IReadOnlyDictionary<int, long> Statuses { get; init; }

    /// <summary>Resident memory in bytes after a tenth of the requests, and at the end.</summary>
    public (long Warm, long End) Memory { get; init; }

    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Registrations that were asked to come back.</summary>
    public required long PutOff { get; init; }

    public TimeSpan Elapsed { get; init; }

    public int ExitCode => Findings.Count == 0 ? 0 : 1;

    public override string ToString()
    {
        var statuses = string.Join(", ", Statuses.OrderBy(status => status.Key).Select(status =>
            string.Create(CultureInfo.InvariantCulture, $"{(status.Key == 0 ? "closed" : status.Key)} {status.Value:N0}")));
        return string.Create(CultureInfo.InvariantCulture, $"""
            fuzz: {Sent:N0} requests: {Statuses.Where(status => status.Key is >= 500 and not 505).Sum(status => status.Value) - PutOff} 5xx, {PutOff} asked to come back, {Findings.Count} findings; memory {Memory.Warm >> 20} MB after a tenth, {Memory.End >> 20} MB at the end; {Elapsed.TotalSeconds:0} s, seed {Options.Seed} ({statuses})
            """);
    }
}
