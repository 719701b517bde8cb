using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Messages;
using SmsBridge.Store;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge hook …</c>: what can be typed.</summary>
internal static class HookCommands
{
    public static Command Create(VerbHost host) =>
        new("hook", "The hooks of a tenant's core, by its own API.")
        {
            Template(host), List(host), Show(host), Make(host), Update(host), Delete(host),
        };

    public static Option<string[]> Events()
    {
        var events = new Option<string[]>("--event")
        {
            HelpName = "ENTITY/ACTION",
            Description = "What the hook listens to; give it once per event. CLIENT/CREATE and LOAN/REPAYMENT when none is given.",
        };
        events.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => Parse(text) is null))
            {
                result.AddError($"--event {text}: must be like LOAN/REPAYMENT.");
            }
        });
        return events;
    }

    public static Option<string?> BridgeUrl() =>
        new("--bridge-url") { HelpName = "URL", Description = "The bridge's address as the core must call it; Bridge:PublicUrl when not given." };

    /// <summary>The events given; empty when none.</summary>
    public static IReadOnlyList<EventType> Read(ParseResult parsed, Option<string[]> events) =>
        [.. (parsed.GetValue(events) ?? []).Select(text => Parse(text)!.Value).Distinct()];

    private static EventType? Parse(string text) =>
        text.Split('/') is [var entity, var action] && EventType.TryParse(entity, action, out var type) ? type : null;

    private static Command Template(VerbHost host)
    {
        var tenant = TenantCommands.Option("Whose hooks.");
        var all = new Option<bool>("--events") { Description = "List every event a hook can listen to." };
        return host.Define(
            new Command("template", "Which hooks the core can make.") { tenant, all },
            (call, cancellationToken) => call.Service<HookVerbs>().TemplateAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant), call.Parsed.GetValue(all), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command List(VerbHost host)
    {
        var (tenant, secrets) = (TenantCommands.Option("Whose hooks."), ShowSecrets());
        return host.Define(
            new Command("list", "The tenant's hooks.") { tenant, secrets },
            (call, cancellationToken) => call.Service<HookVerbs>().ListAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant), call.Parsed.GetValue(secrets), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Show(VerbHost host)
    {
        var (id, tenant, secrets) = (Id(), TenantCommands.Option("Whose hooks."), ShowSecrets());
        return host.Define(
            new Command("show", "One hook.") { id, tenant, secrets },
            (call, cancellationToken) => call.Service<HookVerbs>().ShowAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(secrets), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Make(VerbHost host)
    {
        var (tenant, events, name, url) = (TenantCommands.Option("Whose hooks."), Events(), DisplayName(), BridgeUrl());
        var inactive = new Option<bool>("--inactive") { Description = "Let it not fire yet, e.g. until its key is in the core; \"hook update\" switches it on." };
        return host.Define(
            new Command("create", "Creates the \"SMS Bridge\" hook, filled in from the tenant.") { tenant, events, name, url, inactive },
            (call, cancellationToken) => call.Service<HookChangeVerbs>().CreateAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant),
                new HookWish(Read(call.Parsed, events), call.Parsed.GetValue(name), call.Parsed.GetValue(url))
                {
                    IsActive = !call.Parsed.GetValue(inactive),
                }, cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Update(VerbHost host)
    {
        var (id, tenant, events, name, url) = (Id(), TenantCommands.Option("Whose hooks."), Events(), DisplayName(), BridgeUrl());
        var active = new Option<bool?>("--active") { HelpName = "true|false", Description = "Whether it fires; true when not given." };
        var forget = new Option<bool>("--forget-key") { Description = "Make the core register anew, also when nothing else changes." };
        return host.Define(
            new Command("update", "Brings an \"SMS Bridge\" hook up to the tenant's settings. New field values make the core forget its key and register again.")
            {
                id, tenant, events, name, url, active, forget,
            },
            (call, cancellationToken) => call.Service<HookChangeVerbs>().UpdateAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(id),
                new HookWish(Read(call.Parsed, events), call.Parsed.GetValue(name), call.Parsed.GetValue(url))
                {
                    IsActive = call.Parsed.GetValue(active) ?? true,
                    ForgetKey = call.Parsed.GetValue(forget),
                }, cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Command Delete(VerbHost host)
    {
        var (id, tenant) = (Id(), TenantCommands.Option("Whose hooks."));
        return host.Define(
            new Command("delete", "Deletes a hook; the tenant's key here stays.") { id, tenant },
            (call, cancellationToken) => call.Service<HookChangeVerbs>().DeleteAsync(
                call.Output, call.Parsed.GetRequiredValue(tenant), call.Parsed.GetRequiredValue(id), cancellationToken),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static Argument<long> Id() => new("ID") { Description = "The hook's number in the core." };

    private static Option<string?> DisplayName() => new("--display-name") { HelpName = "TEXT", Description = "At most 45 characters." };

    private static Option<bool> ShowSecrets() => new("--show-secrets") { Description = "Show keys and tokens in clear." };
}
