using System.CommandLine;
using System.Globalization;
using SmsBridge.Gaps;
using SmsBridge.Operators;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge gaps …</c>: what a core did and its hooks did not tell.</summary>
internal static class GapCommands
{
    private const string OnlyList = "only-list";
    private const string MakeUpRule = "make-up";
    private const string Missing = "What is missing";

    public static Command Create(VerbHost host) =>
        new("gaps", "What a tenant's core did and its hooks did not tell, by the core's audit trail. Works while the service runs, which sends what is made up.")
        {
            List(host), MakeUp(host), Rule(host),
        };

    private static Command List(VerbHost host)
    {
        var (tenant, from) = (TenantCommands.Option(), From());
        var stored = new Option<bool>("--stored") { Description = "Show what was found before, without asking the core." };
        return host.Define(new Command("list", "Compares now, and lists what is missing, explained or made up.") { tenant, from, stored }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            if (!call.Parsed.GetValue(stored))
            {
                return Tell(call, identifier, await call.Service<GapVerbs>().CompareAsync(Caller.CommandLine, identifier, call.Parsed.GetValue(from), cancellationToken));
            }

            Show(call, await call.Service<GapViews>().OfAsync(await TextCommands.TenantOfAsync(call, identifier, cancellationToken), call.Parsed.GetValue(from), cancellationToken));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfGaps);
    }

    private static Command MakeUp(VerbHost host)
    {
        var (tenant, from) = (TenantCommands.Option(), From());
        return host.Define(new Command("make-up", "Compares now, and enters what is missing as events: each client gets its SMS, unless it is too late.") { tenant, from }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return Tell(call, identifier, await call.Service<GapVerbs>().MakeUpAsync(Caller.CommandLine, identifier, call.Parsed.GetValue(from), cancellationToken));
        });
    }

    private static Command Rule(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var rule = new Argument<string?>("RULE")
        {
            Description = "only-list: what is missing is listed. make-up: it is made up by itself, with each comparison of the timetable. Without it the rule is shown.", Arity = ArgumentArity.ZeroOrOne,
        };
        rule.Validators.Add(static result =>
        {
            if (result.Tokens is [var token] && token.Value is not (OnlyList or MakeUpRule))
            {
                result.AddError($"RULE is {OnlyList} or {MakeUpRule}, not {token.Value}. Without it the rule is shown; what is missing is shown by gaps list.");
            }
        });
        return host.Define(new Command("rule", "What is done about what is missing, without being asked for: shows it, or sets it.") { rule, tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            if (call.Parsed.GetValue(rule) is not { } set)
            {
                var found = await TextCommands.TenantOfAsync(call, identifier, cancellationToken);
                call.Output.Result(await call.Service<GapViews>().OfAsync(found, from: null, cancellationToken), ResultJson.Of.GapListView, view => call.Output.Field(Missing, view.RuleWords));
                return ExitCodes.Done;
            }

            var outcome = await call.Service<GapVerbs>().RuleAsync(Caller.CommandLine, identifier, set == MakeUpRule);
            return ChangedView.Tell(call, identifier, outcome) ?? call.Output.RefuseUnknown(identifier);
        }, judgesBy: ServiceSettings.OfGaps);
    }

    /// <summary>What could not be gone through is not as it should be, even where something was found.</summary>
    private static int Tell(VerbCall call, string identifier, Outcome outcome)
    {
        switch (outcome)
        {
            case GapsCompared compared:
                call.Output.Hint(compared.Words);
                Show(call, compared.View);
                return compared.View.Problem is null ? ExitCodes.Done : ExitCodes.CheckFailed;
            case Outcome.NotNow notNow:
                return call.Output.Refuse(notNow.Words, ExitCodes.TryAgain);
            case Outcome.Refused refused:
                return call.Output.Refuse(refused.Words);
            default:
                return call.Output.RefuseUnknown(identifier);
        }
    }

    private static void Show(VerbCall call, GapListView view) =>
        call.Output.Result(view, ResultJson.Of.GapListView, list =>
        {
            call.Output.Field("Compared", list.ComparedAt is { } at ? VerbOutput.At(at) : "never yet");
            call.Output.Field("Problem", list.Problem);
            call.Output.Field(Missing, list.RuleWords);
            call.Output.Field("Timetable", list.Timetable ? null : GapsOptions.OffWords);
            call.Output.Field("Not compared", string.Join(", ", list.NotCompared));
            if (list.Gaps.Count == 0)
            {
                call.Output.Line(list.WhyNone);
                return;
            }

            call.Output.Table(["Entry", "When", "Event", "State", "Client", "Loan", "Record", "Why", "Made up as"], list.Gaps.Select(gap => new[]
            {
                Number(gap.AuditId), VerbOutput.At(gap.At), gap.Event, gap.State, Number(gap.ClientId), Number(gap.LoanId), Number(gap.ResourceId), gap.Reason, Number(gap.EventId),
            }));
        });

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static Option<DateTimeOffset?> From() =>
        ImportCommands.Time("--from", "Compare everything since then anew, such as 2026-11-21T08:00:00Z; what is new since the last time when not given.");
}
