using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Rehearsal;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>What a run would tell now: the first loans that are due to be asked, and each reminder looked up as for its SMS. Changes nothing.</summary>
internal sealed class SchedulePreview(LoanWalk walk, ReminderFinder finder, ScheduleStore store, RehearsedSms sms, TextDirectory texts, IOptions<SchedulesOptions> options, TimeProvider time)
{
    /// <summary>Of the list; whoever has more that are not due to be asked sees a part.</summary>
    private const int MostPages = 20;

    /// <returns>Null: the core could not be asked, with the words.</returns>
    public async Task<(SchedulePreviewView? View, string? Problem)> RunAsync(
        Tenant tenant, CoreAccess access, Wanted wanted, ReminderSchedule schedule, DateOnly day, CancellationToken cancellationToken)
    {
        var (left, place, lastId, isAll) = (options.Value.MostPreviewed, 0L, 0L, false);
        var looks = new List<LoanLook>();
        for (var page = 0; page < MostPages && left > 0 && !isAll; page++)
        {
            var next = await walk.NextAsync(access, place, lastId, cancellationToken);
            if (next.Step is not { } step)
            {
                if (next.Back is not { } back)
                {
                    return (null, next.Failure);
                }

                place = back;
                continue;
            }

            var later = schedule.LookedFor == wanted.Words ? await store.LaterAsync(tenant.Id, step.Loans, EventDay.Number(day), cancellationToken) : new HashSet<long>();
            var due = step.Loans.Where(loan => !later.Contains(loan)).ToList();
            looks.AddRange(await finder.LookAsync(tenant.Id, access, wanted, day, [.. due.Take(left)], cancellationToken));
            isAll = step.IsEnd && due.Count <= left;
            (left, place, lastId) = (left - Math.Min(left, due.Count), step.Place, step.LastId);
        }

        if (looks.Count > 0 && looks.TrueForAll(look => look is { Plan: null, IsGone: false }))
        {
            return (null, looks[0].Problem);
        }

        var found = looks.SelectMany(look => look.New.Select(reminder => (look.LoanId, Reminder: reminder))).ToList();
        var reminders = new PreviewedReminder[found.Count];
        await Parallel.ForAsync(0, found.Count, new ParallelOptions { MaxDegreeOfParallelism = ReminderFinder.AtOnce, CancellationToken = cancellationToken }, async (index, token) =>
            reminders[index] = await OfAsync(tenant.Id, access, found[index].LoanId, found[index].Reminder, token));

        return (new SchedulePreviewView(tenant.Identifier, day, looks.Count, isAll, looks.Sum(look => look.Known), reminders), null);
    }

    /// <summary>One, looked up in the core as for its SMS.</summary>
    public async Task<PreviewedReminder> OfAsync(long tenantId, CoreAccess access, long loanId, Reminder reminder, CancellationToken cancellationToken)
    {
        var kind = EventCatalogue.Find(reminder.Type)!;
        var text = texts.Published(tenantId, kind, texts.SettingOf(tenantId, kind).Rules);
        var written = await sms.WriteAsync(access, tenantId, new RecentEvent
        {
            Id = 0, TypeId = 0, Verdict = Verdict.Accepted, ReceivedAt = time.GetUtcNow().ToUnixTimeMilliseconds(), LoanId = loanId, SubResourceId = EventDay.Number(reminder.Day),
        }, text, text, tellsConsent: true, cancellationToken);
        return new PreviewedReminder(kind.Name, loanId, reminder.Day, written.Example, written.Reason, written.Detail);
    }
}
