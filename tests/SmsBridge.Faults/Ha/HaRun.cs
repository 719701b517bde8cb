using System.Globalization;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Ha;

/// <summary>One run: set up, load on, one act after the other, load off, count.</summary>
internal sealed class HaRun(HaOptions options, TextWriter output)
{
    private const int Connections = 16;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<(string Act, DateTimeOffset At)> _acts = [];
    private long _begun;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _begun = _time.GetTimestamp();
        var folder = Directory.CreateTempSubdirectory("smsbridge-ha-").FullName;
        var cluster = new PatroniCluster(folder);
        await SayAsync($"seed {options.Seed}: three nodes behind HAProxy, Patroni with two PostgreSQL, {options.Rate} hooks a second");
        await using var ends = cluster;
        await using var stage = await FaultStage.SetUpAsync(
            new FaultStageOptions
            {
                Seed = options.Seed, WithPartners = true, Server = cluster, Nodes = 3, Spares = 1, Settings = StageSettings.ShortWaits(),
                Front = (port, nodes) => Proxy.StartAsync(folder, port, nodes),
            },
            cancellationToken);
        var writer = new HookWriter(stage.Tenants, options.Seed);
        using var load = new HookLoad(writer, new KillMoments(), options.Seed);
        var trouble = await ActAsync(stage, cluster, load, cancellationToken) ?? await CalmAsync(stage, cancellationToken);

        var rows = await BridgeRows.ReadAsync(stage.Store, cancellationToken);
        List<Finding> findings =
        [
            .. Conservation.Check(writer.Keys, rows, stage.Twilio.Messages, mayBeRepeated: true),
            .. await NoticeCheck.CheckAsync(stage.Store, stage.Partners!, cancellationToken),
        ];
        foreach (var outage in Outages(writer))
        {
            await SayAsync($"{outage}");
        }

        var result = new FaultResult
        {
            Options = new FaultOptions { Seed = options.Seed, Cycles = 0, Hooks = 0, Seconds = 1 },
            Hooks = load.Answered, Sms = stage.Twilio.Messages.Count, Notices = stage.Partners!.Healthy.Count, Findings = findings, Elapsed = _time.GetElapsedTime(_begun), Trouble = trouble,
        };
        await FaultReport.WriteAsync(result, stage, findings.Count > 0 ? output : TextWriter.Null, cancellationToken);
        await TellAsync(result, writer);
        return result.ExitCode;
    }

    private async Task<string?> ActAsync(FaultStage stage, PatroniCluster cluster, HookLoad load, CancellationToken cancellationToken)
    {
        using var posting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var posters = load.RunAsync(Connections, posting.Token);
        var releasing = ReleaseAsync(load, posting.Token);
        try
        {
            await QuietAsync(cancellationToken);
            var old = await cluster.PrimaryAsync(cancellationToken);
            await BeginAsync("primary killed");
            await old.KillAsync();
            await GoesOnAsync(cluster, old, load, cancellationToken);

            await BeginAsync("old primary back");
            await cluster.StartAsync(cancellationToken);
            await InStepAsync(cluster, cancellationToken);

            var frozen = await cluster.PrimaryAsync(cancellationToken);
            await BeginAsync("primary frozen");
            var processes = frozen.Freeze();
            await GoesOnAsync(cluster, frozen, load, cancellationToken);
            await BeginAsync("frozen primary awake");
            PatroniMember.Thaw(processes);
            await InStepAsync(cluster, cancellationToken);

            await BeginAsync("node killed for good, another joins");
            await stage.Nodes[0].KillAsync(cancellationToken);
            await stage.Nodes[^1].StartAsync(cancellationToken);
            await QuietAsync(cancellationToken);
            await BeginAsync("end");
            return null;
        }
        catch (BridgeProcessException exception)
        {
            return exception.Message;
        }
        finally
        {
            await posting.CancelAsync();
            await Task.WhenAll(posters, releasing);
        }
    }

    /// <summary>The other one is promoted, and hooks are answered 2xx again.</summary>
    private async Task GoesOnAsync(PatroniCluster cluster, PatroniMember old, HookLoad load, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var primary = await cluster.PrimaryAsync(cancellationToken, but: old);
        var promoted = _time.GetElapsedTime(began);
        var answered = load.Answered;
        while (load.Answered < answered + options.Rate)
        {
            if (_time.GetElapsedTime(began) > LongestOutage)
            {
                throw new BridgeProcessException($"Hooks were not answered again within {LongestOutage.TotalSeconds:0} s.");
            }

            await Task.Delay(Tick, _time, cancellationToken);
        }

        await SayAsync($"{primary.Name} is primary after {promoted.TotalSeconds:0.0} s, hooks go on after {_time.GetElapsedTime(began).TotalSeconds:0.0} s");
        await QuietAsync(cancellationToken);
    }

    private async Task InStepAsync(PatroniCluster cluster, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        await cluster.InSyncAsync(cancellationToken);
        if (await cluster.CountWritableAsync(cancellationToken) is not 1 and var count)
        {
            throw new BridgeProcessException($"{count} servers take writes.");
        }

        await SayAsync($"it is the standby, in step after {_time.GetElapsedTime(began).TotalSeconds:0.0} s, and takes no writes");
        await QuietAsync(cancellationToken);
    }

    private static async Task<string?> CalmAsync(FaultStage stage, CancellationToken cancellationToken)
    {
        stage.Partners!.Calm();
        try
        {
            await Drain.RunAsync(
                stage,
                async token => await BridgeRows.CountUnfinishedAsync(stage.Store, token) + await NoticeCheck.CountLeftAsync(stage.Store, token),
                static _ => Task.CompletedTask, cancellationToken);
            foreach (var node in stage.Nodes.Where(node => node.IsRunning))
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

    private IEnumerable<Outage> Outages(HookWriter writer)
    {
        var postings = writer.Keys.SelectMany(key => key.Postings).ToList();
        return _acts.Zip(_acts.Skip(1), (act, next) => Outage.Of(act.Act, act.At, next.At, postings));
    }

    private async Task TellAsync(FaultResult result, HookWriter writer)
    {
        var killed = Outages(writer).FirstOrDefault();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            ha: {result.Hooks:N0} hooks answered 2xx, {result.Sms:N0} SMS, {result.Notices:N0} notices: {result.Lost} lost, {result.Doubled} doubled, {result.Wrong} wrong; {killed}; {result.Elapsed.TotalSeconds:0} s, seed {options.Seed}{(result.Trouble is null ? "" : $", stopped by: {result.Trouble}")}
            """));
    }

    private async Task ReleaseAsync(HookLoad load, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        try
        {
            for (var tick = 0; await timer.WaitForNextTickAsync(stopping); tick++)
            {
                load.Release((options.Rate * (tick + 1) / 10) - (options.Rate * tick / 10));
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task BeginAsync(string act)
    {
        _acts.Add((act, _time.GetUtcNow()));
        await SayAsync($"{act}");
    }

    private Task QuietAsync(CancellationToken cancellationToken) => Task.Delay(TimeSpan.FromSeconds(options.Calm), _time, cancellationToken);

    private Task SayAsync(FormattableString words) => output.WriteLineAsync(string.Create(
        CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_begun).TotalSeconds,6:0.0} s  {words.ToString(CultureInfo.InvariantCulture)}"));
}
