using System.Text.Json.Serialization;
using SmsBridge.Messages;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>What a tenant's core did and its hooks did not tell.</summary>
/// <param name="ComparedAt">Last time the core's audit trail was gone through; null: never yet.</param>
/// <param name="Problem">Why the last comparison did not go through, in words; null: it did.</param>
/// <param name="MakesUp">Whether what is missing is made up without being asked for.</param>
/// <param name="Missing">Acts whose client should have been told, and was not.</param>
/// <param name="Explained">Acts nobody is to be told of, each with its reason.</param>
/// <param name="MadeUp">Acts that became events by this.</param>
/// <param name="Undecided">Commands that wait for a checker, or of which the core does not say what came of them.</param>
/// <param name="Compared">Events that are compared.</param>
/// <param name="NotCompared">Events that are told of and can not be compared: they name nothing that makes them the only ones.</param>
/// <param name="Gaps">The newest, at most 500.</param>
internal sealed record GapListView(
    string TenantId, DateTimeOffset? ComparedAt, string? Problem, bool MakesUp, long Missing, long Explained, long MadeUp, long Undecided, IReadOnlyList<string> Compared,
    IReadOnlyList<string> NotCompared, IReadOnlyList<GapView> Gaps)
{
    /// <summary>This installation compares by itself; false: only when somebody asks (<c>Gaps:Enabled</c>), and nothing is made up by itself.</summary>
    public bool Timetable { get; init; } = true;

    /// <summary>Why it is not compared by itself although there is a timetable; null: it is.</summary>
    [JsonIgnore]
    public string? LeftAlone { get; init; }

    /// <summary>What is done about what is missing, in words that go on "What is missing …".</summary>
    [JsonIgnore]
    public string RuleWords =>
        !MakesUp ? "is listed, and made up when somebody says so"
        : (Timetable ? LeftAlone : GapsOptions.OffWords) is { } why ? $"would be made up by itself, but {why}"
        : "is made up by itself";

    /// <summary>What it means that nothing is listed: what nobody compared may well be missing.</summary>
    [JsonIgnore]
    public string WhyNone => (ComparedAt, Problem) switch
    {
        (null, _) => $"Not compared yet: nobody knows whether something is missing.{(Timetable && LeftAlone is { } why ? $" {char.ToUpperInvariant(why[0])}{why[1..]}." : "")}",
        (_, not null) => "Nothing is known to be missing, but the last comparison did not go through.",
        _ => "Nothing is missing: all that was compared came in.",
    };
}

/// <summary>An act on the core's audit trail that no hook told of.</summary>
/// <param name="AuditId">The entry's number in the core.</param>
/// <param name="State"><c>missing</c>, <c>explained</c>, <c>made_up</c> or <c>undecided</c>.</param>
/// <param name="At">When it came about in the core.</param>
/// <param name="ResourceId">As a hook would have named it: the transaction, the client, the account.</param>
/// <param name="Reason">Code: why it is explained, or could not be looked up.</param>
/// <param name="EventId">The event it was made up as.</param>
internal sealed record GapView(
    long AuditId, string Event, string State, DateTimeOffset At, long? ResourceId, long? ClientId, long? LoanId, long? SavingsId, string? Reason, string? Explanation, string? Detail,
    long? EventId)
{
    public static GapView Of(Gap gap) => new(
        gap.AuditId, gap.Event, NameOf(gap.State), gap.At, gap.ResourceId, gap.ClientId, gap.LoanId, gap.SavingsId, gap.Reason,
        ExplanationOf(gap), gap.Detail, gap.EventId);

    /// <summary>What is "switched off" of a message was switched off since; an act may also be from before, which its detail says.</summary>
    private static string? ExplanationOf(Gap gap) =>
        gap is { Reason: Reasons.ImportPause } ? "It came about in an import pause, in which nobody is told."
        : gap is { Reason: Reasons.SwitchedOff, Detail: not null } ? "The tenant did not tell of this event then." : gap.Reason is { } reason ? Reasons.Explain(reason).Meaning : null;

    public static string NameOf(GapState state) =>
        state switch
        {
            GapState.Missing => "missing",
            GapState.Explained => "explained",
            GapState.MadeUp => "made_up",
            _ => "undecided",
        };
}

/// <summary>Reads what was found, for all faces.</summary>
internal sealed class GapViews(GapStore store, GapFinder finder)
{
    /// <param name="from">Only what came about then or later; null: all that is kept.</param>
    public async Task<GapListView> OfAsync(Tenant tenant, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        var standing = (await store.StandingsAsync(cancellationToken)).GetValueOrDefault(tenant.Id);
        var counts = await store.CountAsync(tenant.Id, from, cancellationToken);
        var gaps = await store.ListAsync(tenant.Id, from, GapStore.MostListed, cancellationToken);
        return new GapListView(
            tenant.Identifier, StoredTime.At(standing?.ComparedAt), standing?.Problem, standing?.MakesUp == true, counts.GetValueOrDefault(GapState.Missing),
            counts.GetValueOrDefault(GapState.Explained), counts.GetValueOrDefault(GapState.MadeUp), counts.GetValueOrDefault(GapState.Undecided),
            [.. finder.KindsOf(tenant).Select(kind => kind.Name)], [.. finder.NotComparedOf(tenant).Select(kind => kind.Name)], [.. gaps.Select(GapView.Of)])
        {
            Timetable = finder.HasTimetable, LeftAlone = GapTimetable.WhyLeftAlone(tenant),
        };
    }
}
