using System.CommandLine;
using SmsBridge.Operators;
using SmsBridge.Tenants;
using SmsBridge.Tenants.ProgramKeys;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge key list|add|end</c>: keys for people's programs.</summary>
internal static class KeyCommands
{
    public static Command Create(VerbHost host) =>
        new("key", "Keys for programs: each opens a part of what its tenant's API key does.") { List(host), Add(host), End(host) };

    private static Command List(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        return host.Define(new Command("list", "A tenant's keys for programs: what each is for, until when, and when it was last used.") { id }, (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            if (call.Service<TenantDirectory>().Find(identifier) is not { } tenant)
            {
                return Task.FromResult(call.Output.RefuseUnknown(identifier));
            }

            call.Output.Result(call.Service<ProgramKeyViews>().Of(tenant), ResultJson.Of.ProgramKeyListView, list => Tell(call.Output, identifier, list));
            return Task.FromResult(ExitCodes.Done);
        });
    }

    private static Command Add(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), Name("Your name for it: small letters, digits and hyphens."));
        var scopes = new Option<string[]>("--scope")
        {
            HelpName = "SCOPE", Description = "What it is for: hooks (post hooks), log (read the event log) or texts (read and change texts); may be given again.", Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        scopes.AcceptOnlyFromAmong([.. ScopeNames.All]);
        var until = ImportCommands.Time("--until", "Until when it works; until it is ended when not given.");
        return host.Define(new Command("add", "A key for a program, shown once.") { id, name, scopes, until }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            var request = new ProgramKeyRequest(call.Parsed.GetRequiredValue(name), call.Parsed.GetRequiredValue(scopes), call.Parsed.GetValue(until));
            switch (await call.Service<ProgramKeyVerbs>().AddAsync(Caller.CommandLine, identifier, request))
            {
                case ProgramKeyMade made:
                    call.Output.Result(made.View, ResultJson.Of.NewProgramKeyView, view =>
                    {
                        call.Output.Line(made.Words);
                        call.Output.Line($"  {view.Key}");
                    });
                    return ExitCodes.Done;
                case Outcome.Refused refused:
                    return call.Output.Refuse(refused.Words);
                default:
                    return call.Output.RefuseUnknown(identifier);
            }
        });
    }

    /// <summary>A name that is misspelt must not pass for an end.</summary>
    private static Command End(VerbHost host)
    {
        var (id, name) = (TenantCommands.Identifier(), Name("Which key, as in key list."));
        return host.Define(new Command("end", "A program's key stops working at once.") { id, name }, async (call, _) =>
        {
            var identifier = call.Parsed.GetRequiredValue(id);
            var outcome = await call.Service<ProgramKeyVerbs>().EndAsync(Caller.CommandLine, identifier, call.Parsed.GetRequiredValue(name));
            return outcome is Outcome.Refused refused ? call.Output.Refuse(refused.Words) : ChangedView.Tell(call, identifier, outcome) ?? call.Output.RefuseUnknown(identifier);
        });
    }

    private static Argument<string> Name(string description) => new("NAME") { Description = description };

    private static void Tell(VerbOutput output, string identifier, ProgramKeyListView list)
    {
        if (list.Keys.Count == 0)
        {
            output.Line($"{identifier} has no keys for programs.");
            return;
        }

        output.Table(["Program", "Begins with", "For", "Works until", "Last used"], list.Keys.Select(key => new[]
        {
            key.Name, key.Prefix, string.Join(", ", key.Scopes),
            key.ExpiresAt is null ? "it is ended" : key.State == "expired" ? $"expired {VerbOutput.At(key.ExpiresAt)}" : VerbOutput.At(key.ExpiresAt), VerbOutput.At(key.LastUsedAt),
        }));
    }
}
