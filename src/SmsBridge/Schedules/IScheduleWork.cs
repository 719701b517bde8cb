using SmsBridge.Tenants;

namespace SmsBridge.Schedules;

/// <summary>A kind of what is gone through at set times: reminders, reports. <see cref="ScheduleTimetable"/> begins its runs and gives each its turn.</summary>
internal interface IScheduleWork
{
    /// <summary>Tenants whose runs are gone on with at the same time; each has one at a time.</summary>
    int AtOnce { get; }

    /// <summary>Whether a run that a person began is that of its day, so that the timetable begins none.</summary>
    bool IsByHandTheDays { get; }

    /// <summary>So long after its beginning a run ends.</summary>
    TimeSpan LongestRun { get; }

    /// <summary>Why a run ended that did not get through in that time, where nothing better is known.</summary>
    string TooLong { get; }

    /// <summary>Whether a run of that name is of this kind.</summary>
    bool IsOwn(string schedule);

    /// <summary>What tenants have set, as far as a run of it could begin now; whether its time has come is not asked, nor whether it is switched on.</summary>
    Task<IReadOnlyList<TimedSchedule>> ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Some of a run, or all of it.</summary>
    Task GoOnAsync(Tenant tenant, ScheduleRun run, CancellationToken cancellationToken);
}
