using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Messages;
using SmsBridge.Operators;
using SmsBridge.Tenants;

namespace SmsBridge.Gaps;

/// <summary>It was compared, wholly or in part.</summary>
internal sealed record GapsCompared(string Words, GapListView View) : Outcome.Done(Words);

/// <summary>What people do about a tenant's gaps: scope and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class GapVerbs(TenantAccess tenants, GapFinder finder, GapMakeUp makeUp, GapStore store, GapViews views, AuditLog audit)
{
    /// <summary>Asks the core now.</summary>
    /// <param name="from">Everything since then anew; null: what is new since the last time.</param>
    public Task<Outcome> CompareAsync(Caller caller, string identifier, DateTimeOffset? from, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (await finder.CompareAsync(tenant, from, most: null, cancellationToken) is not { } run)
            {
                return UnderWay();
            }

            var view = await views.OfAsync(tenant, from, cancellationToken);
            return run is { Read: 0, Problem: { } problem }
                ? new Outcome.NotNow($"The core's audit trail could not be compared. {problem}")
                : new GapsCompared(Words(run, view, from), view);
        });

    /// <summary>Asks the core now, then enters as events what is missing.</summary>
    /// <inheritdoc cref="CompareAsync"/>
    public Task<Outcome> MakeUpAsync(Caller caller, string identifier, DateTimeOffset? from, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (await finder.CompareAsync(tenant, from, most: null, cancellationToken) is not { } run)
            {
                return UnderWay();
            }

            if (finder.Access(tenant) is not CoreAccessReading.Ready { Access: var access } || run.Lacks)
            {
                return new Outcome.NotNow($"The core's audit trail could not be compared, so nothing was made up. {run.Problem}");
            }

            var made = await makeUp.RunAsync(tenant, access, from, most: null, cancellationToken);
            if (made.Entered > 0)
            {
                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.GapsMakeUp, after: FormattableString.Invariant($"{made.Entered} acts made up")));
            }

            return new GapsCompared(Words(made, run), await views.OfAsync(tenant, from, cancellationToken));
        });

    /// <summary>Whether what is missing is made up without being asked for.</summary>
    /// <param name="asked">Null: it was not said.</param>
    public Task<Outcome> RuleAsync(Caller caller, string identifier, bool? asked) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (asked is not { } makesUp)
            {
                return new Outcome.Refused("makesUp must be true or false.", "makesUp");
            }

            if (!await store.RuleAsync(tenant.Id, makesUp))
            {
                return new Outcome.Unchanged(RuleWords(tenant, makesUp));
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.GapsRule, before: RuleOf(!makesUp), after: RuleOf(makesUp)));
            return new Outcome.Done(RuleWords(tenant, makesUp));
        });

    private static Outcome.NotNow UnderWay() => new("A comparison of this tenant is under way. Look again when it has ended.");

    private string RuleWords(Tenant tenant, bool makesUp) =>
        makesUp ? $"What {tenant.Identifier}'s hooks do not tell is made up by itself from now on{(WhyNotByItself(tenant) is { } why ? $", but {why}" : "")}."
        : $"What {tenant.Identifier}'s hooks do not tell is listed, and made up when somebody says so.";

    private string? WhyNotByItself(Tenant tenant) => finder.HasTimetable ? GapTimetable.WhyLeftAlone(tenant) : GapsOptions.OffWords;

    private static string RuleOf(bool makesUp) => makesUp ? "missing acts are made up by themselves" : "missing acts are listed";

    /// <summary>What this run did, and what is on the list by it and by earlier ones: two things.</summary>
    private static string Words(GapRun run, GapListView view, DateTimeOffset? from) =>
        FormattableString.Invariant($"{run.Compared} entries compared. On the list{(from is { } since ? $" since {At(since)}" : "")}: ")
        + FormattableString.Invariant($"{view.Missing} missing, {view.Explained} explained, {view.MadeUp} made up, {view.Undecided} not decided in the core.")
        + (run.Floor is { } floor ? $" What came about before {At(floor)} was not compared: the record does not reach back so far." : "")
        + (run.Fresh == 0 ? "" : FormattableString.Invariant($" {run.Fresh} are so young that their hooks may be on the way."))
        + (run.NotComparable == 0 ? "" : FormattableString.Invariant($" {run.NotComparable} name nothing by which they could be told from another."))
        + (run.Problem is null ? "" : $" {run.Problem}");

    private static string At(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

    private static string Words(MadeUp made, GapRun run) =>
        (made.Entered == 0 ? "Nothing was made up." : FormattableString.Invariant($"{made.Entered} made up; the core is asked about each again before its SMS goes out."))
        + (made.Came == 0 ? "" : FormattableString.Invariant($" {made.Came} had come meanwhile."))
        + (made.Left == 0 ? "" : FormattableString.Invariant($" {made.Left} stay missing, as the core could not be asked about them: {Reasons.Explain(Reasons.CoreUnavailable).Meaning}"))
        + (run.Problem is null ? "" : $" {run.Problem}");
}
