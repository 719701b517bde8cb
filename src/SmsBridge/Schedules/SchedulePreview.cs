using Microsoft.Extensions.Options;
using SmsBridge.Core;
using SmsBridge.Ledger;
using SmsBridge.Messages;
using SmsBridge.Rehearsal;
using SmsBridge.Relay;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.Schedules;

/// <summary>What a run would tell now: the first loans that are due to be asked, and each reminder looked up as for its SMS. Changes nothing.</summary>
internal sealed class SchedulePreview(LoanWalk walk, ReminderFinder finder, ScheduleStore store, CoreLookup lookup, TextDirectory texts, IOptions<SchedulesOptions> options, TimeProvider time)
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

        var reminders = new List<PreviewedReminder>();
        foreach (var look in looks)
        {
            foreach (var reminder in look.New)
            {
                reminders.Add(await OfAsync(tenant.Id, access, look.LoanId, reminder, cancellationToken));
            }
        }

        return (new SchedulePreviewView(tenant.Identifier, day, looks.Count, isAll, looks.Sum(look => look.Known), reminders), null);
    }

    private async Task<PreviewedReminder> OfAsync(long tenantId, CoreAccess access, long loanId, Reminder reminder, CancellationToken cancellationToken)
    {
        var kind = EventCatalogue.Find(reminder.Type)!;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var claimed = new ClaimedMessage.ToLookUp(new ClaimedRow
        {
            EventId = 0, TenantId = tenantId, TypeId = 0, Status = MessageStatus.Queued, ReceivedAt = now, QueuedAt = now, LoanId = loanId, SubResourceId = EventDay.Number(reminder.Day),
        });
        var reply = await lookup.AskAsync(access, claimed, kind, tellsBalance: false, cancellationToken);
        if (reply.Facts is not { } facts)
        {
            var (reason, detail) = reply.Next switch
            {
                NextStep.DeadLetter dead => (dead.Reason, dead.Detail),
                NextStep.Retry retry => (retry.Reason, retry.Detail),
                NextStep.AwaitTenant wait => (wait.Reason, wait.Detail),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            return new PreviewedReminder(kind.Name, loanId, reminder.Day, null, reason, detail);
        }

        var template = texts.TemplateOf(tenantId, kind, texts.LanguageOf(tenantId));
        return texts.SettingOf(tenantId, kind).Rules.WhyNot(facts.Money?.Amount) is { } rule
            ? new PreviewedReminder(kind.Name, loanId, reminder.Day, null, Reasons.HeldByRule, rule)
            : new PreviewedReminder(kind.Name, loanId, reminder.Day, template.Render(MaskedModels.Of(TextModels.Of(facts, texts.FormatDate))), null, null);
    }
}
