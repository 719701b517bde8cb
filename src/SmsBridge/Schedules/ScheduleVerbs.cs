using System.Collections.Concurrent;
using System.Globalization;
using SmsBridge.Core;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>What a run would tell.</summary>
internal sealed record SchedulePreviewed(string Words, SchedulePreviewView View) : Outcome.Done(Words);

/// <summary>What people do about a tenant's reminders: scope, checks and audit are here, so that pages, API and command line need only say what came of it.</summary>
internal sealed class ScheduleVerbs(TenantAccess tenants, ScheduleStore store, ScheduleConditions conditions, SchedulePreview preview, TextDirectory texts, AuditLog audit, TimeProvider time)
{
    private const int MostDue = 30;
    private const int MostOverdue = 60;

    private static readonly Outcome.Refused NotSet = new("Nothing is set yet: say first how many days ahead, when, and by whose clock (schedule set).");

    private readonly ConcurrentDictionary<long, bool> _previewing = new();

    /// <summary>What is absent stays as it is.</summary>
    public Task<Outcome> SetAsync(Caller caller, string identifier, ScheduleRequest request, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
        {
            if (request is { Enabled: null, Begins: null, TimeZone: null, DueDays: null, OverdueDays: null })
            {
                return new Outcome.Invalid("Say what to set: dueDays, overdueDays, begins, timeZone or enabled.", "enabled");
            }

            var known = await store.FindAsync(tenant.Id, cancellationToken);
            var set = new ReminderSchedule
            {
                TenantId = tenant.Id, Enabled = request.Enabled ?? known?.Enabled ?? true, Begins = request.Begins?.Trim() ?? known?.Begins ?? "02:00",
                TimeZone = request.TimeZone?.Trim() ?? known?.TimeZone ?? "", DueDays = Days(request.DueDays, known?.DueDays), OverdueDays = Days(request.OverdueDays, known?.OverdueDays),
            };
            if (WhyNot(set) is { } problem)
            {
                return problem;
            }

            await texts.RefreshAsync(cancellationToken);
            if (set.Enabled && conditions.BeginsTooLate(tenant.Id, set.Begins, EventClass.Collection))
            {
                return new Outcome.Refused(
                    string.Create(CultureInfo.InvariantCulture, $"begins is before {ScheduleConditions.Evening:HH:mm} where there are no quiet hours for collection texts: loans are then gone through by day only, and it would be the next day's."), "begins");
            }

            var isSo = known is not null && known with { LookedFor = null } == set;
            if (!isSo)
            {
                await store.SetAsync(set);
                await audit.RecordAsync(caller.DidTo(tenant, AuditActions.Schedule, before: known is null ? null : WholeOf(tenant, known), after: WholeOf(tenant, set)));
            }

            if (!set.Enabled && await StopAsync(caller, tenant))
            {
                return new Outcome.Done($"{WordsOf(tenant, set)} The run that was under way is stopped. {ScheduleWords.Stopped}");
            }

            return isSo ? new Outcome.Unchanged($"{WordsOf(tenant, set)} It was so already.") : new Outcome.Done($"{WordsOf(tenant, set)}{(set.Enabled ? Off + Warnings(set) : "")}");
        }, ownToo: true);

    /// <summary>Begins one now, for the day it can go on; the running service does it.</summary>
    public Task<Outcome> RunAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        ForSetAsync(caller, identifier, async (tenant, schedule, _) =>
        {
            if (!ScheduleConditions.MayAsk(tenant))
            {
                return new Outcome.NotNow("The tenant is paused, or its core has not been verified yet.");
            }

            await texts.RefreshAsync(cancellationToken);
            var start = conditions.StartOf(tenant.Id, schedule.Zone!, EventClass.Collection);
            if (!await store.BeginAsync(ScheduleConditions.RunOf(tenant, ReminderSchedule.Name, start.Day, caller.Actor.Name, time.GetUtcNow())))
            {
                return new Outcome.NotNow("A run of these reminders is under way. Look again when it has ended, or stop it.");
            }

            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.ScheduleRun, after: string.Create(CultureInfo.InvariantCulture, $"begun for {start.Day:yyyy-MM-dd}")));
            var run = !conditions.IsOn ? $"is entered, and waits.{Off}"
                : start.Waits is { } until ? $"is entered; it waits {until}, and goes through the loans then."
                : "is begun; the service goes through the loans, some every minute.";
            var holds = await conditions.HoldWordsAsync(tenant, cancellationToken);
            return new Outcome.Done(string.Create(CultureInfo.InvariantCulture, $"A run for {start.Day:yyyy-MM-dd} {run}{Warnings(schedule)}{holds}"));
        }, cancellationToken);

    /// <summary>What was entered stays; nothing more is.</summary>
    public Task<Outcome> StopAsync(Caller caller, string identifier) =>
        tenants.ForAsync(
            caller, identifier, async tenant => await StopAsync(caller, tenant) ? new Outcome.Done($"Stopped. {ScheduleWords.Stopped}") : new Outcome.Unchanged("No run is under way."), ownToo: true, isEnd: true);

    /// <summary>Asks the core now, and tells nobody.</summary>
    public Task<Outcome> PreviewAsync(Caller caller, string identifier, CancellationToken cancellationToken) =>
        ForSetAsync(caller, identifier, async (tenant, schedule, day) =>
        {
            await texts.RefreshAsync(cancellationToken);
            // Also of what is not switched on yet: that is when it is looked at.
            var wanted = Wanted.Of(schedule, static _ => true);
            if (conditions.Access(tenant) is not CoreAccessReading.Ready { Access: var access })
            {
                return new Outcome.Refused(CoreAccesses.NotSet);
            }

            if (!_previewing.TryAdd(tenant.Id, true))
            {
                return new Outcome.NotNow("A preview of this tenant is under way. Try again when it has ended.");
            }

            try
            {
                var (view, problem) = await preview.RunAsync(tenant, access, wanted, schedule, day, cancellationToken);
                return view is null ? new Outcome.NotNow($"The core could not be asked. {problem}") : new SchedulePreviewed(
                    WordsOf(view) + Off + Warnings(schedule) + await conditions.HoldWordsAsync(tenant, cancellationToken), view);
            }
            finally
            {
                _previewing.TryRemove(tenant.Id, out _);
            }
        }, cancellationToken);

    private async Task<bool> StopAsync(Caller caller, Tenant tenant)
    {
        var isStopped = await store.StopAsync(tenant.Id, ReminderSchedule.Name, $"Stopped by {caller.Actor.Name}.");
        if (isStopped)
        {
            await audit.RecordAsync(caller.DidTo(tenant, AuditActions.ScheduleStop));
        }

        return isStopped;
    }

    private Task<Outcome> ForSetAsync(Caller caller, string identifier, Func<Tenant, ReminderSchedule, DateOnly, Task<Outcome>> act, CancellationToken cancellationToken) =>
        tenants.ForAsync(caller, identifier, async tenant =>
            await store.FindAsync(tenant.Id, cancellationToken) is not { } schedule ? NotSet
            : schedule.TodayAt(time.GetUtcNow()) is not { } today ? ScheduleWords.NoZone(schedule.TimeZone)
            : await act(tenant, schedule, today), ownToo: true);

    private static long? Days(int? asked, long? known) => asked switch { null => known, < 0 => null, { } days => days };

    private static Outcome.Refused? WhyNot(ReminderSchedule set) =>
        set.TimeZone.Length == 0 ? new Outcome.Refused("Say whose clock it goes by: timeZone, as in Africa/Nairobi.", "timeZone")
        : !TimeZones.Knows(set.TimeZone) ? new Outcome.Refused($"There is no time zone {set.TimeZone}. Zones are named as in Africa/Nairobi.", "timeZone")
        : !QuietHours.TryTime(set.Begins, out _) ? new Outcome.Refused("begins is a time of the day such as 02:00.", "begins")
        : set.DueDays is > MostDue ? new Outcome.Refused($"dueDays is a number from 0 to {MostDue}; -1: not told of.", "dueDays")
        : set.OverdueDays is 0 or > MostOverdue ? new Outcome.Refused($"overdueDays is a number from 1 to {MostOverdue}; -1: not told of.", "overdueDays")
        : set is { Enabled: true, DueDays: null, OverdueDays: null } ? new Outcome.Refused("Say how many days ahead or after: dueDays, overdueDays.", "dueDays")
        : null;

    private static string WordsOf(Tenant tenant, ReminderSchedule set) =>
        set.Enabled
            ? string.Create(CultureInfo.InvariantCulture, $"{tenant.Identifier}'s loans are gone through from {set.Begins} ({set.TimeZone}) every day; clients are told of {string.Join(", and of ", Told(set))}.")
            : $"{tenant.Identifier}'s loans are not gone through.";

    /// <summary>For the audit: also what stays set while they are not gone through.</summary>
    private static string WholeOf(Tenant tenant, ReminderSchedule set) =>
        set.Enabled || !Told(set).Any() ? WordsOf(tenant, set) : $"{WordsOf(tenant, set)} Set is: {WordsOf(tenant, set with { Enabled = true })}";

    private static IEnumerable<string> Told(ReminderSchedule set)
    {
        if (set.DueDays is { } ahead)
        {
            yield return $"an instalment that falls due {ReminderSchedule.DueWords(ahead)}";
        }

        if (set.OverdueDays is { } after)
        {
            yield return $"one that was not paid {ReminderSchedule.OverdueWords(after)}";
        }
    }

    private string Off => conditions.IsOn ? "" : $" {SchedulesOptions.OffWords}";

    /// <summary>What would keep it from telling anybody, or let it tell them at another time.</summary>
    private string Warnings(ReminderSchedule set)
    {
        var off = new[] { (set.DueDays, ReminderSchedule.Due), (set.OverdueDays, ReminderSchedule.Overdue) }
            .Where(each => each.Item1 is not null && !texts.IsOn(set.TenantId, each.Item2)).Select(each => each.Item2.ToString()).ToList();
        return (off.Count == 0 ? "" : $" Nobody is told yet: switch on the text of {string.Join(" and of ", off)}.")
            + (texts.QuietHoursOf(set.TenantId, Texts.Catalogue.EventClass.Collection) is not null ? ""
                : string.Create(CultureInfo.InvariantCulture, $" There are no quiet hours for collection texts, so the loans are gone through between {ScheduleConditions.Morning:HH:mm} and {ScheduleConditions.Evening:HH:mm} only."));
    }

    private static string WordsOf(SchedulePreviewView view) =>
        string.Create(CultureInfo.InvariantCulture, $"{view.Asked} schedules were asked for{(view.IsAll ? "" : ", not all that a run would")}: {view.Reminders.Count(one => one.Body is not null)} would be told today, as far as they have a number and did not opt out, {view.Reminders.Count(one => one.Body is null)} would not, of {view.Known} there was an event before. Nothing was sent.");
}
