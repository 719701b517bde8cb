using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace SmsBridge.Faults.Fuzz;

/// <summary>One run: throw everything, then look whether the bridge is still what it was.</summary>
internal sealed class FuzzRun(FuzzOptions options, TextWriter output)
{
    /// <summary>What memory may grow by from a tenth of the way to the end.</summary>
    private const long MostGrowth = 96 << 20;

    private const int MostFindings = 20;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentQueue<string> _findings = new();
    private IReadOnlyList<FuzzRequest> _seeds = [];
    private long _next;
    private long _warm;
    private long _putOff;

    public async Task<FuzzResult> RunAsync(CancellationToken cancellationToken)
    {
        var begun = _time.GetTimestamp();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}: {options.Requests:N0} requests, {options.Connections} connections"));
        await using var stage = await FuzzStage.SetUpAsync(cancellationToken);
        _seeds = await FuzzSeeds.CreateAsync(stage.Registration, cancellationToken);
        await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => ThrowAsync(stage, cancellationToken), cancellationToken)));

        var end = stage.Memory();
        await LookAtAsync(stage, end, cancellationToken);
        var result = new FuzzResult
        {
            Options = options, Sent = _statuses.Values.Sum(), Statuses = _statuses, PutOff = _putOff, Memory = (_warm, end), Findings = [.. _findings], Elapsed = _time.GetElapsedTime(begun),
        };
        foreach (var finding in result.Findings)
        {
            await output.WriteLineAsync("  " + finding);
        }

        await output.WriteLineAsync(result.ToString());
        return result;
    }

    /// <summary>The request of a number is the same in every run of a seed, but for the keys in it.</summary>
    internal static RawRequest Create(IReadOnlyList<FuzzRequest> seeds, int seed, long number)
    {
        var random = new Random(unchecked((int)((seed * 2_654_435_761L) ^ (number * 40_503L))));
        if (random.Next(50) == 0)
        {
            return new RawRequest(FuzzMutations.Noise(random), IsWhole: false);
        }

        var good = seeds[random.Next(seeds.Count)];
        if (random.Next(16) == 0)
        {
            good = good with { Target = seeds[random.Next(seeds.Count)].Target };
        }

        var raw = FuzzMutations.Spoil(good, random).ToBytes(random);
        return random.Next(12) == 0 ? new RawRequest(FuzzMutations.Flip(raw.Bytes, random), IsWhole: false) : raw;
    }

    private async Task ThrowAsync(FuzzStage stage, CancellationToken cancellationToken)
    {
        using var connection = new FuzzConnection(new IPEndPoint(IPAddress.Loopback, stage.Bridge.Url.Port));
        for (var number = Next(); number < options.Requests && _findings.Count < MostFindings; number = Next())
        {
            var request = WithKeys(Create(_seeds, options.Seed, number), stage);
            FuzzAnswer answer;
            try
            {
                answer = await connection.SendAsync(request, cancellationToken);
            }
            catch (System.Net.Sockets.SocketException exception)
            {
                _findings.Enqueue($"request {number}: no connection: {exception.Message}");
                return;
            }

            _statuses.AddOrUpdate(answer.Status, 1, static (_, count) => count + 1);
            if (answer.IsPutOff)
            {
                Interlocked.Increment(ref _putOff);
            }

            if (Complaint(request, answer) is { } words)
            {
                _findings.Enqueue(string.Create(CultureInfo.InvariantCulture, $"request {number}: {words}: {Show(request.Bytes)}"));
            }

            if (number == options.Requests / 10)
            {
                _warm = stage.Memory();
            }

            if (number > 0 && number % 100_000 == 0)
            {
                var memory = stage.Memory() >> 20;
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {number:N0} requests, {memory} MB"));
            }
        }
    }

    private static string? Complaint(RawRequest request, FuzzAnswer answer) =>
        answer.TimedOut ? "no answer in time"
        : answer.IsPutOff ? null
        : answer.Status is >= 500 and not 505 ? $"answered {answer.Status} ({answer.Said})" // 505: a version of HTTP that is none
        : answer.Status == 0 && request.IsWhole ? "closed without an answer"
        : null;

    private async Task LookAtAsync(FuzzStage stage, long memory, CancellationToken cancellationToken)
    {
        if (!stage.Bridge.IsRunning)
        {
            _findings.Enqueue($"The bridge is gone. {stage.Bridge.StandardError}");
            return;
        }

        if (memory - _warm > MostGrowth)
        {
            _findings.Enqueue(string.Create(CultureInfo.InvariantCulture, $"Memory grew by {(memory - _warm) >> 20} MB."));
        }

        if (await stage.CheckGoodHookAsync(cancellationToken) is { } problem)
        {
            _findings.Enqueue(problem);
        }

        await stage.Bridge.StopAsync(cancellationToken);
        foreach (var (line, count) in await FaultReport.ErrorsAsync(stage.Bridge.Folder, cancellationToken))
        {
            _findings.Enqueue(string.Create(CultureInfo.InvariantCulture, $"logged {count} times: {line}"));
        }
    }

    private static RawRequest WithKeys(RawRequest request, FuzzStage stage)
    {
        if (request.Bytes.AsSpan().IndexOf((byte)'{') < 0)
        {
            return request;
        }

        // Only in front of the body: its length is told already.
        var end = request.Bytes.AsSpan().IndexOf("\r\n\r\n"u8) is var found and >= 0 ? found : request.Bytes.Length;
        var head = Encoding.Latin1.GetString(request.Bytes, 0, end)
            .Replace(FuzzSeeds.Key, stage.Key, StringComparison.Ordinal)
            .Replace(FuzzSeeds.VictimKey, stage.VictimKey, StringComparison.Ordinal)
            .Replace(FuzzSeeds.Token, stage.Token, StringComparison.Ordinal);
        return request with { Bytes = [.. Encoding.Latin1.GetBytes(head), .. request.Bytes.AsSpan(end)] };
    }

    private static string Show(byte[] bytes)
    {
        const int Shown = 600;
        var text = Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, Shown)));
        return string.Concat(text.Select(letter => char.IsControl(letter) ? $"\\x{(int)letter:x2}" : letter.ToString()));
    }

    private long Next() => Interlocked.Increment(ref _next) - 1;
}
