using System.Globalization;

namespace SmsBridge.Faults;

/// <summary>What a run came to.</summary>
internal sealed record FaultResult
{
    public required FaultOptions Options { get; init; }

    public int Cycles { get; init; }

    /// <summary>Answered 2xx.</summary>
    public long Hooks { get; init; }

    public int Sms { get; init; }

    /// <summary>Nobody took them, and the bridge can not be sure of that: in doubt, which is for a person.</summary>
    public (int NotTaken, int Taken) LeftToPeople { get; init; }

    /// <summary>How often an SMS went on by another route; null: there was one provider.</summary>
    public long? Hops { get; init; }

    /// <summary>What came by other ways than hooks, in words; null: nothing did.</summary>
    public string? Ways { get; init; }

    /// <summary>What the healthy partner was sent, repeats after kills included.</summary>
    public long Notices { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>From the start of the process until it was ready for hooks, at most.</summary>
    public TimeSpan LongestToReady { get; init; }

    /// <summary>From the start of the process until Twilio saw its first SMS, at most.</summary>
    public TimeSpan LongestToFirstSms { get; init; }

    public TimeSpan Elapsed { get; init; }

    /// <summary>What ended the run before its time; null: nothing.</summary>
    public string? Trouble { get; init; }

    public int Lost => Count(FindingKind.Lost);

    public int Doubled => Count(FindingKind.Doubled);

    public int Wrong => Count(FindingKind.Wrong);

    public bool IsComplete => Cycles >= Options.Cycles && Hooks >= Options.Hooks;

    public int ExitCode => Findings.Count > 0 || Trouble is not null ? 1 : IsComplete || Options.Seconds is not null ? 0 : 3;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        faults: {Cycles} cycles, {Hooks:N0} hooks answered, {Sms:N0} SMS, {Notices:N0} notices to the healthy partner: {Lost} lost, {Doubled} doubled, {Wrong} wrong{ByRoutes}{(Ways is null ? "" : $"; 3 ways: {Ways}")}; longest recovery {LongestToReady.TotalSeconds:0.0} s to ready, {LongestToFirstSms.TotalSeconds:0.0} s to the first SMS; {Elapsed.TotalSeconds:0} s, seed {Options.Seed}{(IsComplete ? "" : ", not finished in time")}{(Trouble is null ? "" : $", stopped by: {Trouble}")}
        """);

    private string ByRoutes => Hops is { } hops ? string.Create(CultureInfo.InvariantCulture, $"; {Options.Providers} providers, {hops:N0} went on by another route, {LeftToPeople.NotTaken + LeftToPeople.Taken} in doubt left to a person ({LeftToPeople.Taken} of them had been taken)") : "";

    private int Count(FindingKind kind) => Findings.Count(finding => finding.Kind == kind);
}
