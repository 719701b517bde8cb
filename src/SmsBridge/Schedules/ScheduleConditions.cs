using System.Globalization;
using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Holding;
using SmsBridge.Messages;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>That a run may go on now.</summary>
/// <param name="Run">As it is now: from the first loan on where something else is looked for than before.</param>
/// <param name="Today">The day it is there now: a run that waited overnight must not tell of yesterday's as of what is to come.</param>
internal sealed record MayGoOn(CoreAccess Access, Wanted Wanted, ScheduleRun Run, DateOnly Today);

/// <summary>When a run goes on that somebody begins now.</summary>
/// <param name="Day">By the tenant's clock; the run is that day's.</param>
/// <param name="Waits">Until when, in words; null: for nothing.</param>
internal sealed record RunStart(DateOnly Day, string? Waits);

/// <summary>What must hold before a core is asked and a client is told.</summary>
internal sealed class ScheduleConditions(
    ScheduleStore store, TextDirectory texts, CoreAccesses accesses, HoldDirectory holds, IOptions<SchedulesOptions> options, TimeProvider time)
{
    /// <summary>Between these nobody is woken, where the tenant has not said when its clients are not written to.</summary>
    internal static readonly TimeOnly Morning = new(7, 0);
    internal static readonly TimeOnly Evening = new(20, 0);

    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(5);

    /// <summary>The service looks every minute: what is begun shortly before an hour is gone on with after it.</summary>
    private static readonly TimeSpan Pickup = TimeSpan.FromMinutes(2);

    public static ScheduleRun RunOf(Tenant tenant, string schedule, DateOnly day, string by, DateTimeOffset now) =>
        new() { TenantId = tenant.Id, Schedule = schedule, RunDay = EventDay.Number(day), StartedAt = now.ToUnixTimeMilliseconds(), StartedBy = by };

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

    /// <summary>What is found at night waits for the end of the quiet hours; without any it is looked for by day.</summary>
    private bool WaitsForMorning(long tenantId, TimeZoneInfo? zone, EventClass kind) =>
        texts.QuietHoursOf(tenantId, kind) is null && (zone is null || TimeOnly.FromDateTime(LocalAt(time.GetUtcNow(), zone)) is var local && (local < Morning || local >= Evening));

    /// <summary>By day only, and the day is over but for its evening.</summary>
    public bool IsEvening(long tenantId, TimeZoneInfo zone, EventClass kind) =>
        texts.QuietHoursOf(tenantId, kind) is null && TimeOnly.FromDateTime(LocalAt(time.GetUtcNow(), zone)) >= Evening;

    /// <summary>When a run goes on that somebody begins now: in the evening, where it would wait for the morning, it is the next day's.</summary>
    public RunStart StartOf(long tenantId, TimeZoneInfo zone, EventClass kind)
    {
        var local = LocalAt(time.GetUtcNow() + Pickup, zone);
        var (day, at) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return texts.QuietHoursOf(tenantId, kind) is not null || (at >= Morning && at < Evening) ? new RunStart(day, Waits: null)
            : at >= Evening ? new RunStart(day.AddDays(1), string.Create(CultureInfo.InvariantCulture, $"until {Morning:HH:mm} tomorrow"))
            : new RunStart(day, string.Create(CultureInfo.InvariantCulture, $"until {Morning:HH:mm}"));
    }

    private static DateTime LocalAt(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>Without quiet hours it goes on by day only: one that begins in the evening would go on with today's tomorrow.</summary>
    public bool BeginsTooLate(long tenantId, string begins, EventClass kind) =>
        QuietHours.TryTime(begins, out var at) && at >= Evening && texts.QuietHoursOf(tenantId, kind) is null;

    /// <summary>What any run needs before the core is asked; what is missing stands with the run.</summary>
    /// <param name="kind">Of what is told.</param>
    /// <param name="other">What else is missing, in words, asked once texts are up to date; null: nothing.</param>
    /// <returns>Null: it is not its time, or somebody ended it.</returns>
    public async Task<CoreAccess?> ReadyAsync(Tenant tenant, TimeZoneInfo? zone, EventClass kind, ScheduleRun run, Func<string?> other, CancellationToken cancellationToken)
    {
        if (run.TryAt > time.GetUtcNow().ToUnixTimeMilliseconds())
        {
            return null;
        }

        await texts.RefreshAsync(cancellationToken);
        var reading = Access(tenant);
        var why = !MayAsk(tenant) ? "It waits for the tenant: it is paused, or its core was never verified."
            : other() is { } missing ? missing
            : WaitsForMorning(tenant.Id, zone, kind) ? $"It waits for the morning: there are no quiet hours for {EventClasses.NameOf(kind)} texts, so that an SMS would be sent at once."
            : (reading as CoreAccessReading.Refused)?.Detail;
        if (why is null)
        {
            return ((CoreAccessReading.Ready)reading).Access;
        }

        await store.SaveAsync(run with { Problem = why, TryAt = (time.GetUtcNow() + Wait).ToUnixTimeMilliseconds() });
        return null;
    }

    /// <returns>Null: it is not its time, or somebody ended it.</returns>
    public async Task<MayGoOn?> ReadAsync(Tenant tenant, ReminderSchedule schedule, ScheduleRun run, CancellationToken cancellationToken)
    {
        var wanted = default(Wanted);
        if (await ReadyAsync(tenant, schedule.Zone, EventClass.Collection, run, WhyNothing, cancellationToken) is not { } access)
        {
            return null;
        }

        if (schedule.LookedFor != wanted.Words)
        {
            await store.LookForAsync(tenant.Id, wanted.Words);
            run = run with { Place = 0, LastId = 0 };
        }

        return new MayGoOn(access, wanted, run, schedule.TodayAt(time.GetUtcNow()) ?? run.Day);

        string? WhyNothing() => (wanted = WantedOf(schedule)).IsNothing ? "Neither text is switched on: LOAN REPAYMENTDUE, LOAN REPAYMENTOVERDUE." : null;
    }
}
