using System.Text.Json.Serialization;
using SmsBridge.Store;
using SmsBridge.Web;

namespace SmsBridge.Schedules;

/// <summary>Which instalments clients are reminded of, from the schedules of the loans. What is absent stays as it is.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ScheduleRequest
{
    public bool? Enabled { get; init; }

    /// <summary>When the loans are gone through, HH:mm by the tenant's clock.</summary>
    public string? Begins { get; init; }

    /// <summary>The tenant's clock, as in Africa/Nairobi.</summary>
    public string? TimeZone { get; init; }

    /// <summary>How many days ahead an instalment is told of, 0 to 30; -1: not.</summary>
    public int? DueDays { get; init; }

    /// <summary>How many days after its day an unpaid one is told of, 1 to 60; -1: not.</summary>
    public int? OverdueDays { get; init; }
}

/// <summary>A tenant's reminders, and the runs of them.</summary>
/// <param name="Begins">When the loans are gone through; null: nothing is set.</param>
/// <param name="DueDays">How many days ahead; null: not told of.</param>
/// <param name="OverdueDays">How many days after; null: not told of.</param>
/// <param name="DueTold">Whether the text of LOAN REPAYMENTDUE is switched on.</param>
/// <param name="OverdueTold">Whether the text of LOAN REPAYMENTOVERDUE is switched on.</param>
/// <param name="QuietHours">When collection texts wait; null: never, and the loans are gone through by day.</param>
/// <param name="Runs">The newest first, at most 50.</param>
internal sealed record ScheduleView(
    string TenantId, bool Enabled, string? Begins, string? TimeZone, long? DueDays, long? OverdueDays, bool DueTold, bool OverdueTold, string? QuietHours, IReadOnlyList<RunView> Runs)
{
    /// <summary>This installation goes through the loans; false: through none, whatever is set (<c>Schedules:Enabled</c>).</summary>
    public bool Timetable { get; init; } = true;

    [JsonIgnore]
    public string DueWords => Words(DueDays, ReminderSchedule.DueWords, DueTold);

    [JsonIgnore]
    public string OverdueWords => Words(OverdueDays, ReminderSchedule.OverdueWords, OverdueTold);

    private static string Words(long? days, Func<long, string> words, bool isTold) =>
        days is { } count ? $"told of {words(count)}{(isTold ? "" : ", but its text is switched off")}" : "not told of";
}

/// <summary>One time that the loans were gone through.</summary>
/// <param name="Day">By the tenant's clock.</param>
/// <param name="State"><c>under_way</c>, <c>done</c>, <c>stopped</c> or <c>given_up</c>.</param>
/// <param name="Listed">Active loans that were come past.</param>
/// <param name="Asked">Of those, whose schedule was asked for: what is known of the others has nothing for that day.</param>
/// <param name="Entered">Instalments that became events. Each is confirmed in the core before its SMS goes out, and what became of that stands with its message.</param>
/// <param name="Known">Instalments of which there was an event before, from a schedule or from the core.</param>
/// <param name="Unread">Loans that the core did not show.</param>
/// <param name="Problem">Why it waits or ended.</param>
internal sealed record RunView(
    long Id, DateOnly Day, string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string StartedBy, long Listed, long Asked, long Entered, long Known, long Unread, string? Problem)
{
    /// <summary>Of a report: rows of the same loan or client as an earlier one, of which one is told.</summary>
    public long? Repeated { get; init; }

    public static RunView Of(ScheduleRun run) => new(
        run.Id, run.Day, run.State switch { RunState.UnderWay => "under_way", RunState.Done => "done", RunState.Stopped => "stopped", _ => "given_up" }, StoredTime.At(run.StartedAt),
        StoredTime.At(run.EndedAt), run.StartedBy, run.Listed, run.Asked, run.Entered, run.Known, run.Unread, run.Problem)
    {
        Repeated = Reports.ReportSchedule.NameOf(run.Schedule) is null ? null : run.Repeated,
    };
}

/// <summary>What a run would tell today, as far as was looked. Nothing was sent.</summary>
/// <param name="Day">By the tenant's clock.</param>
/// <param name="Asked">Loans whose schedule was asked for.</param>
/// <param name="IsAll">There are no others that are due to be asked.</param>
/// <param name="Known">Instalments of which there was an event before.</param>
internal sealed record SchedulePreviewView(string TenantId, DateOnly Day, int Asked, bool IsAll, int Known, IReadOnlyList<PreviewedReminder> Reminders);

/// <summary>A reminder that would go out, as far as the client has a number and did not opt out.</summary>
/// <param name="Body">With names and numbers masked; null: nobody would be told.</param>
/// <param name="Reason">Why not.</param>
internal sealed record PreviewedReminder(string Event, long LoanId, DateOnly DueOn, string? Body, string? Reason, string? Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScheduleRequest))]
[JsonSerializable(typeof(ScheduleView))]
[JsonSerializable(typeof(SchedulePreviewView))]
[JsonSerializable(typeof(Reports.CoreReportRequest))]
[JsonSerializable(typeof(Reports.CoreReportListView))]
[JsonSerializable(typeof(Reports.CoreReportPreviewView))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class SchedulesJson : JsonSerializerContext
{
    /// <summary>For answers.</summary>
    public static SchedulesJson Readable => field ??= new SchedulesJson(JsonAnswers.Readable(Default.Options));
}
