using System.Globalization;
using SmsBridge.Faults.Ways;
using SmsBridge.Simulator.Bridge;
using SmsBridge.Simulator.Faults;

namespace SmsBridge.Faults;

/// <summary>One run: set up, storm, calm, count.</summary>
internal sealed class FaultRun(FaultOptions options, TextWriter output)
{
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly KillMoments _moments = new();
    private long _begun;

    public async Task<FaultResult> RunAsync(CancellationToken cancellationToken)
    {
        _begun = _time.GetTimestamp();
        await SayAsync($"seed {options.Seed}: {options.Cycles} cycles, {options.Hooks:N0} hooks, {options.Connections} connections{(options.OnPostgres ? $", {options.Nodes} nodes on PostgreSQL" : "")}");
        await using var stage = await FaultStage.SetUpAsync(
            new FaultStageOptions
            {
                Seed = options.Seed, WithPartners = options.Partners, OnPostgres = options.OnPostgres, Nodes = options.Nodes, Providers = options.Providers, WithWays = options.Ways > 1,
                Settings = options.Ways > 1 ? StageSettings.ShortWaits().Concat(OtherWays.Settings).ToDictionary(StringComparer.Ordinal) : StageSettings.ShortWaits(),
            }, cancellationToken);
        using var ways = options.Ways > 1 ? await OtherWays.SetUpAsync(stage, options.Seed, cancellationToken) : null;
        var writer = new HookWriter(stage.Tenants, options.Seed);
        using var load = new HookLoad(writer, _moments, options.Seed);
        var killer = new Killer(stage, _moments, options.Hooks / Math.Max(1, options.Cycles), options.Seed, _time);

        var (cycles, trouble) = await StormAsync(stage, load, ways, killer, cancellationToken);
        trouble ??= await CalmAsync(stage, ways, cancellationToken);
        var sms = stage.Others is { } others ? [.. stage.Twilio.Messages, .. others.Messages()] : stage.Twilio.Messages;
        var rows = await BridgeRows.ReadAsync(stage.Store, cancellationToken);
        var findings = Conservation.Check([.. writer.Keys, .. ways?.Keys ?? []], rows, sms, byRoutes: stage.Others is not null);
        string? told = null;
        if (ways is not null)
        {
            (var ofWays, told) = await ways.CheckAsync(rows, sms, cancellationToken);
            findings.AddRange(ofWays);
        }

        if (stage.Partners is { } partners)
        {
            findings.AddRange(await NoticeCheck.CheckAsync(stage.Store, partners, cancellationToken));
        }

        var result = new FaultResult
        {
            Options = options,
            Cycles = cycles,
            Hooks = load.Answered,
            Sms = sms.Count,
            LeftToPeople = Conservation.CountLeftToPeople(rows, sms),
            Hops = stage.Others is null ? null : await BridgeRows.CountHopsAsync(stage.Store, cancellationToken),
            Ways = told,
            Notices = stage.Partners?.Healthy.Count ?? 0,
            Findings = findings,
            LongestToReady = killer.LongestToReady,
            LongestToFirstSms = killer.LongestToFirstSms,
            Elapsed = _time.GetElapsedTime(_begun),
            Trouble = trouble,
        };
        await FaultReport.WriteAsync(result, stage, output, cancellationToken);
        return result;
    }

    /// <summary>Kills, faults and load, until cycles and hooks are done or time is up.</summary>
    /// <returns>How many kills, and what went wrong with starting.</returns>
    private async Task<(int Cycles, string? Trouble)> StormAsync(FaultStage stage, HookLoad load, OtherWays? ways, Killer killer, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Longest, _time);
        using var storm = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var posting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var spells = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SwitchOn(stage, killer);
        var posters = Task.WhenAll(load.RunAsync(options.Connections, posting.Token), ways?.RunAsync(posting.Token) ?? Task.CompletedTask);
        var weather = Task.WhenAll(new Spells(stage, options.Seed).RunAsync(spells.Token), new Naps(stage, killer, options.Seed).RunAsync(spells.Token));
        var cycles = 0;
        string? trouble = null;
        try
        {
            for (; cycles < options.Cycles; cycles++)
            {
                load.Release(Share(cycles + 1) - Share(cycles));
                ways?.Release(Share(cycles + 1) - Share(cycles));
                await killer.KillAsync(storm.Token);
                await killer.StartAsync(storm.Token);
                await TellAsync(stage, load, cycles + 1);
            }

            load.Release(options.Cycles == 0 ? options.Hooks : 0);
            while (load.Answered < options.Hooks || ways?.IsOpen == true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), _time, storm.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await SayAsync($"time is up");
        }
        catch (BridgeProcessException exception)
        {
            trouble = exception.Message;
        }

        await posting.CancelAsync();
        await posters;
        await spells.CancelAsync();
        await weather;
        _moments.Release();
        return (cycles, trouble);
    }

    /// <summary>No more faults but those of callbacks: everything that waits must come to its end.</summary>
    /// <returns>What went wrong.</returns>
    private async Task<string?> CalmAsync(FaultStage stage, OtherWays? ways, CancellationToken cancellationToken)
    {
        stage.Plan.Rates = FaultRates.None with { CallbackLost = FaultRates.Rough.CallbackLost, CallbackTwice = FaultRates.Rough.CallbackTwice };
        stage.Partners?.Calm();
        if (stage.Others is { } others)
        {
            others.HasWeather = false;
        }

        try
        {
            foreach (var node in stage.Nodes.Where(node => !node.IsRunning))
            {
                await node.StartAsync(cancellationToken);
            }

            await Drain.RunAsync(stage, async token => await CountLeftAsync(stage, token) + await (ways?.CountLeftAsync(token) ?? Task.FromResult(0L)), said => SayAsync($"{said}"), cancellationToken);
            if (ways is not null)
            {
                await ways.TellAllAgainAsync(cancellationToken);
                await Drain.RunAsync(stage, async token => await CountLeftAsync(stage, token) + await ways.CountUntakenAsync(token), said => SayAsync($"told all again, {said}"), cancellationToken);
            }

            foreach (var node in stage.Nodes)
            {
                if (await node.StopAsync(cancellationToken) is not 0 and var exitCode)
                {
                    return $"a clean stop ended with exit code {exitCode}";
                }
            }

            return null;
        }
        catch (BridgeProcessException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<long> CountLeftAsync(FaultStage stage, CancellationToken cancellationToken) =>
        await BridgeRows.CountUnfinishedAsync(stage.Store, cancellationToken)
        + (stage.Partners is null ? 0 : await NoticeCheck.CountLeftAsync(stage.Store, cancellationToken));

    private void SwitchOn(FaultStage stage, Killer killer)
    {
        stage.Plan.Rates = FaultRates.Rough;
        if (stage.Others is { } others)
        {
            others.HasWeather = true;
        }

        stage.Twilio.Faults.Plan = request =>
        {
            killer.Saw(request);
            return _moments.Hold(request) ?? stage.Plan.ForTwilio(request);
        };
        stage.Twilio.Faults.Callbacks = (to, body, status) =>
        {
            _moments.Saw(KillMoment.Callback);
            return stage.Plan.ForCallback(to, body, status);
        };
        stage.Twilio.Faults.ListLag = stage.Plan.ForList;
        foreach (var core in stage.Cores)
        {
            core.Faults.Plan = stage.Plan.ForCore;
        }
    }

    /// <summary>How many hooks are due after so many cycles.</summary>
    private int Share(int cycles) => (int)((long)options.Hooks * cycles / options.Cycles);

    private async Task TellAsync(FaultStage stage, HookLoad load, int cycle)
    {
        if (cycle % Math.Max(1, options.Cycles / 10) == 0)
        {
            await SayAsync($"cycle {cycle}: {load.Answered:N0} hooks answered, {load.LostAnswers:N0} answers lost, {stage.Twilio.Requests.Accepted:N0} SMS");
        }
    }

    private Task SayAsync(FormattableString words) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_begun).TotalSeconds,6:0.0} s  {words.ToString(CultureInfo.InvariantCulture)}"));
}
