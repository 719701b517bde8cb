using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SmsBridge.Operators;
using SmsBridge.Rehearsal;
using SmsBridge.Tenants;
using SmsBridge.TenantTexts;
using SmsBridge.TenantTexts.OwnEvents;
using SmsBridge.Texts;
using SmsBridge.Texts.Catalogue;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge text …</c>: which events a tenant's clients hear of, and in whose words.</summary>
internal static class TextCommands
{
    public static Command Create(VerbHost host) =>
        new("text", "A tenant's events and texts; works while the service runs, which sends them within a second.")
        {
            List(host), Show(host), TextChangeCommands.Set(host), TextChangeCommands.Language(host), TextChangeCommands.Publish(host), TextChangeCommands.Withdraw(host), TextChangeCommands.Remove(host),
            Rehearse(host), Export(host), Import(host), DataTableCommands.Tables(host), DataTableCommands.Language(host),
        };

    public static Argument<string> Event() => new("EVENT") { Description = "Entity and action, e.g. LOAN_DISBURSE." };

    public static Argument<string> LanguageTag() => new("LANGUAGE") { Description = "E.g. en, sw, pt-BR." };

    /// <summary>The tenant, once its texts are read.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static async Task<Tenant> TenantOfAsync(VerbCall call, string identifier, CancellationToken cancellationToken)
    {
        var tenant = call.Service<TenantDirectory>().Find(identifier) ?? throw new RefusedException(UnknownTenant.Words(identifier));
        await call.Service<TextDirectory>().ReloadAsync(cancellationToken);
        return tenant;
    }

    /// <exception cref="RefusedException">There is none of that name.</exception>
    public static EventKind KindOf(VerbCall call, Tenant tenant, string name) =>
        call.Service<TextDirectory>().KindOf(tenant.Id, name) ?? throw new RefusedException(EventCatalogue.WhyUntold(name) is { } why
            ? $"No text can be given to {name}: {why}."
            : $"There is no event {name}. See: {Verbs.Program} text list ID. Another pair that the core has hooks for becomes the tenant's own: {Verbs.Program} text set ID {name} --off --class service");

    /// <summary>The same, or the name of an event that can become the tenant's own.</summary>
    /// <exception cref="RefusedException">It can not.</exception>
    public static string NameOf(VerbCall call, Tenant tenant, string name) =>
        call.Service<TextDirectory>().KindOf(tenant.Id, name) is { } known ? known.Name
        : OwnEventMaking.Read(name, className: null) switch
        {
            ({ } kind, _) => kind.Name,
            (_, Outcome.Refused why) => throw new RefusedException(why.Words),
            _ => KindOf(call, tenant, name).Name,
        };

    private static Command List(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("list", "All events that can have a text, and which of them clients are told of.") { id }, async (call, cancellationToken) =>
        {
            var list = await call.Service<TextViews>().ListAsync(await TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken), cancellationToken);
            call.Output.Result(list, ResultJson.Of.TextListView, view =>
            {
                call.Output.Line($"Tenant {view.TenantId} writes in {view.Language}.");
                call.Output.Table(["Event", "Told", "Own words in", "Drafts in"], view.Events.Select(each => new[]
                {
                    each.Event, each.Enabled ? $"yes{each.Rules.Words}" : "no", Languages(each, text => text.Source == "tenant"), Languages(each, text => text.Draft is not null),
                }));
            });
            return ExitCodes.Done;
        });
    }

    private static Command Show(VerbHost host)
    {
        var (id, name, language) = (TenantCommands.Identifier(), Event(), LanguageTag());
        return host.Define(new Command("show", "One text: what is sent, the draft, what it costs, and the versions that were published.") { id, name, language }, async (call, cancellationToken) =>
        {
            var tenant = await TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            var kind = KindOf(call, tenant, call.Parsed.GetRequiredValue(name));
            var tag = call.Parsed.GetRequiredValue(language);
            if (!TextVerbs.IsLanguage(tag))
            {
                throw new RefusedException(TextVerbs.LanguageWords);
            }

            var view = await call.Service<TextViews>().TextAsync(tenant, kind, tag, cancellationToken);
            call.Output.Result(view, ResultJson.Of.TextView, text => Tell(call.Output, text));
            return ExitCodes.Done;
        });
    }

    private static Command Rehearse(VerbHost host)
    {
        var (id, name, language) = (TenantCommands.Identifier(), Event(), LanguageTag());
        var text = new Option<string?>("--text") { HelpName = "TEXT", Description = "Instead of the draft." };
        var limit = new Option<int>("--limit") { HelpName = "NUMBER", Description = "Of so many events at most, the newest.", DefaultValueFactory = static _ => TextRehearsal.Usual };
        return host.Define(new Command("rehearse", "The last day's events through a draft, without sending: asks the core about each.") { id, name, language, text, limit }, async (call, cancellationToken) =>
        {
            var tenant = await TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            var outcome = await call.Service<TextRehearsal>().RunAsync(
                Caller.CommandLine, tenant.Identifier, KindOf(call, tenant, call.Parsed.GetRequiredValue(name)).Name, call.Parsed.GetRequiredValue(language),
                new RehearsalRequest { Text = call.Parsed.GetValue(text), Limit = call.Parsed.GetValue(limit) }, cancellationToken);
            if (outcome is not Rehearsed rehearsed)
            {
                return TextChangeCommands.Tell(call, tenant.Identifier, outcome);
            }

            call.Output.Result(rehearsed.View, ResultJson.Of.RehearsalView, view =>
            {
                call.Output.Line(rehearsed.Words);
                if (view.NotTold.Count > 0)
                {
                    call.Output.Table(["Not told", "Events", "Why"], view.NotTold.Select(each => new[] { each.Reason, each.Count.ToString(CultureInfo.InvariantCulture), each.Detail }));
                }

                foreach (var example in view.Examples)
                {
                    call.Output.Field("Reads", example.Body);
                }
            });
            return ExitCodes.Done;
        });
    }

    private static Command Export(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("export", "The tenant's own switches, rules and published texts as JSON, to keep or to give to another tenant.") { id }, async (call, cancellationToken) =>
        {
            var file = await call.Service<TextTransfer>().ExportAsync(await TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken), cancellationToken);
            call.Output.Result(file, ResultJson.Of.TextFile, each => call.Output.Console.Out.WriteLine(JsonSerializer.Serialize(each, ResultJson.Of.TextFile)));
            return ExitCodes.Done;
        });
    }

    private static Command Import(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var path = new Argument<string>("FILE") { Description = "What export printed." };
        var note = new Option<string?>("--note") { HelpName = "TEXT", Description = "Why, for whoever looks next." };
        return host.Define(new Command("import", "Publishes the texts of a file, and sets its switches and rules. All of it is checked first.") { id, path, note }, async (call, cancellationToken) =>
        {
            var tenant = await TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            var file = await ReadAsync(call.Parsed.GetRequiredValue(path), cancellationToken);
            return TextChangeCommands.Tell(call, tenant.Identifier, await call.Service<TextTransfer>().ImportAsync(
                Caller.CommandLine, tenant.Identifier, file, call.Parsed.GetValue(note) ?? "imported", cancellationToken));
        });
    }

    private static async Task<TextFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(stream, ResultJson.Of.TextFile, cancellationToken) is { Events: not null } file && file.Events.All(each => each?.Event is not null)
                ? file
                : throw new RefusedException($"{path} is no file of texts: it needs events, each with its event.");
        }
        catch (JsonException exception)
        {
            throw new RefusedException($"{path} is no file of texts (line {exception.LineNumber + 1}): {exception.Path}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path} can not be read: {exception.Message}");
        }
    }

    private static void Tell(VerbOutput output, TextView text)
    {
        output.Field(text.Enabled && text.IsWritten ? "Sent" : "Not sent", text.Text);
        output.Field("Switched off", text.Enabled ? null : "clients are not told of this event (text set … --on)");
        output.Field("Written in", text.IsWritten ? null : $"{text.WritesIn}: nobody gets this text.");
        output.Field("Whose words", text.Source);
        output.Field("Version", text.Version?.ToString(CultureInfo.InvariantCulture));
        output.Field("Registered", WordsOf(text.RegisteredTemplate));
        output.Field("Draft", text.Draft);
        output.Field("Registered", WordsOf(text.DraftRegisteredTemplate));
        output.Field("Costs", text.Cost is { } cost ? string.Create(CultureInfo.InvariantCulture, $"{cost.ShortestParts} to {cost.LongestParts} parts, {cost.Encoding}") : null);
        output.Field("In money", text.Cost?.Estimate);
        foreach (var remark in text.Cost?.Remarks ?? [])
        {
            output.Field("", remark);
        }

        if (text.Versions is { Count: > 0 } versions)
        {
            output.Table(["Version", "Published", "By", "Note", "Text"], versions.Select(version => new[]
            {
                version.Version.ToString(CultureInfo.InvariantCulture), VerbOutput.At(version.At), version.Author, version.Note, version.Text,
            }));
        }
    }

    private static string? WordsOf(RegisteredTemplate? registered) =>
        registered is null ? null : $"template {registered.Id} of entity {registered.EntityId}{(registered.HeaderId is { } header ? $", header {header}" : "")}: {registered.Pattern}";

    private static string Languages(TextEventView each, Func<TextView, bool> which) => string.Join(", ", each.Texts.Where(which).Select(text => text.Language));
}
