using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>That a run may go on now.</summary>
/// <param name="Access">Null: not now, and why stands with the run.</param>
/// <param name="Run">As it is now: from the first loan on where something else is looked for than before.</param>
/// <param name="Today">The day it is there now: a run that waited overnight must not tell of yesterday's as of what is to come.</param>
internal sealed record MayGoOn(CoreAccess? Access, Wanted Wanted, ScheduleRun Run, DateOnly Today);

/// <summary>What must hold before a core is asked and a client is told.</summary>
internal sealed class ScheduleConditions(
    ScheduleStore store, TextDirectory texts, CoreAccesses accesses, HoldDirectory holds, IOptions<SchedulesOptions> options, TimeProvider time)
{
    /// <summary>Between these nobody is woken, where the tenant has not said when its clients are not written to.</summary>
    internal static readonly TimeOnly Morning = new(7, 0);
    internal static readonly TimeOnly Evening = new(20, 0);

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    public static ScheduleRun RunOf(Tenant tenant, DateOnly day, string by, DateTimeOffset now) =>
        new() { TenantId = tenant.Id, Schedule = ReminderSchedule.Name, RunDay = EventDay.Number(day), StartedAt = now.ToUnixTimeMilliseconds(), StartedBy = by };

    /// <summary>The core of one that is paused or nobody has proved is left alone, and its SMS would wait.</summary>
    public static bool MayAsk(Tenant tenant) => tenant is { Pause: null, VerifiedAt: not null };

    /// <summary>False: this installation goes through no loans, whatever a tenant has set.</summary>
    public bool IsOn => options.Value.Enabled;

    /// <summary>What keeps the SMS of reminders from going out now, in words; empty: nothing does.</summary>
    public async Task<string> HoldWordsAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await holds.RefreshAsync(cancellationToken); // a command has read none
        return (tenant.Pause is null ? "" : " The tenant is paused: no run goes on and nothing goes out until it is resumed.")
            + (holds.Of(tenant.Id)?.PauseAt(time.GetUtcNow().ToUnixTimeMilliseconds()) is { } pause ? $" Nobody is told of what is found now: {pause.Words}" : "");
    }

    public Wanted WantedOf(ReminderSchedule schedule) => Wanted.Of(schedule, type => texts.IsOn(schedule.TenantId, type));

    /// <summary>How the tenant's core is asked; or why it can not be.</summary>
    public CoreAccessReading Access(Tenant tenant) => accesses.Read(tenant.Identifier, tenant.Settings.CoreEndpoint, tenant.Settings.ToCoreCredential(), tenant.Unproved);

    /// <summary>Reminders that are found at night wait for the end of the quiet hours; without any they are looked for by day.</summary>
    public bool WaitsForMorning(ReminderSchedule schedule) =>
        texts.QuietHoursOf(schedule.TenantId, EventClass.Collection) is null
        && (schedule.Zone is not { } zone || TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime) is var local && (local < Morning || local >= Evening));

    /// <returns>Null: it is not its time, or somebody ended it.</returns>
    public async Task<MayGoOn?> ReadAsync(Tenant tenant, ReminderSchedule schedule, ScheduleRun run, CancellationToken cancellationToken)
    {
        if (run.TryAt > time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return null;
        }

        if (!MayAsk(tenant))
        {
            return await WaitAsync(run, "It waits for the tenant: it is paused, or its core was never verified.");
        }

        await texts.RefreshAsync(cancellationToken);
        var wanted = WantedOf(schedule);
        if (wanted.IsNothing)
        {
            return await WaitAsync(run, "Neither text is switched on: LOAN REPAYMENTDUE, LOAN REPAYMENTOVERDUE.");
        }

        if (WaitsForMorning(schedule))
        {
            return await WaitAsync(run, "It waits for the morning: there are no quiet hours for collection texts, so that a reminder would be sent at once.");
        }

        var reading = Access(tenant);
        if (reading is not CoreAccessReading.Ready { Access: var access })
        {
            return await WaitAsync(run, ((CoreAccessReading.Refused)reading).Detail);
        }

        if (schedule.LookedFor != wanted.Words)
        {
            await store.LookForAsync(tenant.Id, wanted.Words);
            run = run with { Place = 0, LastId = 0 };
        }

        return new MayGoOn(access, wanted, run, schedule.TodayAt(time.GetUtcNow()) ?? run.Day);
    }

    private async Task<MayGoOn?> WaitAsync(ScheduleRun run, string why)
    {
        var waits = run with { Problem = why, TryAt = (time.GetUtcNow() + Wait).ToUnixTimeMilliseconds() };
        return await store.SaveAsync(waits) ? new MayGoOn(null, default, waits, run.Day) : null;
    }
}
