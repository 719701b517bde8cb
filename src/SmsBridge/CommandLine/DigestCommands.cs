using System.CommandLine;
using SmsBridge.Holding.Digests;
using SmsBridge.Operators;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge digest …</c>: a client's receipts of a day in one SMS.</summary>
internal static class DigestCommands
{
    public static Command Create(VerbHost host) =>
        new("digest", "A client's receipts of a day in one SMS, at a time that the tenant sets. Works while the service runs, which sends what waits.")
        {
            Show(host), Set(host), Off(host), Text(host),
        };

    private static Command Show(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("show", "When they are told, which receipts, how many wait, and in which words.") { tenant }, async (call, cancellationToken) =>
        {
            var found = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(tenant), cancellationToken);
            call.Output.Result(await call.Service<DigestViews>().OfAsync(found, cancellationToken), ResultJson.Of.DigestView, view => Tell(call.Output, view));
            return ExitCodes.Done;
        });
    }

    private static Command Set(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var at = new Option<string?>("--at") { HelpName = "TIME", Description = "The time of the day, such as 18:00; as it was, when not given." };
        var zone = new Option<string?>("--zone") { HelpName = "ZONE", Description = "By whose clock, such as Africa/Nairobi; the tenant's, where it has told one, when not given." };
        var events = new Option<string[]>("--event") { HelpName = "EVENT", Description = "Which receipts, such as LOAN_REPAYMENT; may be given several times. As they were, else all that may, when not given." };
        return host.Define(new Command("set", "A client's receipts wait for that time, and are told in one SMS then.") { tenant, at, zone, events }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            await TextCommands.TenantOfAsync(call, identifier, cancellationToken); // reads its quiet hours
            var names = call.Parsed.GetValue(events) is { Length: > 0 } given ? given : null;
            return TextChangeCommands.Tell(call, identifier, await call.Service<DigestVerbs>().SetAsync(
                Caller.CommandLine, identifier, new DigestRequest(Enabled: true, call.Parsed.GetValue(at), call.Parsed.GetValue(zone), names), cancellationToken));
        });
    }

    private static Command Off(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        return host.Define(new Command("off", "Each receipt is an SMS of its own again, and what waits goes out.") { tenant }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<DigestVerbs>().SetAsync(Caller.CommandLine, identifier, new DigestRequest(Enabled: false), cancellationToken));
        });
    }

    private static Command Text(VerbHost host)
    {
        var (tenant, language) = (TenantCommands.Option(), TextCommands.LanguageTag());
        var text = new Option<string?>("--text") { HelpName = "TEXT", Description = "The words, with variables such as {{count}}, {{total}} and {{list}}; the product's again, when not given." };
        return host.Define(new Command("text", "The words of a digest in one language.") { language, tenant, text }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            await TextCommands.TenantOfAsync(call, identifier, cancellationToken);
            return TextChangeCommands.Tell(call, identifier, await call.Service<DigestVerbs>().WriteAsync(
                Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(language), call.Parsed.GetValue(text), cancellationToken));
        });
    }

    private static void Tell(VerbOutput output, DigestView view)
    {
        output.Field("Digest", view.Enabled ? $"at {view.At} by the clock of {view.Zone}" : "none: each receipt is an SMS of its own");
        if (view.Enabled)
        {
            output.Field("Receipts", string.Join(", ", view.Events));
            output.Field("Next", VerbOutput.At(view.Next!.Value));
        }

        output.Field("Waiting", FormattableString.Invariant($"{(view.WaitingMore ? "more than " : "")}{view.Waiting} SMS"));
        output.Table(["Language", "Words of", "Parts", "Text"], view.Texts.Select(each => new[] { each.Language, each.Source, FormattableString.Invariant($"{each.Parts}"), each.Text }));
    }
}
