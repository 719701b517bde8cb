using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.TenantTexts;
using SmsBridge.TenantTexts.OwnEvents;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge text set|language|publish|withdraw|remove</c>.</summary>
internal static class TextChangeCommands
{
    public static Command Set(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), TextCommands.Event());
        var on = new Option<bool>("--on") { Description = "Clients are told of it." };
        var off = new Option<bool>("--off") { Description = "Clients are not told of it." };
        var from = new Option<decimal?>("--from") { HelpName = "AMOUNT", Description = "With --on: only of so much or more." };
        var to = new Option<decimal?>("--to") { HelpName = "AMOUNT", Description = "With --on: only of so much or less." };
        var role = new Option<string?>("--group-role") { HelpName = "ROLE", Description = "With --on: of a group's loan or account, tell who has this role in the group." };
        var members = new Option<string?>("--group-to") { HelpName = "WHO", Description = "With --on, of the loans and accounts of groups, in place of --group-role: members, each of whom is told." };
        var copy = new Option<string[]>("--copy-to") { HelpName = "WHO", Description = "With --on: who gets a copy beside the client: loanOfficer." };
        var products = new Option<string[]>("--product") { HelpName = "NAME", Description = "With --on: only of this product of loans or accounts, by its name or id in the core; give it once for each." };
        var offices = new Option<string[]>("--office") { HelpName = "NAME", Description = "With --on: only to clients of this office, by its name or id; give it once for each." };
        var types = new Option<string[]>("--client-type") { HelpName = "NAME", Description = "With --on: only to clients of this type, by its name or id; give it once for each." };
        var atMost = new Option<int?>("--at-most") { HelpName = "NUMBER", Description = "With --on: at most so many SMS of it to one client in a day, 1 to 50." };
        var className = new Option<string?>("--class") { HelpName = "CLASS", Description = "Of an event of the tenant's own: transactional, service, collection or promotional." };
        var language = new Option<string?>("--language") { HelpName = "LANGUAGE", Description = "With --text: which language it is in." };
        var text = new Option<string?>("--text") { HelpName = "TEXT", Description = "The words of a draft; publish has them sent." };
        var template = new RegisteredOptions();
        return host.Define(
            template.AddTo(new Command("set", "Switches an event on or off, or writes a draft. --off with --class makes one that is not on the list the tenant's own.") { id, name, on, off, from, to, products, offices, types, role, members, copy, atMost, className, language, text }),
            async (call, cancellationToken) =>
            {
                var (isOn, isOff, words) = (call.Parsed.GetValue(on), call.Parsed.GetValue(off), call.Parsed.GetValue(text));
                if ((isOn ? 1 : 0) + (isOff ? 1 : 0) + (words is null ? 0 : 1) != 1)
                {
                    return call.Output.Refuse("Say one of --on, --off and --text.", ExitCodes.Usage);
                }

                if (words is not null && call.Parsed.GetValue(language) is null)
                {
                    return call.Output.Refuse("Say which language --text is in: --language en.", ExitCodes.Usage);
                }

                var registered = template.Of(call.Parsed);
                if (words is null && registered is not null)
                {
                    return call.Output.Refuse("A registered template belongs to the words of a draft: give --text with it.", ExitCodes.Usage);
                }

                var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
                var eventName = isOff && call.Parsed.GetValue(className) is not null
                    ? TextCommands.NameOf(call, tenant, call.Parsed.GetRequiredValue(name))
                    : TextCommands.KindOf(call, tenant, call.Parsed.GetRequiredValue(name)).Name;
                var verbs = call.Service<TextVerbs>();
                var code = Tell(call, tenant.Identifier, words is null
                    ? await verbs.SetEventAsync(
                        Caller.CommandLine, tenant.Identifier, eventName,
                        new EventRequest
                        {
                            Enabled = isOn, AmountFrom = call.Parsed.GetValue(from), AmountTo = call.Parsed.GetValue(to), GroupRole = call.Parsed.GetValue(role), GroupTo = call.Parsed.GetValue(members), CopyTo = call.Parsed.GetValue(copy),
                            Products = Given(call, products), Offices = Given(call, offices), ClientTypes = Given(call, types), AtMost = call.Parsed.GetValue(atMost), Class = call.Parsed.GetValue(className),
                        })
                    : await verbs.SaveDraftAsync(Caller.CommandLine, tenant.Identifier, eventName, call.Parsed.GetValue(language)!, new DraftRequest { Text = words, RegisteredTemplate = registered }));
                if (isOn && code == ExitCodes.Done && call.Service<TextDirectory>().KindOf(tenant.Id, eventName) is { } kind)
                {
                    call.Output.Hint(kind.IsEventOnly
                        ? $"No hook tells of it: the core has to publish it ({Verbs.Program} events doctor), or it is found in the schedules of loans ({Verbs.Program} schedule set)."
                        : $"The core's hook has to listen to {HookDoctor.Spell(kind.Type)}; whether it does: {Verbs.Program} tenant verify {tenant.Identifier}");
                }

                return code;
            });
    }

    /// <returns>Null: it was not given.</returns>
    private static string[]? Given(VerbCall call, Option<string[]> option) => call.Parsed.GetValue(option) is { Length: > 0 } names ? names : null;

    public static Command Language(VerbHost host)
    {
        var (id, language) = (TenantCommands.Identifier(), TextCommands.LanguageTag());
        return host.Define(new Command("language", "The language the tenant's clients are written in.") { id, language }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            return Tell(call, tenant.Identifier, await call.Service<TextSettings>().SetAsync(
                Caller.CommandLine, tenant.Identifier, new TextSettingsRequest { Language = call.Parsed.GetRequiredValue(language) }));
        });
    }

    public static Command Publish(VerbHost host)
    {
        var (id, name, language) = (TenantCommands.Identifier(), TextCommands.Event(), TextCommands.LanguageTag());
        var version = new Option<long?>("--version") { HelpName = "NUMBER", Description = "An earlier version again, instead of the draft." };
        var note = new Option<string?>("--note") { HelpName = "TEXT", Description = "Why, for whoever looks next." };
        return host.Define(new Command("publish", "Sends the draft from now on, or an earlier version again.") { id, name, language, version, note }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            return Tell(call, tenant.Identifier, await call.Service<TextVerbs>().PublishAsync(
                Caller.CommandLine, tenant.Identifier, TextCommands.KindOf(call, tenant, call.Parsed.GetRequiredValue(name)).Name, call.Parsed.GetRequiredValue(language),
                new PublishRequest { Version = call.Parsed.GetValue(version), Note = call.Parsed.GetValue(note) }, cancellationToken));
        });
    }

    public static Command Withdraw(VerbHost host)
    {
        var (id, name, language) = (TenantCommands.Identifier(), TextCommands.Event(), TextCommands.LanguageTag());
        return host.Define(new Command("withdraw", "The tenant's own words go; the installation's or the product's are sent.") { id, name, language }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            return Tell(call, tenant.Identifier, await call.Service<TextVerbs>().WithdrawAsync(
                Caller.CommandLine, tenant.Identifier, TextCommands.KindOf(call, tenant, call.Parsed.GetRequiredValue(name)).Name, call.Parsed.GetRequiredValue(language)));
        });
    }

    public static Command Remove(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), TextCommands.Event());
        return host.Define(new Command("remove", "Removes an event of the tenant's own; it must be off.") { id, name }, async (call, cancellationToken) =>
        {
            var tenant = await TextCommands.TenantOfAsync(call, call.Parsed.GetRequiredValue(id), cancellationToken);
            return Tell(call, tenant.Identifier, await call.Service<OwnEventVerbs>().RemoveAsync(
                Caller.CommandLine, tenant.Identifier, TextCommands.KindOf(call, tenant, call.Parsed.GetRequiredValue(name)).Name));
        });
    }

    public static int Tell(VerbCall call, string identifier, Outcome outcome) =>
        ChangedView.Tell(call, identifier, outcome) ?? outcome switch
        {
            Outcome.NotNow notNow => call.Output.Refuse(notNow.Words, ExitCodes.TryAgain),
            Outcome.Refused refused => call.Output.Refuse(refused.Words),
            _ => call.Output.RefuseUnknown(identifier),
        };
}
