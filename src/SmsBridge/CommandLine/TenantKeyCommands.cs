using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant rotate</c> and <c>tenant revoke</c>.</summary>
internal static class TenantKeyCommands
{
    public static Command Rotate(VerbHost host)
    {
        var (id, hook) = (TenantCommands.Identifier(), TenantCommands.Hook());
        var kind = new Option<string>("--kind") { Description = "Which key: api, webhook (the token in a Web hook's URL), or app (the tenant_app_key of the core's SMS campaigns).", DefaultValueFactory = _ => "api" };
        kind.AcceptOnlyFromAmong("api", "webhook", "app");
        var yes = new Option<bool>("--yes") { Description = "Also where another key that is still good ends by it." };
        return host.Define(
            new Command("rotate", "A new key, shown once; the one before works on for Registration:PreviousKeyGrace.") { id, kind, hook, yes },
            (call, _) => RotateAsync(
                call, call.Parsed.GetRequiredValue(id), KindOf(call.Parsed.GetValue(kind)), call.Parsed.GetValue(hook),
                call.Parsed.GetValue(yes)),
            judgesBy: ServiceSettings.OfTenants);
    }

    public static Command Revoke(VerbHost host)
    {
        var id = TenantCommands.Identifier();
        var kind = new Option<string>("--kind") { Description = "Which keys: api, webhook or app.", Required = true };
        kind.AcceptOnlyFromAmong("api", "webhook", "app");
        var yes = new Option<bool>("--yes") { Description = "Needed: what comes with them is refused from then on." };
        return host.Define(
            new Command("revoke", "Ends all keys of a kind, at once and without grace.") { id, kind, yes },
            (call, _) => RevokeAsync(call, call.Parsed.GetRequiredValue(id), KindOf(call.Parsed.GetRequiredValue(kind)), call.Parsed.GetValue(yes)),
            judgesBy: ServiceSettings.OfTenants);
    }

    private static KeyKind KindOf(string? kind) => kind switch { "webhook" => KeyKind.WebhookToken, "app" => KeyKind.AppKey, _ => KeyKind.ApiKey };

    private static async Task<int> RevokeAsync(VerbCall call, string identifier, KeyKind kind, bool yes)
    {
        if (!yes)
        {
            return call.Output.Refuse("What comes with these keys would be refused from now on. Nothing was ended. To do it, add --yes.");
        }

        switch (await call.Service<TenantKeyVerbs>().RevokeAsync(Caller.CommandLine, identifier, kind))
        {
            case Outcome.Done done:
                var state = call.Service<TenantDirectory>().Find(identifier)?.State ?? "deleted";
                call.Output.Result(new TenantChangedView(identifier, Changed: true, state, Pause: null), ResultJson.Of.TenantChangedView, _ => call.Output.Line(done.Words));
                return ExitCodes.Done;
            case Outcome.Unchanged unchanged:
                return call.Output.Refuse(unchanged.Words);
            default:
                return call.Output.RefuseUnknown(identifier);
        }
    }

    private static async Task<int> RotateAsync(VerbCall call, string identifier, KeyKind kind, long? hookId, bool yes)
    {
        var (output, directory) = (call.Output, call.Service<TenantDirectory>());
        var outcome = await call.Service<TenantKeyVerbs>().RotateAsync(Caller.CommandLine, identifier, kind, confirmed: yes);
        if (outcome is not Outcome.Secret { Value: var key })
        {
            return outcome is Outcome.Asks asks ? output.Refuse($"{asks.Ends} Nothing was made. To do it all the same, add --yes.") : output.RefuseUnknown(identifier);
        }

        var previous = directory.Find(identifier) is { } tenant ? directory.KeysOf(tenant).FirstOrDefault(known => known.Kind == kind && known.ValidUntil is not null) : null;
        var view = kind == KeyKind.AppKey ? new KeyRotatedView(identifier, "appKey", key, previous?.ValidUntil, Sql: null, WebhookUrl: null)
            : kind == KeyKind.ApiKey
            ? new KeyRotatedView(identifier, "apiKey", key, previous?.ValidUntil, CoreKeySql.Replace(key, hookId), WebhookUrl: null)
            : new KeyRotatedView(identifier, "webhookToken", key, previous?.ValidUntil, Sql: null, call.Service<BridgeAddress>().WebhookUrl(key));
        output.Result(view, ResultJson.Of.KeyRotatedView, rotated => Tell(output, rotated, hookId));
        if (kind == KeyKind.ApiKey && directory.Find(identifier) is { } now && directory.ProgramKeysOf(now).Any())
        {
            output.Hint($"Its keys for programs work on. See: {Verbs.Program} key list {identifier}");
        }

        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, KeyRotatedView rotated, long? hookId)
    {
        output.Line($"The new {rotated.Kind switch { "appKey" => "app key", "apiKey" => "API key", _ => "webhook token" }}, shown only now:");
        output.Line($"  {rotated.Key}");
        output.Line(rotated.PreviousValidUntil is { } until
            ? $"The one before works until {VerbOutput.At(until)}."
            : "No other one works.");
        output.Line();
        if (rotated.Sql is not null)
        {
            output.Line("Put it into the core, in the tenant's own database (the same on MySQL, MariaDB and PostgreSQL):");
            CoreKeySql.Tell(output, rotated.TenantId, rotated.Sql, hookId);
            output.Line("It changes one row. None: the hook has no key yet, and asks for one itself with its first event.");
        }
        else if (rotated.WebhookUrl is null)
        {
            output.Line("Give it to the core as tenant_app_key: PUT externalservice/SMS, see docs/campaigns.md.");
        }
        else
        {
            output.Line("Payload URL for the core's \"Web\" hook:");
            output.Line($"  {rotated.WebhookUrl}");
        }
    }
}
