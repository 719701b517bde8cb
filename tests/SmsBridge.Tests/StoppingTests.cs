using System.Text.RegularExpressions;
using SmsBridge.Store;
using SmsBridge.Tests.Documents;

namespace SmsBridge.Tests;

/// <summary>A cancellation that nobody asked for is a failure like any: it must not end a job in silence.</summary>
public partial class StoppingTests
{
    /// <summary>They wait by a token or a time of their own alone, or pass it on: whoever's it was comes to the same.</summary>
    private static readonly string[] AskNobody =
    [
        "Gateways/Smpp/SmppSession.cs", "Gateways/Smpp/SmppSubmission.cs", "Gateways/Smpp/SmppWriter.cs", "Relay/RelayWorker.cs", "Web/Limits/Places.cs",
    ];

    [Fact]
    public async Task It_is_the_stop_only_where_the_stop_was_asked_for()
    {
        using var stop = new CancellationTokenSource();

        new TaskCanceledException().IsStopOf(stop.Token).ShouldBeFalse("a time-out of somebody's own");
        await stop.CancelAsync();
        new TaskCanceledException().IsStopOf(stop.Token).ShouldBeTrue();
        new InvalidOperationException().IsStopOf(stop.Token).ShouldBeFalse("what fails while the service stops is said too");
    }

    [Fact]
    public void Nobody_catches_a_cancellation_without_asking_whose_it_was()
    {
        var source = Path.Combine(DocumentFiles.Root, "src", "SmsBridge");
        var files = from file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
                    let path = Path.GetRelativePath(source, file).Replace('\\', '/')
                    where !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal)
                    select (path, Lines: File.ReadAllLines(file));

        var found = (from file in files
                     from line in file.Lines
                     where LeavesItOut().IsMatch(line) || (TakesAll().IsMatch(line) && !AskNobody.Contains(file.path, StringComparer.Ordinal))
                     where !line.Contains("IsCancellationRequested", StringComparison.Ordinal) && !line.Contains("IsStopOf(", StringComparison.Ordinal)
                     select $"{file.path}: {line.Trim()}").ToList();

        found.ShouldBeEmpty("use Stopping.IsStopOf: what is not the stop is to be caught where other failures are");
    }

    [GeneratedRegex(@"catch \(Exception.*is not \(?[^)]*OperationCanceledException", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeavesItOut();

    [GeneratedRegex(@"catch \(OperationCanceledException( \w+)?\)\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TakesAll();
}
