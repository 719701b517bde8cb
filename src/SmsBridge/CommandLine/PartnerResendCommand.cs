using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Partners;
using SmsBridge.Partners.Notices;
using SmsBridge.Partners.Notices.Resends;
using SmsBridge.Partners.Notices.Transactions;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge partner resend</c>: a dry run, and with <c>--yes</c> the resend, which the service does.</summary>
internal static class PartnerResendCommand
{
    public static Command Create(VerbHost host)
    {
        var code = PartnerCommands.Code();
        var (from, to) = (
            ImportCommands.Time("--from", "Notifications made from then, such as 2026-11-21T08:00:00Z."), ImportCommands.Time("--to", "Made before then; until now when not given."));
        var reference = new Option<string?>("--reference") { HelpName = "REFERENCE", Description = "Only of this subscription." };
        var state = new Option<string?>("--state") { HelpName = "STATE", Description = "Only in this state; whatever became of them when not given, also what was answered 2xx." };
        state.AcceptOnlyFromAmong([.. NotificationStates.All.Where(each => each != NotificationState.Waiting).Select(each => each.Name())]);
        var told = new Option<string?>("--code") { HelpName = "CODE", Description = "Only what tells this status, such as ER104." };
        told.AcceptOnlyFromAmong([.. TransactionCodes.Known.Select(each => each.Code)]);
        var deliveries = new Option<long[]>("--delivery") { HelpName = "NUMBER", Description = "This notification, in place of a time and of all that narrows it; repeat it for more." };
        var id = new Option<Guid?>("--id") { HelpName = "ID", Description = "Start it under this id: the same one again starts nothing more." };
        var yes = new Option<bool>("--yes") { Description = "Send them again. Without it nothing is sent: it is counted what would be." };
        return host.Define(
            new Command("resend", "Sends a partner's notifications again, of a time or by their numbers, each under its own webhook-id. First counts what would be sent.")
            {
                code, from, to, reference, state, told, deliveries, id, yes,
            },
            (call, cancellationToken) => RunAsync(
                call, call.Parsed.GetRequiredValue(code),
                new ResendWish(
                    call.Parsed.GetValue(reference), NotificationStates.Of(call.Parsed.GetValue(state)), call.Parsed.GetValue(told), call.Parsed.GetValue(from), call.Parsed.GetValue(to),
                    call.Parsed.GetValue(deliveries) is { Length: > 0 } numbers ? numbers : null),
                call.Parsed.GetValue(id) ?? Guid.NewGuid(), call.Parsed.GetValue(yes), cancellationToken),
            judgesBy: ServiceSettings.OfPartners);
    }

    private static async Task<int> RunAsync(VerbCall call, string code, ResendWish wish, Guid id, bool yes, CancellationToken cancellationToken)
    {
        var verbs = call.Service<NoticeResendVerbs>();
        var outcome = await verbs.PlanAsync(Caller.CommandLine, code, wish, cancellationToken);
        if (outcome is not ResendPlanned { Plan: var plan })
        {
            return Refuse(call.Output, code, outcome);
        }

        if (!yes)
        {
            call.Output.Result(NoticeResendPlanView.Of(plan, id), ResultJson.Of.NoticeResendPlanView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        }

        outcome = await verbs.StartAsync(Caller.CommandLine, code, plan.Wish, id, plan.Confirmation, cancellationToken);
        if (outcome is not ResendStarted started)
        {
            return Refuse(call.Output, code, outcome);
        }

        call.Output.Result(NoticeResendView.Of(started.Resend), ResultJson.Of.NoticeResendView, view =>
        {
            call.Output.Line(started.Words);
            call.Output.Field("Id", view.Id.ToString());
            call.Output.Line("The running service does it; it goes on after a restart.");
        });
        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, NoticeResendPlanView plan)
    {
        output.Line(plan.Words);
        foreach (var each in plan.States)
        {
            output.Field(each.State, each.Count.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var left in plan.LeftOut)
        {
            output.Field("left out", $"{left.Count.ToString(CultureInfo.InvariantCulture)}: {left.Why}");
        }

        if (plan.Count > 0)
        {
            output.Line("Nothing was sent. To send them again, add --yes.");
        }
    }

    private static int Refuse(VerbOutput output, string code, Outcome outcome) =>
        outcome switch
        {
            Outcome.Invalid invalid => output.Refuse(invalid.Words, ExitCodes.Usage),
            Outcome.Refused refused => output.Refuse(refused.Words),
            Outcome.NotFound { Words: VisiblePartners.NoSuchPartner } => output.RefuseUnknownPartner(code),
            Outcome.NotFound missing => output.Refuse(missing.Words),
            _ => output.Refuse("Nothing was sent."),
        };
}
