using System.CommandLine;
using System.Text;
using SmsBridge.Holding.Consents;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge consent …</c>: to whom a tenant's texts go, and who agreed.</summary>
internal static class ConsentCommands
{
    public static Command Create(VerbHost host) =>
        new("consent", "Which texts go only to who agreed, and who did. Works while the service runs, which goes by it within a second.")
        {
            Show(host), Rule(host), Set(host), Import(host), Export(host),
        };

    private static Command Show(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var number = new Option<string?>("--number") { HelpName = "NUMBER", Description = "What this number has said, and which classes of texts go to it." };
        return host.Define(new Command("show", "To whom each class of texts goes; with a number, what it has said.") { tenant, number }, async (call, cancellationToken) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            var found = call.Service<TenantDirectory>().Find(identifier) ?? throw new RefusedException(UnknownTenant.Words(identifier));
            var views = call.Service<ConsentViews>();
            if (call.Parsed.GetValue(number) is not { } asked)
            {
                call.Output.Result(await views.OfAsync(found, cancellationToken), ResultJson.Of.ConsentView, view => call.Output.Table(
                    ["Class", "Mode", "Said by"], view.Classes.Select(static each => new[] { each.Class, each.Mode, each.Source })));
                return ExitCodes.Done;
            }

            return await views.FindAsync(found, asked, cancellationToken) switch
            {
                ConsentFound said => Tell(call, said),
                var outcome => TextChangeCommands.Tell(call, identifier, outcome),
            };
        });
    }

    private static Command Rule(VerbHost host)
    {
        var (tenant, kind) = (TenantCommands.Option(), Class());
        var mode = new Argument<string>("MODE") { Description = $"{ConsentModes.Names}, or settings: as the settings have it." };
        return host.Define(new Command("rule", "To whom a class of texts goes: to everybody who has not taken consent back (optOut), or only to who agreed (optIn).") { kind, mode, tenant }, async (call, _) =>
        {
            var (identifier, wanted) = (call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(mode));
            var classes = new Dictionary<string, string?>(StringComparer.Ordinal) { [call.Parsed.GetRequiredValue(kind)] = wanted.Equals("settings", StringComparison.OrdinalIgnoreCase) ? null : wanted };
            return TextChangeCommands.Tell(call, identifier, await call.Service<ConsentVerbs>().RuleAsync(Caller.CommandLine, identifier, new ConsentRuleRequest(classes)));
        });
    }

    private static Command Set(VerbHost host)
    {
        var (tenant, kind, withdrawn, note) = (TenantCommands.Option(), Class(), Withdrawn(), Note());
        var number = new Argument<string>("NUMBER") { Description = "The client's, with its country code or as the tenant's region writes it." };
        return host.Define(new Command("set", "A client agreed to a class of texts, or took it back. The later one holds.") { number, kind, tenant, withdrawn, note }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(tenant);
            return TextChangeCommands.Tell(call, identifier, await call.Service<ConsentVerbs>().RecordAsync(Caller.CommandLine, identifier, new ConsentRequest(
                call.Parsed.GetRequiredValue(number), call.Parsed.GetRequiredValue(kind), !call.Parsed.GetValue(withdrawn), call.Parsed.GetValue(note))));
        });
    }

    private static Command Import(VerbHost host)
    {
        var (tenant, withdrawn, note) = (TenantCommands.Option(), Withdrawn(), Note());
        var path = new Argument<string>("FILE") { Description = "Lines with commas or semicolons between; the first names the columns: number, and class, given (yes or no) and note where they differ from line to line." };
        var kind = new Option<string?>("--class") { HelpName = "CLASS", Description = $"Of lines that name none: {EventClasses.Names}." };
        return host.Define(new Command("import", "Records the consents of a list. All of it is read first. What somebody took back, a list does not give again.") { path, tenant, kind, withdrawn, note }, async (call, cancellationToken) =>
        {
            var (identifier, file, name) = (call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(path), call.Parsed.GetValue(kind));
            if (name is not null && EventClasses.Find(name) is null)
            {
                return call.Output.Refuse(ConsentVerbs.NoClass(name, "class").Words);
            }

            try
            {
                using var text = new StreamReader(file, Encoding.UTF8);
                return TextChangeCommands.Tell(call, identifier, await call.Service<ConsentTransfer>().ImportAsync(
                    Caller.CommandLine, identifier, text, new ConsentDefaults(EventClasses.Find(name), !call.Parsed.GetValue(withdrawn), call.Parsed.GetValue(note)), cancellationToken));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return call.Output.Refuse($"{file} can not be read: {exception.Message}");
            }
        });
    }

    private static Command Export(VerbHost host)
    {
        var tenant = TenantCommands.Option();
        var to = new Option<string>("--to") { HelpName = "FILE", Required = true, Description = "Into a new file that only this user can read." };
        return host.Define(new Command("export", "What holds of each number and class, as import reads it; numbers are whole. On the audit.") { tenant, to }, async (call, cancellationToken) =>
        {
            var (identifier, path) = (call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(to));
            if (Path.Exists(path))
            {
                return call.Output.Refuse($"{path} exists already. Nothing was exported.");
            }

            var outcome = await call.Service<ConsentTransfer>().ExportAsync(Caller.CommandLine, identifier, cancellationToken);
            if (outcome is ConsentExported exported)
            {
                PrivateFile.Create(path);
                await File.WriteAllTextAsync(path, ConsentFile.Write(exported.Rows), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
            }

            return TextChangeCommands.Tell(call, identifier, outcome);
        });
    }

    private static int Tell(VerbCall call, ConsentFound said)
    {
        call.Output.Result(said.View, ResultJson.Of.ConsentNumberView, view =>
        {
            call.Output.Line(said.Words);
            call.Output.Table(["Class", "Mode", "Goes to it", "Said last", "Since"], view.Classes.Select(static each => new[]
            {
                each.Class, each.Mode, each.MayGo ? "yes" : "no", each.Given switch { true => "agreed", false => "taken back", null => "nothing" }, each.Since is { } since ? VerbOutput.At(since) : "",
            }));
            if (view.History.Count > 0)
            {
                call.Output.Table(["At", "Class", "Said", "From", "By", "Note"], view.History.Select(static each => new[]
                {
                    VerbOutput.At(each.At), each.Class, each.Given ? "agreed" : "taken back", each.Source, each.By, each.Note,
                }));
            }
        });
        return ExitCodes.Done;
    }

    private static Argument<string> Class() => new("CLASS") { Description = $"{EventClasses.Names}." };

    private static Option<bool> Withdrawn() => new("--withdrawn") { Description = "Taken back, instead of given." };

    private static Option<string?> Note() => new("--note") { HelpName = "TEXT", Description = "How the client said so; needed where it is given: it is the record of it." };
}
