using System.CommandLine;
using SmsBridge.Doctor;
using SmsBridge.Operators;
using SmsBridge.Store;
using SmsBridge.Tenants;

namespace SmsBridge.CommandLine;

/// <summary><c>smsbridge tenant rotate</c>.</summary>
internal static class TenantKeyCommands
{
    public static Command Rotate(VerbHost host)
    {
        var (id, hook) = (TenantCommands.Identifier(), TenantCommands.Hook());
        var kind = new Option<string>("--kind") { Description = "Which key: api, or webhook (the token in a Web hook's URL).", DefaultValueFactory = _ => "api" };
        kind.AcceptOnlyFromAmong("api", "webhook");
        var yes = new Option<bool>("--yes") { Description = "Also where another key that is still good ends by it." };
        return host.Define(
            new Command("rotate", "A new key, shown once; the one before works on for Registration:PreviousKeyGrace.") { id, kind, hook, yes },
            (call, _) => RotateAsync(
                call, call.Parsed.GetRequiredValue(id), call.Parsed.GetValue(kind) == "webhook" ? KeyKind.WebhookToken : KeyKind.ApiKey, call.Parsed.GetValue(hook),
                call.Parsed.GetValue(yes)),
            judgesBy: ServiceSettings.OfTenants);
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
        var view = kind == KeyKind.ApiKey
            ? new KeyRotatedView(identifier, "apiKey", key, previous?.ValidUntil, CoreKeySql.Replace(key, hookId), WebhookUrl: null)
            : new KeyRotatedView(identifier, "webhookToken", key, previous?.ValidUntil, Sql: null, call.Service<BridgeAddress>().WebhookUrl(key));
        output.Result(view, ResultJson.Of.KeyRotatedView, rotated => Tell(output, rotated, hookId));
        return ExitCodes.Done;
    }

    private static void Tell(VerbOutput output, KeyRotatedView rotated, long? hookId)
    {
        output.Line(rotated.Sql is null ? "The new webhook token, shown only now:" : "The new API key, shown only now:");
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
        else
        {
            output.Line("Payload URL for the core's \"Web\" hook:");
            output.Line($"  {rotated.WebhookUrl}");
        }
    }
}
