using System.Globalization;
using SmsBridge.Simulator.Bridge;

namespace SmsBridge.Faults.Story;

/// <summary>One installation from its first day on a file to its restore elsewhere, under load all the way.</summary>
internal sealed class StoryRun(StoryOptions options, TextWriter output)
{
    private const int Connections = 8;
    private const int Refused = 78;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestChapter = TimeSpan.FromMinutes(3);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<Finding> _findings = [];
    private long _begun;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        _begun = _time.GetTimestamp();
        await using var first = NewServer();
        await using var elsewhere = NewServer();
        await using var stage = await FaultStage.SetUpAsync(
            new FaultStageOptions { Seed = options.Seed, WithPartners = true, Spares = 3, Settings = StageSettings.ShortWaits() }, cancellationToken);
        var writer = new HookWriter(stage.Tenants, options.Seed);
        using var load = new HookLoad(writer, new KillMoments(), options.Seed);
        using var posting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var posters = load.RunAsync(Connections, posting.Token);
        try
        {
            await TellAsync(new Book(stage, writer, load), first, elsewhere, cancellationToken);
        }
        finally
        {
            await posting.CancelAsync();
            await posters;
        }

        foreach (var finding in _findings.Take(20))
        {
            await output.WriteLineAsync($"{finding.Kind}: {finding.Words}");
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"""
            story: {load.Answered:N0} hooks answered, {stage.Twilio.Messages.Count:N0} SMS: {Count(FindingKind.Lost)} lost, {Count(FindingKind.Doubled)} doubled, {Count(FindingKind.Wrong)} wrong; {_time.GetElapsedTime(_begun).TotalSeconds:0} s, seed {options.Seed}
            """));
        return _findings.Count == 0 ? 0 : 1;
    }

    /// <summary>Chapter by chapter.</summary>
    private async Task TellAsync(Book book, PostgresServer first, PostgresServer elsewhere, CancellationToken cancellationToken)
    {
        var (file, nodes) = (book.Stage.Nodes[0], book.Stage.Nodes.Skip(1).ToList());
        var (onFile, onFirst, onOther) = (book.Stage.Store, new Lazy<FaultStore>(() => new(file.DatabaseFile, first.ConnectionString)), new Lazy<FaultStore>(() => new(file.DatabaseFile, elsewhere.ConnectionString)));
        await PostAsync(book.Load, cancellationToken);
        await CheckAsync("on a file", book, onFile, isOver: true, cancellationToken);

        await PostAsync(book.Load, cancellationToken); // it moves with its hands full: what waits goes on there
        await MoveAsync(file, first, cancellationToken);
        await CheckAsync("moved", book, onFirst.Value, isOver: false, cancellationToken);
        await StartOnAsync(nodes, first, cancellationToken);
        await PostAsync(book.Load, cancellationToken);
        await CheckAsync("with three nodes", book, onFirst.Value, isOver: true, cancellationToken);

        await WhileAsync(book.Load, () => RollAsync(nodes, cancellationToken), cancellationToken);
        await CheckAsync("rolled to a newer build", book, onFirst.Value, isOver: true, cancellationToken);

        await WhileAsync(book.Load, () => nodes[0].KillAsync(cancellationToken), cancellationToken);
        await CheckAsync("without the node that was killed for good", book, onFirst.Value, isOver: true, cancellationToken);

        await PostAsync(book.Load, cancellationToken);
        await Task.WhenAll(nodes.Skip(1).Select(node => StopAsync(node, cancellationToken)));
        await elsewhere.StartAsync(cancellationToken);
        await PostgresDump.MoveAsync(first.ConnectionString, elsewhere.ConnectionString, cancellationToken);
        await first.KillAsync();
        await StartOnAsync(nodes, elsewhere, cancellationToken);
        await PostAsync(book.Load, cancellationToken);
        await CheckAsync("from a dump on another server", book, onOther.Value, isOver: true, cancellationToken);
        await Task.WhenAll(nodes.Select(node => StopAsync(node, cancellationToken)));
    }

    private static async Task MoveAsync(BridgeProcess file, PostgresServer to, CancellationToken cancellationToken)
    {
        await StopAsync(file, cancellationToken);
        await to.StartAsync(cancellationToken);
        await file.RunVerbAsync(cancellationToken, "storage", "copy", "--to", to.ConnectionString);
        file.Launch();
        if (await file.WaitForExitAsync(cancellationToken) != Refused)
        {
            throw new BridgeProcessException("The file that was moved starts.");
        }
    }

    /// <summary>One after the other, as docs/scale.md has it.</summary>
    private async Task RollAsync(List<BridgeProcess> nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            await StopAsync(node, cancellationToken);
            node.Assembly = Path.Combine(options.Newer, "SmsBridge.dll");
            await node.StartAsync(cancellationToken);
        }
    }

    /// <summary>Something happens while hooks are posted.</summary>
    private async Task WhileAsync(HookLoad load, Func<Task> happens, CancellationToken cancellationToken)
    {
        var posting = PostAsync(load, cancellationToken);
        await happens();
        await posting;
    }

    /// <summary>So many more hooks, all answered 2xx.</summary>
    private async Task PostAsync(HookLoad load, CancellationToken cancellationToken)
    {
        var (until, began) = (load.Answered + options.Hooks, _time.GetTimestamp());
        load.Release(options.Hooks);
        while (load.Answered < until)
        {
            if (_time.GetElapsedTime(began) > LongestChapter)
            {
                throw new BridgeProcessException(string.Create(CultureInfo.InvariantCulture, $"{until - load.Answered} hooks were not answered within {LongestChapter.TotalSeconds:0} s."));
            }

            await Task.Delay(Step, _time, cancellationToken);
        }
    }

    /// <param name="isOver">Waits until nothing is left to do, and looks at every SMS and notice; else only at what was answered.</param>
    private async Task CheckAsync(string chapter, Book book, FaultStore store, bool isOver, CancellationToken cancellationToken)
    {
        if (isOver)
        {
            await Drain.RunAsync(
                book.Stage, async token => await BridgeRows.CountUnfinishedAsync(store, token) + await NoticeCheck.CountLeftAsync(store, token), static _ => Task.CompletedTask, cancellationToken);
        }

        var rows = await BridgeRows.ReadAsync(store, cancellationToken);
        var found = isOver
            ? [.. Conservation.Check(book.Writer.Keys, rows, book.Stage.Twilio.Messages), .. await NoticeCheck.CheckAsync(store, book.Stage.Partners!, cancellationToken)]
            : Conservation.CheckAnswers(book.Writer.Keys, rows);
        _findings.AddRange(found.Select(finding => finding with { Words = $"{chapter}: {finding.Words}" }));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{_time.GetElapsedTime(_begun).TotalSeconds,6:0.0} s  {chapter}: {rows.Events.Count:N0} events, {book.Stage.Twilio.Messages.Count:N0} SMS, {found.Count} findings"));
    }

    private static async Task StartOnAsync(IEnumerable<BridgeProcess> nodes, PostgresServer server, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            foreach (var (name, value) in StageSettings.Shared(server, front: 0))
            {
                node.Settings[name] = value;
            }

            await node.StartAsync(cancellationToken);
        }
    }

    private static async Task StopAsync(BridgeProcess node, CancellationToken cancellationToken)
    {
        if (await node.StopAsync(cancellationToken) is not 0 and var exitCode)
        {
            throw new BridgeProcessException($"A clean stop ended with exit code {exitCode}. {node.Describe()}");
        }
    }

    private int Count(FindingKind kind) => _findings.Count(finding => finding.Kind == kind);

    private sealed record Book(FaultStage Stage, HookWriter Writer, HookLoad Load);

    private static PostgresServer NewServer() => new(Directory.CreateTempSubdirectory("smsbridge-postgres-").FullName);
}
