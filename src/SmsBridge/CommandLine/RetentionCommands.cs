using System.CommandLine;
using System.Globalization;
using SmsBridge.Operators;
using SmsBridge.Privacy.Retention;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge retention …</c>: how long data are kept.</summary>
internal static class RetentionCommands
{
    private const string AsSet = "default";

    public static Command Create(VerbHost host) =>
        new("retention", "How long data are kept, and taking out what is older. Works while the service runs.") { Show(host), Set(host), Run(host) };

    private static Command Show(VerbHost host)
    {
        var tenant = Optional();
        return host.Define(new Command("show", "How long each kind is kept of each tenant, what the last run took out, and how much a run would look at now.") { tenant }, async (call, cancellationToken) =>
            await ShowAsync(call, call.Parsed.GetValue(tenant), cancellationToken), judgesBy: ServiceSettings.OfRetention);
    }

    private static Command Set(VerbHost host)
    {
        var tenant = TenantCommands.Option("Whose data.");
        var options = RetentionPeriods.Kinds.ToDictionary(kind => kind, kind => new Option<string>($"--{RetentionWords.Name(kind)}")
        {
            HelpName = "DAYS", Description = FormattableString.Invariant($"{RetentionWords.Of(kind)}: {RetentionPeriods.Least(kind)} to {RetentionPeriods.Most}; 0: for ever; {AsSet}: as the settings have it. As it is, when not given."),
        });
        var command = new Command("set", "A tenant's own rule. What is older goes with the next run.") { tenant };
        options.Values.ToList().ForEach(command.Add);
        return host.Define(command, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var verbs = call.Service<RetentionVerbs>();
            var now = await verbs.ShowAsync(Caller.CommandLine, identifier, isCounted: false, cancellationToken) is RetentionShown { Views: [var view] } ? view : null;
            var days = RetentionPeriods.Kinds.ToDictionary(kind => kind, kind => Days(call.Parsed.GetValue(options[kind]), now?.Kinds.Single(it => it.Kind == RetentionWords.Name(kind))));
            var request = new RetentionRequest(days[RetentionKind.Hooks], days[RetentionKind.Texts], days[RetentionKind.Notices], days[RetentionKind.Records], days[RetentionKind.Audit], days[RetentionKind.Parked]);
            return TextChangeCommands.Tell(call, identifier, await verbs.SetAsync(Caller.CommandLine, identifier, request, cancellationToken));
        }, judgesBy: ServiceSettings.OfRetention);
    }

    private static Command Run(VerbHost host)
    {
        var tenant = Optional();
        var dry = new Option<bool>("--dry-run") { Description = "Only say how much a run would look at." };
        return host.Define(new Command("run", "Takes out now what is old, as the service does every hour. It can not be undone.") { tenant, dry }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetValue(tenant);
            if (call.Parsed.GetValue(dry))
            {
                return await ShowAsync(call, identifier, cancellationToken);
            }

            var outcome = await call.Service<RetentionVerbs>().RunAsync(Caller.CommandLine, identifier, cancellationToken);
            await call.Service<WorkLeases>().ReleaseAsync(); // or the service's next run would wait for this process
            if (outcome is not RetentionRan ran)
            {
                return TextChangeCommands.Tell(call, identifier ?? "", outcome);
            }

            var view = new RetentionRunView(ran.Words, ran.Counts.ToDictionary(pair => RetentionWords.Name(pair.Key), pair => pair.Value, StringComparer.Ordinal));
            call.Output.Result(view, ResultJson.Of.RetentionRunView, it => call.Output.Line(it.Words));
            return ExitCodes.Done;
        }, judgesBy: ServiceSettings.OfRetention);
    }

    private static async Task<int> ShowAsync(VerbCall call, string? identifier, CancellationToken cancellationToken)
    {
        var outcome = await call.Service<RetentionVerbs>().ShowAsync(Caller.CommandLine, identifier, isCounted: true, cancellationToken);
        if (outcome is not RetentionShown shown)
        {
            return TextChangeCommands.Tell(call, identifier ?? "", outcome);
        }

        call.Output.Result(new RetentionListView(shown.Views), ResultJson.Of.RetentionListView, list =>
        {
            foreach (var view in list.Tenants)
            {
                call.Output.Field("Tenant", view.TenantId.Length == 0 ? "none we know" : view.TenantId);
                call.Output.Field("Last run", view.RanAt is { } at ? VerbOutput.At(at) : "none");
                call.Output.Field("Not settled", Number(view.Waits));
                call.Output.Table(["Kind", "Kept", "By", "Last run", "Due"], view.Kinds.Select(kind => new[]
                {
                    kind.Kind, RetentionWords.Of(kind.Days), kind.IsOwn ? "the tenant" : "the settings", Number(kind.LastRun), Number(kind.Due),
                }));
            }
        });
        return ExitCodes.Done;
    }

    private static Option<string?> Optional() => new("--tenant") { HelpName = "ID", Description = "Of one tenant; of all when not given." };

    /// <param name="now">What it is when nothing is given.</param>
    private static int? Days(string? typed, RetentionKindView? now) =>
        typed is null ? now is { IsOwn: true } ? now.Days : null
        : typed == AsSet ? null
        : int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days
        : throw new RefusedException($"{typed} is neither a number of days nor {AsSet}. Nothing was changed.");

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
