using System.Globalization;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Hostile;

/// <summary>One run: honest work all the time, each attack in turn, then all of them; then it is counted.</summary>
internal sealed class HostileRun(HostileOptions options, TextWriter output)
{
    private static readonly TimeSpan Breath = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = TimeProvider.System;
    private long _begun;

    public async Task<HostileResult> RunAsync(CancellationToken cancellationToken)
    {
        _begun = _time.GetTimestamp();
        await using var stage = await FaultStage.SetUpAsync(
            new FaultStageOptions { Seed = options.Seed, WithPartners = true, MostFiles = options.Files, Settings = Settings(), CoresHttp = Networks.CoresHttp }, cancellationToken);
        var writer = new HookWriter(stage.Tenants, options.Seed);
        var cores = new HonestCores(stage, writer);
        await cores.WriteHistoryAsync(options.History, cancellationToken);
        await SayAsync($"{options.History:N0} hooks of history; {options.Rounds} rounds, each attack for {options.Seconds} s");
        await using var attacks = await Attacks.SetUpAsync(stage, options, cancellationToken);
        var played = attacks.Chosen(options.Attack);
        var figures = played.Select(attack => new HonestFigures(attack.Name)).ToList();

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = new ProcessWatch(stage.Bridge.ProcessId!.Value);
        var (work, watching) = (cores.RunAsync(over.Token), watch.RunAsync(over.Token));
        var memory = await PlayAsync(stage, cores, played, figures, watch, cancellationToken);
        await over.CancelAsync();
        await Task.WhenAll(work, watching);

        var ended = await EndAsync(stage, cancellationToken);
        var result = new HostileResult
        {
            Options = options, Attacks = figures, Memory = memory, MostMemory = watch.MostMemory, MostFiles = watch.MostFiles, Ended = ended,
            Findings = Conservation.Check(writer.Keys, await BridgeRows.ReadAsync(stage.Store, cancellationToken), stage.Twilio.Messages),
            Elapsed = _time.GetElapsedTime(_begun),
        };
        await TellAsync(result, played, stage, cancellationToken);
        return result;
    }

    /// <summary>The bridge's own waits are as shipped; a tenant may register again at once, or honest ones would mostly wait for that.</summary>
    private static Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["Registration:RaceWindow"] = "00:00:01",
        ["Serilog:MinimumLevel:Override:SmsBridge.Tenants"] = "Error", // each stranger would be a line
        ["Serilog:MinimumLevel:Override:SmsBridge.Intake.Hooks"] = "Error",
    };

    private async Task<List<long>> PlayAsync(
        FaultStage stage, HonestCores cores, IReadOnlyList<Attack> attacks, List<HonestFigures> figures, ProcessWatch watch, CancellationToken cancellationToken)
    {
        var memory = new List<long> { watch.Memory };
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var index = 0; index < attacks.Count && stage.Bridge.IsRunning; index++)
            {
                cores.Figures = figures[index];
                using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var attack = attacks[index].RunAsync(end.Token);
                await Task.WhenAny(attack, Task.Delay(TimeSpan.FromSeconds(options.Seconds), _time, cancellationToken));
                await end.CancelAsync();
                await attack;
                await Task.Delay(Breath, _time, cancellationToken); // what it did to hooks shows until the bridge is through with it
            }

            memory.Add(watch.Memory);
            await SayAsync($"round {round + 1}: {watch.Memory >> 20} MB");
        }

        return memory;
    }

    /// <returns>Why it had ended already, or did not end well; null: all well.</returns>
    private async Task<string?> EndAsync(FaultStage stage, CancellationToken cancellationToken)
    {
        if (!stage.Bridge.IsRunning)
        {
            var code = await stage.Bridge.WaitForExitAsync(cancellationToken);
            return string.Join(' ', [string.Create(CultureInfo.InvariantCulture, $"exit code {code}."), .. stage.Bridge.StandardError.Lines.TakeLast(3)]);
        }

        await Drain.RunAsync(stage, token => BridgeRows.CountUnfinishedAsync(stage.Store, token), said => SayAsync($"{said}"), cancellationToken);
        try
        {
            var code = await stage.Bridge.StopAsync(cancellationToken);
            return code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"a clean stop ended with exit code {code}.");
        }
        catch (BridgeProcessException exception)
        {
            return exception.Message;
        }
    }

    private async Task TellAsync(HostileResult result, IReadOnlyList<Attack> attacks, FaultStage stage, CancellationToken cancellationToken)
    {
        foreach (var (index, (figures, attack)) in result.Attacks.Zip(attacks).Index())
        {
            await output.WriteLineAsync($"  {options.Attack ?? index + 1} {figures.Name,-20}{HostileResult.Describe(figures)}{(attack.Describe() is { Length: > 0 } did ? $"  [{did}]" : "")}");
            foreach (var words in figures.Refused.Distinct(StringComparer.Ordinal).Take(3))
            {
                await output.WriteLineAsync($"    a registration was refused: {words}");
            }
        }

        foreach (var (line, count) in await FaultReport.ErrorsAsync(stage.Bridge.Folder, cancellationToken))
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  logged {count} times: {line}"));
        }

        foreach (var problem in result.Problems)
        {
            await output.WriteLineAsync("  " + problem);
        }

        if (result.ExitCode != 0)
        {
            stage.Keeps = true;
            await output.WriteLineAsync($"  Kept: {stage.Bridge.Folder}");
        }

        await output.WriteLineAsync(result.ToString());
    }

    private Task SayAsync(FormattableString words) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_begun).TotalSeconds,6:0.0} s  {words.ToString(CultureInfo.InvariantCulture)}"));
}
