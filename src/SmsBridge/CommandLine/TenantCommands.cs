using System.CommandLine;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant …</c>: what can be typed.</summary>
internal static class TenantCommands
{
    public static Command Create(VerbHost host) =>
        new("tenant", "Tenants and their keys; works while the service runs.")
        {
            List(host), Show(host), TenantAddCommand.Create(host), Rotate(host), Delete(host), Pause(host), Resume(host), Verify(host), Connect(host),
            PendingCommands.List(host), PendingCommands.Decide(host, approve: true), PendingCommands.Decide(host, approve: false),
        };

    /// <summary>Of a tenant: the core's identifier.</summary>
    public static Argument<string> Identifier() => new("ID") { Description = "The tenant identifier of the core, e.g. default." };

    public static Option<long?> Hook() => new("--hook") { HelpName = "NUMBER", Description = "Id of the tenant's hook in the core, to fill in the SQL." };

    private static Command List(VerbHost host) =>
        host.Define(new Command("list", "All tenants."), (call, _) => Task.FromResult(call.Service<TenantVerbs>().List(call.Output)));

    private static Command Show(VerbHost host)
    {
        var id = Identifier();
        return host.Define(
            new Command("show", "A tenant's settings, state and keys; no secret.") { id },
            (call, _) => Task.FromResult(call.Service<TenantVerbs>().Show(call.Output, call.Parsed.GetRequiredValue(id))));
    }

    private static Command Rotate(VerbHost host)
    {
        var (id, hook) = (Identifier(), Hook());
        var kind = new Option<string>("--kind") { Description = "Which key: api, or webhook (the token in a Web hook's URL).", DefaultValueFactory = _ => "api" };
        kind.AcceptOnlyFromAmong("api", "webhook");
        var yes = new Option<bool>("--yes") { Description = "Also where another key that is still good ends by it." };
        return host.Define(
            new Command("rotate", "A new key, shown once; the one before works on for Registration:PreviousKeyGrace.") { id, kind, hook, yes },
            (call, _) => call.Service<TenantKeyVerbs>().RotateAsync(
                call.Output, call.Parsed.GetRequiredValue(id),
                call.Parsed.GetValue(kind) == "webhook" ? KeyKind.WebhookToken : KeyKind.ApiKey, call.Parsed.GetValue(hook), call.Parsed.GetValue(yes)),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Delete(VerbHost host)
    {
        var id = Identifier();
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the identifier again." };
        return host.Define(
            new Command("delete", "Ends a tenant's keys and secrets; its log stays, what waits is not sent.") { id, yes },
            (call, cancellationToken) => call.Service<TenantVerbs>().DeleteAsync(
                call.Output, call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(yes), cancellationToken));
    }

    private static Command Pause(VerbHost host)
    {
        var id = Identifier();
        var reason = new Option<string?>("--reason") { HelpName = "TEXT", Description = "Why, for whoever looks next." };
        return host.Define(
            new Command("pause", "The tenant's events are accepted and wait, until it is resumed.") { id, reason },
            (call, _) => call.Service<TenantVerbs>().PauseAsync(call.Output, call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(reason)));
    }

    private static Command Resume(VerbHost host)
    {
        var id = Identifier();
        return host.Define(
            new Command("resume", "What waited goes out, in order of arrival.") { id },
            (call, _) => call.Service<TenantVerbs>().ResumeAsync(call.Output, call.Parsed.GetRequiredValue(id)));
    }

    private static Command Verify(VerbHost host)
    {
        var id = Identifier();
        return host.Define(
            new Command("verify", "Checks everything between the core, the bridge and the provider, and says what to do; changes nothing. Exit code 3 when something is wrong.") { id },
            (call, cancellationToken) => call.Service<TenantVerbs>().VerifyAsync(call.Output, call.Parsed.GetRequiredValue(id), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Connect(VerbHost host)
    {
        var id = Identifier();
        var (events, url) = (HookCommands.Events(), HookCommands.BridgeUrl());
        return host.Define(
            new Command("connect", "Verifies the tenant, creates its hook in the core or takes the one there, sends a test event and shows what arrived.") { id, events, url },
            (call, cancellationToken) => call.Service<ConnectVerb>().RunAsync(
                call.Output, call.Parsed.GetRequiredValue(id), HookCommands.Read(call.Parsed, events), call.Parsed.GetValue(url), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }
}
