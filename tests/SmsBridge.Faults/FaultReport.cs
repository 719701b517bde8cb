using System.Globalization;
using System.Text;
using System.Text.Json;
using SmsBridge.Simulator.Twilio;

namespace SmsBridge.Faults;

/// <summary>Tells what a run came to. What was found is told with its timelines, and its folder stays.</summary>
internal static class FaultReport
{
    private const int MostTold = 10;

    public static async Task WriteAsync(FaultResult result, FaultStage stage, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"  {await BridgeRows.DescribeAttemptsAsync(stage.Store, cancellationToken)}");
        if (stage.Others is { } others)
        {
            await output.WriteLineAsync($"  {others}");
        }

        foreach (var (line, count) in await ErrorsAsync(stage.Bridge.Folder, cancellationToken))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  logged {count} times: {line}"));
        }

        if (result.ExitCode == 1)
        {
            stage.Keeps = true;
            var file = Path.Combine(stage.Bridge.Folder, "findings.txt");
            await using (var all = new StreamWriter(file))
            {
                foreach (var (finding, index) in result.Findings.Select((finding, index) => (finding, index)))
                {
                    var told = await TellAsync(finding, stage, cancellationToken);
                    await all.WriteLineAsync(told);
                    await (index < MostTold ? output.WriteLineAsync(told) : Task.CompletedTask);
                }
            }

            await output.WriteLineAsync($"Kept: {file}, with the database beside it. To repeat: --seed {result.Options.Seed} --cycles {result.Options.Cycles} --hooks {result.Options.Hooks} --connections {result.Options.Connections}{(result.Options.Providers > 1 ? $" --providers {result.Options.Providers}" : "")}{(result.Options.Ways > 1 ? $" --ways {result.Options.Ways}" : "")}");
        }

        await output.WriteLineAsync(result.ToString());
    }

    private static async Task<string> TellAsync(Finding finding, FaultStage stage, CancellationToken cancellationToken)
    {
        var told = new StringBuilder($"{finding.Kind}: {finding.Words}\n");
        foreach (var posting in finding.Key?.Postings.Where(posting => posting.Outcome != PostOutcome.NotSent) ?? [])
        {
            told.Append(CultureInfo.InvariantCulture, $"  {posting.At:HH:mm:ss.fff} hook {posting.Outcome} {posting.EventId} {posting.Words}\n");
        }

        foreach (var eventId in finding.EventIds.Where(id => id > 0).Distinct())
        {
            foreach (var line in await BridgeRows.TimelineAsync(stage.Store, eventId, cancellationToken))
            {
                told.Append("  ").AppendLine(line);
            }
        }

        foreach (var sms in finding.Sms)
        {
            told.Append("  ").AppendLine(Tell(sms));
        }

        return told.ToString();
    }

    private static string Tell(StandInMessageView sms) => string.Create(
        CultureInfo.InvariantCulture,
        $"{sms.CreatedAt:HH:mm:ss.fff} Twilio {sms.Sid} {sms.Status} for {sms.StatusCallback}; callbacks: {string.Join(", ", sms.Callbacks.Select(callback => $"{(callback.IsForged ? "forged " : "")}{callback.Status} {callback.Answer?.ToString(CultureInfo.InvariantCulture) ?? callback.Problem}"))}");

    /// <summary>Of a logged line: what of it makes a kind of its own.</summary>
    private static readonly string[] Telling = ["Reason", "RequestMethod", "RequestPath", "StatusCode"];

    /// <summary>What the bridge logged as errors, by kind.</summary>
    internal static async Task<Dictionary<string, int>> ErrorsAsync(string folder, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*.log", SearchOption.AllDirectories))
        {
            await foreach (var line in File.ReadLinesAsync(file, cancellationToken))
            {
                if (ErrorIn(line) is { } error)
                {
                    errors[error] = errors.GetValueOrDefault(error) + 1;
                }
            }
        }

        return errors;
    }

    private static string? ErrorIn(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var level = json.RootElement.GetProperty("Level").GetString();
            if (level is not ("Error" or "Fatal"))
            {
                return null;
            }

            var exception = json.RootElement.TryGetProperty("Exception", out var text) ? $" ({text.GetString()!.Split('\n')[0].Trim()})" : "";
            var words = json.RootElement.GetProperty("MessageTemplate").GetString()!;
            foreach (var name in Telling)
            {
                if (json.RootElement.TryGetProperty("Properties", out var properties) && properties.TryGetProperty(name, out var value))
                {
                    words = words.Replace($"{{{name}}}", value.ToString(), StringComparison.Ordinal); // or nobody knows whether it should have been
                }
            }

            return $"{level}: {words}{exception}";
        }
        catch (JsonException)
        {
            return null; // cut off by a kill
        }
    }
}
